"""Files in chats: sent, seen by those who see the message, by nobody else, and no longer."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import Client

from zvonok.chat_rules.tests.world import Chats
from zvonok.files import actions as files
from zvonok.files import doors
from zvonok.files.models import File
from zvonok.files.tests.conftest import picture, stored
from zvonok.ground.refusal import Refused
from zvonok.messenger import queries, sent_files
from zvonok.messenger.doors import place
from zvonok.messenger.models import Message, MessageFile, Place
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.roster import actions as roster
from zvonok.roster.models import Person


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(default_storage, "location", str(tmp_path))
    return tmp_path


def bring(by: Person, content: bytes = b"homework", name: str = "a.txt") -> File:
    return files.upload(content=io.BytesIO(content), name=name, by=by)


def sees(person: Person, file: File) -> bool:
    try:
        doors.file(person, file.pk)
    except Http404:
        return False
    return True


def test_it_works(cast: Cast, chats: Chats) -> None:
    photos = [bring(cast.sibling, picture(size=(40 + n, 30)), f"{n}.jpg") for n in range(3)]
    message, is_new = sent_files.post(
        chat=chats.class_10a.pk, files=[one.pk for one in photos], text=" Поход ", uuid=uuid4(), by=cast.sibling
    )
    assert is_new
    told = queries.messages(place(cast.classmate, chats.class_10a.pk), before=None, after=None, limit=1)["messages"][0]
    assert (told["kind"], told["text"]) == ("photo", "Поход")
    assert [(one["id"], one["width"]) for one in told["data"]["files"]] == [(one.pk, 40 + n) for n, one in enumerate(photos)]
    row = queries.chat(cast.classmate, chats.class_10a.pk)
    assert row and row["preview"]["kind"] == "photo"
    assert message.data == told["data"]


def test_before_it_is_sent_it_is_its_owners_and_then_the_members(cast: Cast, chats: Chats) -> None:
    file = bring(cast.sibling)
    assert [sees(one, file) for one in (cast.sibling, cast.classmate, cast.stranger)] == [True, False, False]
    sent_files.post(chat=chats.class_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.sibling)
    assert [sees(one, file) for one in (cast.sibling, cast.classmate, cast.class_teacher)] == [True, True, True]
    assert [sees(one, file) for one in (cast.stranger, cast.young_pupil, cast.parent_of_both)] == [False, False, False]


def test_whoever_leaves_the_chat_no_longer_sees_even_his_own(cast: Cast, chats: Chats) -> None:
    file = bring(cast.classmate)
    sent_files.post(chat=chats.class_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.classmate)
    roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    assert not sees(cast.classmate, file)
    assert sees(cast.sibling, file)
    suspend(person=cast.sibling, by=cast.sibling)
    assert not sees(cast.sibling, file)


def test_a_newcomer_does_not_see_what_was_sent_before_him(cast: Cast, chats: Chats) -> None:
    file = bring(cast.class_teacher)
    message, _ = sent_files.post(chat=chats.parents_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.class_teacher)
    Place.objects.filter(chat=chats.parents_10a.pk, person=cast.parent_of_both).update(sees_after_seq=message.seq)
    assert not sees(cast.parent_of_both, file)
    assert sees(cast.parent_of_two, file)
    own = place(cast.parent_of_both, chats.parents_10a.pk)
    assert sent_files.shared(own, kind="file", before=None, limit=10) == {"files": [], "next": None}


def test_the_same_uuid_again_is_the_same_message(cast: Cast, chats: Chats) -> None:
    file, uuid = bring(cast.sibling), uuid4()
    words: dict[str, Any] = {"chat": chats.class_10a.pk, "files": [file.pk], "text": "", "uuid": uuid, "by": cast.sibling}
    first, is_new = sent_files.post(**words)
    again, is_new_again = sent_files.post(**words)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    assert MessageFile.objects.count() == 1


def test_anothers_file_or_one_already_sent_is_not_sent(cast: Cast, chats: Chats) -> None:
    others, own = bring(cast.classmate), bring(cast.sibling, b"own")
    for ids in ([others.pk], [own.pk, others.pk], [10**9]):
        with pytest.raises(Refused):
            sent_files.post(chat=chats.class_10a.pk, files=ids, text="", uuid=uuid4(), by=cast.sibling)
    sent_files.post(chat=chats.class_10a.pk, files=[own.pk], text="", uuid=uuid4(), by=cast.sibling)
    with pytest.raises(Refused):
        sent_files.post(chat=chats.geography_10a.pk, files=[own.pk], text="", uuid=uuid4(), by=cast.sibling)
    with pytest.raises(Refused):
        sent_files.post(chat=chats.class_10a.pk, files=[own.pk, own.pk], text="", uuid=uuid4(), by=cast.sibling)


def test_a_message_gone_for_all_takes_its_files_with_it(
    cast: Cast, chats: Chats, storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = bring(cast.sibling)
    message, _ = sent_files.post(chat=chats.class_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.sibling)
    with django_capture_on_commit_callbacks(execute=True):
        sent_files.detach([message.pk])
    assert not sees(cast.classmate, file)
    assert not File.objects.exists()
    assert stored(storage) == []


def test_what_another_message_still_tells_of_stays(cast: Cast, chats: Chats) -> None:
    file = bring(cast.sibling)
    first, _ = sent_files.post(chat=chats.class_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.sibling)
    passed_on = Message.objects.create(
        chat_id=chats.geography_10a.pk, seq=900, kind="file", author=cast.sibling, data=first.data
    )
    sent_files.attach(passed_on)
    sent_files.detach([first.pk])
    assert sees(cast.sibling, file)


def test_shared_media_is_by_kind_the_newest_first_and_has_an_end(
    cast: Cast, chats: Chats, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        file = bring(cast.sibling, b"%d" % number, f"{number}.txt")
        sent_files.post(chat=chats.class_10a.pk, files=[file.pk], text="", uuid=uuid4(), by=cast.sibling)
    photo = bring(cast.sibling, picture(), "a.jpg")
    sent_files.post(chat=chats.class_10a.pk, files=[photo.pk], text="", uuid=uuid4(), by=cast.sibling)
    own = place(cast.classmate, chats.class_10a.pk)
    with django_assert_num_queries(1):
        page = sent_files.shared(own, kind="file", before=None, limit=3)
    assert [one["file"]["name"] for one in page["files"]] == ["4.txt", "3.txt", "2.txt"]
    rest = sent_files.shared(own, kind="file", before=page["next"], limit=3)
    assert ([one["file"]["name"] for one in rest["files"]], rest["next"]) == (["1.txt", "0.txt"], None)


def test_over_the_wire(cast: Cast, chats: Chats) -> None:
    browser = Client()
    browser.force_login(cast.sibling.user)
    brought = browser.post("/api/files?name=a.txt", b"hello", content_type="application/octet-stream").json()
    path = f"/api/chats/{chats.class_10a.pk}/messages"
    body = {"uuid": str(uuid4()), "text": "", "files": [brought["id"]]}
    assert browser.post(path, body, content_type="application/json").status_code == 201
    shared = browser.get(f"/api/chats/{chats.class_10a.pk}/files?kind=file").json()["files"]
    assert [one["file"] for one in shared] == [brought]
    reader = Client()
    reader.force_login(cast.classmate.user)
    assert reader.get(f"/files/{brought['id']}/a.txt").status_code == 200
    stranger = Client()
    stranger.force_login(cast.stranger.user)
    assert stranger.get(f"/files/{brought['id']}/a.txt").status_code == 404
    assert stranger.post(path, body, content_type="application/json").status_code in (404, 409)
