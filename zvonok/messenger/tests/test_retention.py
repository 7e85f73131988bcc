"""Messages are kept as long as their kind of chat says, and then are gone with their files."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from zvonok.chat_rules.tests.world import Chats
from zvonok.files.models import File
from zvonok.ground import clock
from zvonok.ground.models import AuditEntry
from zvonok.messenger import actions, jobs, queries, retention, sent_files
from zvonok.messenger.models import Message
from zvonok.messenger.tests.test_sent_files import bring, storage
from zvonok.operations.cast import Cast

__all__ = ["storage"]


def said(chat: int, by: Any, days_ago: int) -> Message:
    message, _ = actions.post(chat=chat, text=f"{days_ago} дней назад", uuid=uuid4(), by=by)
    Message.objects.filter(pk=message.pk).update(at=clock.now() - timedelta(days=days_ago))
    return message


def test_it_works(cast: Cast, chats: Chats, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = ["class=30"]
    old, fresh = said(chats.class_10a.pk, cast.sibling, 31), said(chats.class_10a.pk, cast.sibling, 29)
    elsewhere = said(chats.geography_10a.pk, cast.sibling, 400)
    assert retention.delete_old(now=clock.now()) == 1
    assert set(Message.objects.filter(author=cast.sibling)) == {fresh, elsewhere}
    recorded = AuditEntry.objects.get(what="messenger:messages:expired").after
    assert recorded and recorded["count"] == 1
    assert not Message.objects.filter(pk=old.pk).exists()


def test_their_files_go_with_them(cast: Cast, chats: Chats, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = ["class=30"]
    file = bring(cast.sibling)
    message, _ = sent_files.post(chat=chats.class_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.sibling)
    Message.objects.filter(pk=message.pk).update(at=clock.now() - timedelta(days=31))
    retention.delete_old(now=clock.now())
    assert not File.objects.exists()


def test_an_answer_outlives_what_it_answers_and_unread_stays_right(cast: Cast, chats: Chats, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = ["class=30"]
    old, answer = said(chats.class_10a.pk, cast.sibling, 31), said(chats.class_10a.pk, cast.sibling, 1)
    Message.objects.filter(pk=answer.pk).update(reply_to=old)
    before = queries.chat(cast.classmate, chats.class_10a.pk)
    retention.delete_old(now=clock.now())
    after = queries.chat(cast.classmate, chats.class_10a.pk)
    assert before and after and before["unread"] == after["unread"] == 2
    assert Message.objects.get(pk=answer.pk).reply_to_id is None


def test_a_chat_whose_last_words_go_has_no_preview(cast: Cast, chats: Chats, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = ["class=30"]
    said(chats.class_10a.pk, cast.sibling, 31)
    retention.delete_old(now=clock.now())
    row = queries.chat(cast.classmate, chats.class_10a.pk)
    assert row and row["preview"] is None


def test_without_the_setting_everything_is_kept(cast: Cast, chats: Chats) -> None:
    said(chats.class_10a.pk, cast.sibling, 10_000)
    jobs.delete_old_messages(timestamp=0)
    assert Message.objects.filter(author=cast.sibling).count() == 1


@pytest.mark.parametrize("wrong", ["klass=30", "class", "class=", "class=-1", "class=0"])
def test_a_word_that_is_not_understood_stops_the_start(settings: Any, wrong: str) -> None:
    settings.KEEP_MESSAGES_DAYS = [wrong]
    with pytest.raises(ImproperlyConfigured):
        retention.days_by_kind()


def test_words_deleted_for_all_are_erased_after_a_month_and_the_tombstone_stays(cast: Cast, chats: Chats) -> None:
    old, fresh = said(chats.class_10a.pk, cast.sibling, 40), said(chats.class_10a.pk, cast.sibling, 40)
    kept = said(chats.class_10a.pk, cast.sibling, 40)
    for message, days in ((old, 31), (fresh, 29)):
        Message.objects.filter(pk=message.pk).update(deleted_at=clock.now() - timedelta(days=days))
    assert retention.erase_deleted(now=clock.now()) == 1
    assert Message.objects.get(pk=old.pk).text == ""
    assert Message.objects.get(pk=fresh.pk).text and Message.objects.get(pk=kept.pk).text
    assert retention.erase_deleted(now=clock.now()) == 0
