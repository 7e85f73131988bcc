"""A school settles how large files are and of which kinds; its chats follow, and nobody else's."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from zvonok.chat_rules.tests.world import Chats
from zvonok.files.models import File
from zvonok.files.tests.conftest import picture
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, school_files, sent_files
from zvonok.messenger.tests.test_sent_files import bring, storage
from zvonok.operations.cast import Cast

__all__ = ["storage"]


def send(chat: int, file: File, by: Any) -> None:
    sent_files.post(chat=chat, files=[file.pk], text="", uuid=uuid4(), by=by)


def test_it_works(cast: Cast, chats: Chats) -> None:
    school_files.settle(school=cast.school, let=school_files.Let(2, ("pdf", "docx")), by=cast.head)
    with pytest.raises(Refused, match="pdf, docx"):
        send(chats.class_10a.pk, bring(cast.sibling, b"notes", "a.txt"), cast.sibling)
    send(chats.class_10a.pk, bring(cast.sibling, b"paper", "a.PDF"), cast.sibling)
    send(chats.class_10a.pk, bring(cast.sibling, picture(), "a.jpg"), cast.sibling)
    large = bring(cast.sibling, b"large", "b.pdf")
    File.objects.filter(pk=large.pk).update(size=2_000_001)
    with pytest.raises(Refused, match="до 2 МБ"):
        send(chats.class_10a.pk, large, cast.sibling)
    assert AuditEntry.objects.filter(what="messenger:files:settled", school=cast.school.pk).count() == 1


def test_a_free_learning_chat_follows_the_schools_of_the_sender_and_a_personal_one_none(cast: Cast, chats: Chats) -> None:
    school_files.settle(school=cast.school, let=school_files.Let(2, ("pdf",)), by=cast.head)
    made: dict[str, Any] = {"title": "Поход", "members": [], "by": cast.sibling}
    learning, _ = actions.make_free_chat(space="learning", uuid=uuid4(), **made)
    personal, _ = actions.make_free_chat(space="personal", uuid=uuid4(), **made)
    file = bring(cast.sibling, b"notes", "a.txt")
    with pytest.raises(Refused):
        send(learning.pk, file, cast.sibling)
    send(personal.pk, file, cast.sibling)


@pytest.mark.parametrize("words", ["pdf docx", ".PDF, docx", "pdf;docx;pdf"])
def test_endings_are_read_as_people_write_them(words: str) -> None:
    assert school_files.read_endings(words) == ("pdf", "docx")


@pytest.mark.parametrize("words", ["p/df", "док", "a" * 11])
def test_what_is_no_ending_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        school_files.read_endings(words)


def test_an_administrator_settles_it_on_the_schools_page(cast: Cast, chats: Chats) -> None:
    browser = Client()
    browser.force_login(cast.head.user)
    path = f"/school/{cast.school.pk}/switches/"
    body = {"files": "on", "voice": "on", "polls": "on", "calls": "on", "pupils_free_chats": "on"}
    assert browser.post(path, {**body, "file_megabytes": "5", "file_endings": "PDF, docx"}).status_code == 302
    assert school_files.of(cast.school.pk) == school_files.Let(5, ("pdf", "docx"))
    assert 'value="pdf, docx"' in browser.get(path).content.decode()
    assert browser.post(path, {**body, "file_megabytes": "5", "file_endings": "!"}).status_code == 422
    assert browser.post(path, {**body, "file_megabytes": "500", "file_endings": ""}).status_code == 422
