"""Pictures of people and free chats: put, changed, taken away, told to those who see them."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from zvonok.chat_rules.tests.world import Chats
from zvonok.files import actions as files
from zvonok.files.tests.conftest import picture
from zvonok.ground import push
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger import groups, pictures, queries, switches
from zvonok.messenger.actions import make_free_chat, post
from zvonok.messenger.card import card
from zvonok.messenger.dialogues import open_dialogue
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Message
from zvonok.messenger.switches import Switches
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(default_storage, "location", str(tmp_path))
    return tmp_path


def drawn(by: Person, content: bytes | None = None) -> int:
    """An image that he has brought and not sent."""
    return files.upload(content=io.BytesIO(content or picture(size=(300, 200))), name="me.jpg", by=by).pk


def seen_by(asker: Person, person: Person) -> bool:
    try:
        word = Person.objects.values_list("picture", flat=True).get(pk=person.pk) or ""
        return bool(word) and pictures.persons(asker, person.pk, word) == word
    except Http404:
        return False


@pytest.fixture
def trip(cast: Cast, chats: Chats) -> Chat:
    return make_free_chat(title="Поход", members=[cast.classmate.pk], space="learning", uuid=uuid4(), by=cast.sibling)[0]


def halves() -> bytes:
    """Red on the left, green in the middle, blue on the right."""
    written = io.BytesIO()
    image = Image.new("RGB", (900, 300), (0, 200, 0))
    image.paste((200, 0, 0), (0, 0, 300, 300))
    image.paste((0, 0, 200), (600, 0, 900, 300))
    image.save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(("at", "colour"), [(0, 0), (0.5, 1), (1, 2)])
def test_the_square_is_cut_where_it_was_asked_for(cast: Cast, at: float, colour: int) -> None:
    pictures.put(file=drawn(cast.sibling, halves()), at=at, by=cast.sibling)
    browser = Client()
    browser.force_login(cast.sibling.user)
    for side in (64, 128, 512):
        served: Any = browser.get(f"/pictures/people/{cast.sibling.pk}/{cast.sibling.picture}/{side}")
        with Image.open(io.BytesIO(b"".join(served.streaming_content))) as image:
            # 300 points are not blown up to 512.
            assert image.size == (min(side, 300),) * 2
            middle: Any = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
        assert max(range(3), key=lambda one: middle[one]) == colour


def test_a_chats_picture_is_told_in_the_chat_and_in_its_row(cast: Cast, trip: Chat) -> None:
    groups.put_picture(place=place(cast.sibling, trip.pk), file=drawn(cast.sibling), at=0.5, by=cast.sibling)
    told = Message.objects.filter(chat=trip).latest("seq").data
    row = queries.chat(cast.classmate, trip.pk)
    assert row and row["picture"]
    assert told == {"what": "pictured", "picture": row["picture"], "by": {"id": cast.sibling.pk, "name": "Александр И."}}
    groups.take_picture_away(place=place(cast.sibling, trip.pk), by=cast.sibling)
    assert (queries.chat(cast.classmate, trip.pk) or {})["picture"] is None
    # Taken away once more, it says nothing.
    seq = Message.objects.filter(chat=trip).latest("seq").seq
    groups.take_picture_away(place=place(cast.sibling, trip.pk), by=cast.sibling)
    assert Message.objects.filter(chat=trip).latest("seq").seq == seq


def test_a_persons_picture_stands_wherever_he_does(cast: Cast, chats: Chats) -> None:
    chat = chats.class_10a.pk
    dialogue = open_dialogue(person=cast.classmate, space="learning", by=cast.sibling)[0]
    post(chat=chat, text="Привет", uuid=uuid4(), by=cast.sibling)
    post(chat=dialogue.pk, text="Привет", uuid=uuid4(), by=cast.sibling)
    word = pictures.put(file=drawn(cast.sibling), at=0.5, by=cast.sibling).picture
    own = place(cast.classmate, chat)
    messages = queries.messages(own, before=None, after=None, limit=1)["messages"]
    members = queries.members(own, search="", after=None, limit=100)["members"]
    row = queries.chat(cast.classmate, dialogue.pk)
    assert messages[0]["author"]["picture"] == word
    assert {one["person"]["id"]: one["person"]["picture"] for one in members}[cast.sibling.pk] == word
    assert row and row["picture"] == row["other"]["picture"] == word
    assert card(cast.sibling, space="learning", by=cast.classmate)["person"]["picture"] == word


def test_who_sees_him_in_a_chat_hears_of_it_and_no_one_else(cast: Cast, chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[set[int], dict[str, Any]]] = []
    monkeypatch.setattr(push, "after_commit", lambda people, _topic, event: heard.append((set(people), event)))
    pictures.put(file=drawn(cast.sibling), at=0.5, by=cast.sibling)
    ((people, event),) = heard
    assert event == {"event": "picture", "person": cast.sibling.pk, "picture": cast.sibling.picture}
    assert {cast.sibling.pk, cast.classmate.pk, cast.class_teacher.pk} <= people
    assert not people & {cast.stranger.pk, cast.young_pupil.pk}


def test_a_school_hides_its_pupils_pictures(cast: Cast, chats: Chats) -> None:
    pictures.put(file=drawn(cast.sibling), at=0.5, by=cast.sibling)
    teacher = pictures.put(file=drawn(cast.class_teacher), at=0.5, by=cast.class_teacher)
    switches.settle(school=cast.school, switches=Switches(pupils_pictures=False), by=cast.head)
    assert not seen_by(cast.classmate, cast.sibling)
    assert seen_by(cast.classmate, teacher)
    with pytest.raises(Refused, match="выключила фотографии"):
        pictures.put(file=drawn(cast.classmate), at=0.5, by=cast.classmate)
    # He may still take his own away.
    pictures.take_away(person=cast.sibling, by=cast.sibling)


def test_an_administrators_deed_is_in_the_audit(cast: Cast, chats: Chats) -> None:
    pictures.put(file=drawn(cast.sibling), at=0.5, by=cast.sibling)
    assert card(cast.sibling, space="learning", by=cast.head)["may_take_picture_away"]
    assert not card(cast.sibling, space="learning", by=cast.classmate)["may_take_picture_away"]
    pictures.take_away(person=cast.sibling, by=cast.head)
    record = AuditEntry.objects.filter(what="messenger:person:pictured").latest("pk")
    assert (record.by_person, record.person, record.after) == (cast.head.pk, cast.sibling.pk, {"picture": None})


def test_pictures_cost_a_list_and_a_history_no_query(cast: Cast, chats: Chats) -> None:
    teacher, chat = cast.class_teacher, chats.class_10a.pk
    for person in (cast.sibling, cast.classmate):
        open_dialogue(person=person, space="learning", by=teacher)
        post(chat=chat, text="Привет", uuid=uuid4(), by=person)

    def asked() -> int:
        own = place(teacher, chat)
        with CaptureQueriesContext(connection) as queries_asked:
            queries.chats(teacher, "learning")
            queries.messages(own, before=None, after=None, limit=50)
            queries.members(own, search="", after=None, limit=50)
        return len(queries_asked)

    before = asked()
    for person in (cast.sibling, cast.classmate):
        pictures.put(file=drawn(person), at=0.5, by=person)
    assert asked() == before


def test_the_page_works_without_scripts(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.sibling.user)
    brought = io.BytesIO(picture(size=(300, 200)))
    brought.name = "me.jpg"
    assert browser.post("/picture/", {"file": brought, "at": "1"}).status_code == 302
    word = Person.objects.get(pk=cast.sibling.pk).picture
    assert f"/pictures/people/{cast.sibling.pk}/{word}/128" in browser.get("/picture/").content.decode()
    no_picture = io.BytesIO(b"words")
    no_picture.name = "me.jpg"
    refused = browser.post("/picture/", {"file": no_picture})
    assert (refused.status_code, "Это не изображение" in refused.content.decode()) == (422, True)
    browser.post("/picture/", {"remove": "1"})
    assert Person.objects.get(pk=cast.sibling.pk).picture is None
