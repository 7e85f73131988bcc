"""What one has begun to write is kept a chat, shown to him alone, and dies with his place."""

import zipfile
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import limits
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger import drafts, export, queries
from zvonok.messenger.actions import make_free_chat, post, remove_member
from zvonok.messenger.doors import NotYours, place
from zvonok.messenger.models import Chat, Draft, Place
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.roster import actions as roster
from zvonok.roster.models import Person


def begin(person: Person, chat: Chat, text: str, reply_to: int | None = None) -> None:
    drafts.save(place=place(person, chat.pk), text=text, reply_to=reply_to)


def shown(person: Person, chat: Chat) -> object:
    listed = {row["id"]: row["draft"] for row in queries.chats(person, "learning")["chats"]}
    row = queries.chat(person, chat.pk)
    assert row and row["draft"] == listed[chat.pk]
    return row["draft"]


def test_it_works(cast: Cast, chats: Chats) -> None:
    begin(cast.sibling, chats.class_10a, "Завтра не при", reply_to=1)
    begin(cast.sibling, chats.class_10a, "Завтра не приду\x00", reply_to=1)
    begin(cast.sibling, chats.geography_10a, "Где")
    assert shown(cast.sibling, chats.class_10a) == {"text": "Завтра не приду\ufffd", "reply_to": 1}
    assert shown(cast.sibling, chats.geography_10a) == {"text": "Где", "reply_to": None}
    assert shown(cast.classmate, chats.class_10a) is None


def test_nothing_but_blanks_is_no_draft_but_an_answer_begun_is(cast: Cast, chats: Chats) -> None:
    begin(cast.sibling, chats.class_10a, "", reply_to=1)
    assert shown(cast.sibling, chats.class_10a) == {"text": "", "reply_to": 1}
    begin(cast.sibling, chats.class_10a, " \n ")
    assert shown(cast.sibling, chats.class_10a) is None
    begin(cast.sibling, chats.class_10a, "")
    assert not Draft.objects.exists()


def test_a_draft_is_no_longer_than_a_message(cast: Cast, chats: Chats) -> None:
    begin(cast.sibling, chats.class_10a, "я" * limits.message_length_max)
    with pytest.raises(Refused):
        begin(cast.sibling, chats.class_10a, "я" * (limits.message_length_max + 1))


@pytest.mark.parametrize("leaving", ["moved", "suspended"])
def test_it_dies_with_a_ruled_place_and_does_not_come_back(cast: Cast, chats: Chats, leaving: str) -> None:
    begin(cast.classmate, chats.class_10a, "Ещё не сказано")
    begin(cast.sibling, chats.class_10a, "Остаётся")
    if leaving == "moved":
        enrolment = roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head).record
        roster.move(enrolment=enrolment, school_class=cast.class_10a, by=cast.head)
    else:
        suspend(person=cast.classmate, by=cast.classmate)
    assert list(Draft.objects.values_list("person", flat=True)) == [cast.sibling.pk]


def test_it_dies_with_a_place_in_a_free_chat_and_with_the_chat(cast: Cast, chats: Chats) -> None:
    people = [cast.classmate.pk, cast.other_sibling.pk]
    chat, _ = make_free_chat(title="Поход", members=people, space="learning", uuid=uuid4(), by=cast.sibling)
    begin(cast.classmate, chat, "Ещё не сказано")
    begin(cast.other_sibling, chat, "Тоже")
    taken = place(cast.classmate, chat.pk)
    remove_member(place=place(cast.sibling, chat.pk), person=cast.classmate, by=cast.sibling)
    assert Draft.objects.count() == 1
    with pytest.raises(NotYours):
        drafts.save(place=taken, text="С открытой страницы", reply_to=None)
    chat.delete()
    assert not Draft.objects.exists()


def test_nobody_else_has_it(cast: Cast, chats: Chats) -> None:
    """Neither an administrator's export, nor the audit, nor a search, nor the row of another."""
    secret = "Никому не видно"
    begin(cast.sibling, chats.class_10a, secret)
    post(chat=chats.class_10a.pk, text="Видно всем", uuid=uuid4(), by=cast.sibling)
    saved = export.archive(place=place(cast.class_teacher, chats.class_10a.pk), reason="для проверки", by=cast.class_teacher)
    page = zipfile.ZipFile(saved).read("index.html").decode()
    assert "Видно всем" in page and secret not in page
    told = list(AuditEntry.objects.values())
    assert told and secret not in str(told)
    for person in cast.people().values():
        if person != cast.sibling:
            assert secret not in str(queries.chats(person, "learning"))


def test_one_takes_ones_own_away(cast: Cast, chats: Chats) -> None:
    begin(cast.sibling, chats.class_10a, "Моё начатое")
    begin(cast.classmate, chats.class_10a, "Не моё")
    page = zipfile.ZipFile(export.own(by=cast.sibling)).read("index.html").decode()
    assert "Черновики" in page and "Моё начатое" in page and "Не моё" not in page


def test_a_list_of_many_chats_with_drafts_asks_as_often_as_one(cast: Cast, chats: Chats) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.chats(cast.class_teacher, "learning")
        return len(captured)

    begin(cast.class_teacher, chats.class_10a, "Раз")
    few = asked()
    for own in Place.objects.filter(person=cast.class_teacher).select_related("chat"):
        begin(cast.class_teacher, own.chat, "Ещё")
    assert Draft.objects.count() > 3
    assert asked() == few == 1


def test_a_draft_is_saved_in_one_question(cast: Cast, chats: Chats) -> None:
    own = place(cast.sibling, chats.class_10a.pk)
    with CaptureQueriesContext(connection) as captured:
        drafts.save(place=own, text="Раз", reply_to=None)
    assert len([one for one in captured if "SAVEPOINT" not in str(one["sql"])]) == 1
