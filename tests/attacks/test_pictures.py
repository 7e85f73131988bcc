"""Attacks on pictures: of another school's pupil, of a chat that one has left, by a guessed address, with what is none."""

import io
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from tests.attacks.conftest import Browser, Chats, SignIn
from zvonok.files.tests.conftest import picture, stored
from zvonok.messenger import pictures
from zvonok.messenger.models import Chat, Place
from zvonok.messenger.tests.test_pictures import drawn, seen_by
from zvonok.operations.cast import Cast
from zvonok.roster.models import Employee, Person


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(default_storage, "location", str(tmp_path))
    return tmp_path


def photographed(person: Person) -> Person:
    return pictures.put(file=drawn(person), at=0.5, by=person)


def free_chat(page: Browser, cast: Cast, *others: Person) -> int:
    made = page.call("POST", "/chats", {"uuid": str(uuid4()), "title": "Поход", "people": [one.pk for one in others]})
    assert made.status_code == 201, made.content
    return int(made.json()["id"])


def test_a_pupils_picture_is_for_his_school_alone(cast: Cast) -> None:
    pupil = photographed(cast.sibling)
    pupils, parents = [pupil, cast.classmate, cast.young_pupil], [cast.parent_of_both, cast.parent_of_two]
    assert [one for one in (*pupils, *parents, cast.class_teacher, cast.head) if not seen_by(one, pupil)] == []
    assert not seen_by(cast.stranger, pupil)


def test_one_of_another_school_in_a_common_free_chat_does_not_see_a_pupil(cast: Cast, sign_in: SignIn) -> None:
    pupil = photographed(cast.sibling)
    chat = Chat.objects.create(space="personal", kind="free", ruled=False, title="Все", newcomers_see_all=True)
    for person in (pupil, cast.stranger):
        Place.objects.create(chat=chat, person=person, role=1)
    page = sign_in(cast.stranger)
    # His card may be opened there; the picture may not.
    assert page.call("GET", f"/people/{pupil.pk}").status_code == 200
    assert not seen_by(cast.stranger, pupil)


def test_an_adults_picture_is_for_those_who_may_see_his_card(cast: Cast) -> None:
    teacher = photographed(cast.class_teacher)
    assert seen_by(cast.sibling, teacher) and seen_by(cast.parent_of_both, teacher)
    assert not seen_by(cast.stranger, teacher)


def test_a_guessed_word_and_the_word_of_before_open_nothing(cast: Cast, sign_in: SignIn) -> None:
    page, pupil = sign_in(cast.classmate), photographed(cast.sibling)
    before = pupil.picture
    photographed(pupil)
    for word in (before, "A" * 16, "None", "null", "..", "%2e%2e%2fsecrets"):
        assert page.get(f"/pictures/people/{pupil.pk}/{word}/128").status_code == 404, word
    address = f"/pictures/people/{pupil.pk}/{pupil.picture}"
    assert [page.get(f"{address}/{side}").status_code for side in (64, 128, 512, 1, 2048)] == [200, 200, 200, 404, 404]
    # Another person's number with a word that is right elsewhere.
    assert page.get(f"/pictures/people/{cast.classmate.pk}/{pupil.picture}/128").status_code == 404


def test_one_who_has_left_a_chat_does_not_see_its_picture(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page, member = sign_in(cast.sibling), sign_in(cast.classmate)
    chat = free_chat(page, cast, cast.classmate)
    word = page.call("PUT", f"/chats/{chat}/picture", {"file": drawn(cast.sibling)}).json()["picture"]
    address = f"/pictures/chats/{chat}/{word}/128"
    assert page.get(address).status_code == member.get(address).status_code == 200
    assert sign_in(cast.head).get(address).status_code == 404
    assert member.call("POST", f"/chats/{chat}/leave").status_code == 204
    assert member.get(address).status_code == 404


def test_a_member_who_is_no_administrator_changes_no_picture(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    chat = free_chat(sign_in(cast.sibling), cast, cast.classmate)
    member = sign_in(cast.classmate)
    assert member.call("PUT", f"/chats/{chat}/picture", {"file": drawn(cast.classmate)}).status_code == 404
    assert member.call("DELETE", f"/chats/{chat}/picture").status_code == 404


def test_an_administrator_of_a_ruled_chat_gives_it_no_picture(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.class_teacher)
    answer = page.call("PUT", f"/chats/{chats.of_10a}/picture", {"file": drawn(cast.class_teacher)})
    assert answer.status_code == 409
    assert "ведёт школа" in answer.json()["detail"]


def test_another_persons_file_becomes_no_picture(cast: Cast, sign_in: SignIn) -> None:
    stolen = drawn(cast.class_teacher)
    answer = sign_in(cast.sibling).call("PUT", "/me/picture", {"file": stolen})
    assert (answer.status_code, Person.objects.get(pk=cast.sibling.pk).picture) == (409, None)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7 not a picture",
    ],
    ids=["svg", "page", "pdf"],
)
def test_what_is_no_picture_becomes_none(cast: Cast, sign_in: SignIn, content: bytes) -> None:
    page = sign_in(cast.sibling)
    brought = page.bring(content, "me.png").json()["id"]
    answer = page.call("PUT", "/me/picture", {"file": brought})
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Это не изображение. Выберите фотографию или рисунок.",
    )


def test_a_bomb_is_refused_before_it_is_opened(cast: Cast, sign_in: SignIn) -> None:
    written = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(written, "PNG")
    answer = sign_in(cast.sibling).bring(written.getvalue(), "me.png")
    assert (answer.status_code, "слишком большое" in answer.json()["detail"]) == (409, True)


def test_what_is_served_is_written_anew_and_runs_nothing(cast: Cast, sign_in: SignIn, storage: Path) -> None:
    page = sign_in(cast.sibling)
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (55.0, 45.0, 0.0)}  # where it was taken
    brought = page.bring(picture(size=(900, 600), exif=exif), "me.jpg").json()["id"]
    word = page.call("PUT", "/me/picture", {"file": brought}).json()["picture"]
    assert re.fullmatch(r"[\w-]{16}", word)
    served: Any = page.get(f"/pictures/people/{cast.sibling.pk}/{word}/512")
    content = b"".join(served.streaming_content)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (512, 512), {})
    assert served.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]


def test_only_an_administrator_of_his_school_takes_anothers_picture_away(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    pupil = photographed(cast.sibling)
    for person in (cast.class_teacher, cast.classmate, cast.parent_of_both, cast.stranger):
        assert sign_in(person).call("DELETE", f"/people/{pupil.pk}/picture").status_code == 404, person
    others_head = Employee.objects.get(person=cast.stranger, until=None)
    others_head.is_administrator = True
    others_head.save()
    assert sign_in(cast.stranger).call("DELETE", f"/people/{pupil.pk}/picture").status_code == 404
    page = f"/school/{cast.school.pk}/people/{pupil.pk}/picture/"
    for person in (cast.class_teacher, cast.classmate, pupil, cast.stranger):
        assert sign_in(person).post(page).status_code == 404, person
    assert sign_in(cast.stranger).post(f"/school/{cast.other_school.pk}/people/{pupil.pk}/picture/").status_code == 404
    assert seen_by(cast.classmate, pupil)
    assert sign_in(cast.head).call("DELETE", f"/people/{pupil.pk}/picture").status_code == 204
    assert not seen_by(cast.classmate, pupil)


def test_nothing_of_a_picture_that_was_taken_away_is_kept(
    cast: Cast, sign_in: SignIn, storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        photographed(cast.sibling)
    assert len(stored(storage)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(cast.sibling).call("DELETE", "/me/picture").status_code == 200
    assert stored(storage) == []
