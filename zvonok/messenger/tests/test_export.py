"""A chat is saved by its administrators, and its members learn of it; everyone takes away what is his own."""

import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from zvonok.chat_rules.tests.world import Chats
from zvonok.files.tests.conftest import picture
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, export, sent_files
from zvonok.messenger.doors import administrators_place, place
from zvonok.messenger.models import Message
from zvonok.messenger.tests.test_sent_files import bring, storage
from zvonok.operations.cast import Cast

__all__ = ["storage"]
REASON = "Обращение родителей от 20 ноября"


def opened(made: Any) -> zipfile.ZipFile:
    archived = zipfile.ZipFile(io.BytesIO(made.read()))
    assert archived.testzip() is None
    return archived


def test_a_chat_is_saved_with_its_files(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a.pk
    actions.post(chat=chat, text="Кто идёт <b>в поход</b>?", uuid=uuid4(), by=cast.sibling)
    photo = bring(cast.sibling, picture(), "поход.jpg")
    sent_files.post(chat=chat, files=[photo.pk], text="", uuid=uuid4(), by=cast.sibling)
    own = administrators_place(cast.class_teacher, chat)
    archived = opened(export.archive(place=own, reason=REASON, by=cast.class_teacher))
    page = archived.read("index.html").decode()
    assert "Кто идёт &lt;b&gt;в поход&lt;/b&gt;?" in page
    assert cast.sibling.name in page and REASON in page
    assert f"files/{photo.pk}-поход.jpg" in archived.namelist()


def test_the_members_and_the_audit_learn_who_saved_it_and_why(cast: Cast, chats: Chats) -> None:
    own = administrators_place(cast.class_teacher, chats.class_10a.pk)
    export.archive(place=own, reason=REASON, by=cast.class_teacher)
    told = Message.objects.filter(chat=chats.class_10a.pk, kind="service").latest("seq").data
    assert (told["what"], told["by"]["id"], told["reason"]) == ("exported", cast.class_teacher.pk, REASON)
    recorded = AuditEntry.objects.get(what="messenger:chat:exported")
    assert recorded.after == {"chat": chats.class_10a.pk, "reason": REASON}


@pytest.mark.parametrize("reason", ["", "   ", "мне"])
def test_without_a_reason_nothing_is_saved(cast: Cast, chats: Chats, reason: str) -> None:
    own = administrators_place(cast.class_teacher, chats.class_10a.pk)
    with pytest.raises(Refused, match="зачем"):
        export.archive(place=own, reason=reason, by=cast.class_teacher)


def test_a_mere_member_saves_nothing(cast: Cast, chats: Chats) -> None:
    with pytest.raises(Http404):
        administrators_place(cast.sibling, chats.class_10a.pk)


def test_what_was_deleted_for_all_is_not_saved(cast: Cast, chats: Chats) -> None:
    message, _ = actions.post(chat=chats.class_10a.pk, text="лишнее", uuid=uuid4(), by=cast.sibling)
    Message.objects.filter(pk=message.pk).update(deleted_at=message.at)
    own = administrators_place(cast.class_teacher, chats.class_10a.pk)
    page = opened(export.archive(place=own, reason=REASON, by=cast.class_teacher)).read("index.html").decode()
    assert "лишнее" not in page


def test_a_chat_is_printed(cast: Cast, chats: Chats) -> None:
    actions.post(chat=chats.class_10a.pk, text="Здравствуйте 👋\n" * 200, uuid=uuid4(), by=cast.sibling)
    own = administrators_place(cast.class_teacher, chats.class_10a.pk)
    made = export.document(place=own, reason=REASON, by=cast.class_teacher).read()
    assert made.startswith(b"%PDF-")


def test_everyone_takes_away_his_own_and_nothing_of_others(cast: Cast, chats: Chats) -> None:
    actions.post(chat=chats.class_10a.pk, text="моё", uuid=uuid4(), by=cast.sibling)
    actions.post(chat=chats.class_10a.pk, text="чужое", uuid=uuid4(), by=cast.classmate)
    mine, others = bring(cast.sibling, b"mine", "моё.txt"), bring(cast.classmate, b"others", "чужое.txt")
    archived = opened(export.own(by=cast.sibling))
    page = archived.read("index.html").decode()
    assert ("моё" in page, "чужое" in page) == (True, False)
    assert archived.namelist() == [f"files/{mine.pk}-моё.txt", "index.html"]
    assert others.owner_id == cast.classmate.pk
    assert place(cast.sibling, chats.class_10a.pk).chat.title in page
