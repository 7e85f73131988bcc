"""Attacks by words: what is typed into every field that takes words, and what may be a name."""

import json
from dataclasses import replace
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.attacks.conftest import Chats, SignIn, signed_in
from tests.attacks.hostile import ALL
from tests.attacks.operations import Operation, operations
from tests.attacks.secrets import Secrets, secrets
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable
from zvonok.operations.cast import Cast
from zvonok.roster import actions as roster
from zvonok.roster import changes, names
from zvonok.roster.models import Person

__all__ = ["secrets"]

# Where the words are only kept or refused, these stand for all.
BREAKING = {name: ALL[name] for name in ("a NUL", "half of a pair", "a script", "a header", "a tower of marks", "a pattern")}
WITH_A_BODY = [one for one in operations() if one.takes_json]


def test_every_field_of_every_operation_takes_anything(cast: Cast, secrets: Secrets) -> None:
    """Refused or kept, but never broken by it: one field at a time, all else as it should be."""
    page = signed_in(cast.sibling)
    tried = 0
    for operation in WITH_A_BODY:
        body = operation.body(replace(secrets.free, uuid=uuid4())) or {}
        for field, (what, words) in product(fields_of_words(operation, body), BREAKING.items()):
            with transaction.atomic():
                answer = page.call(operation.method, operation.path(secrets.free), _with(body, field, words))
                transaction.set_rollback(True)
            assert answer.status_code < 500, (operation.name, field, what)
            tried += 1
    assert tried > 100


def fields_of_words(operation: Operation, body: dict[str, Any]) -> list[str]:
    return [name for name, one in operation.fields.items() if "string" in json.dumps(one) or isinstance(body.get(name), str)]


def _with(body: dict[str, Any], field: str, words: str) -> dict[str, Any]:
    return {**body, field: [words] if isinstance(body.get(field), list) else words}


@pytest.mark.parametrize("what", [name for name in BREAKING if name != "half of a pair"])
def test_every_question_mark_takes_anything(cast: Cast, secrets: Secrets, what: str) -> None:
    page, words = signed_in(cast.head), ALL[what]
    for operation in operations():
        for one in operation.described.get("parameters", []):
            if one["in"] == "query" and operation.method == "GET":
                address = operation.path(secrets.free).partition("?")[0]
                assert page.get(f"/api{address}?{urlencode({one['name']: words})}").status_code < 500, (operation.name, what)
    school = f"/school/{cast.school.pk}"
    for address, name in (
        (f"{school}/employees/", "search"),
        (f"{school}/employees/", "page"),
        (f"{school}/change/enrol/", "person"),
        ("/invitation/", "code"),
        ("/profile/", "next"),
        ("/messenger/", "chat"),
        ("/accounts/login/", "next"),
    ):
        answer = page.get(f"{address}?{urlencode({name: words})}")
        assert answer.status_code < 500, (address, what)
        assert b"<script>window.stolen" not in answer.content, address


@pytest.mark.parametrize("what", [name for name in BREAKING if name != "half of a pair"])
def test_every_form_takes_anything(cast: Cast, sign_in: SignIn, what: str) -> None:
    page, words = sign_in(cast.head), ALL[what]
    employee = roster_employee(cast)
    for name, kind in changes.ALL.items():
        form = kind(school=cast.school, by=employee)
        sent = dict.fromkeys(form.fields, words)
        answer = page.post(f"/school/{cast.school.pk}/change/{name}/", {**sent, "step": words})
        assert answer.status_code in (200, 302, 422), (name, what)
        assert b"<script>window.stolen" not in answer.content, name
        assert b"onerror='window" not in answer.content, name
    person = f"/school/{cast.school.pk}/people/{cast.sibling.pk}/exception/"
    for address in (person, f"/school/{cast.school.pk}/switches/", f"/school/{cast.school.pk}/invitations/", "/profile/"):
        answer = page.post(
            address, dict.fromkeys(("chat", "effect", "reason", "ends_at", "audience", "version", "agreed"), words)
        )
        assert answer.status_code < 500, (address, what)
    stranger = Client()
    for address, sent in (
        ("/accounts/login/", {"login": words, "password": words}),
        ("/accounts/password/reset/", {"email": words}),
        ("/invitation/", {"code": words}),
        ("/language/", {"language": words, "next": words}),
    ):
        assert stranger.post(address, sent).status_code < 500, (address, what)


def roster_employee(cast: Cast) -> Any:
    return cast.employee(cast.head)


@pytest.mark.parametrize("what", ALL)
def test_a_message_is_kept_as_words_and_told_as_words(cast: Cast, chats: Chats, sign_in: SignIn, what: str) -> None:
    answer = sign_in(cast.sibling).say(chats.of_10a, ALL[what])
    assert answer.json()["text"] == storable(ALL[what]).strip()


# Of these only the words are left, on one line.
ONLY_WORDS = {"many words in one", "separators of lines"}


@pytest.mark.parametrize("what", [name for name in ALL if name not in ONLY_WORDS])
def test_a_person_is_never_named_so(cast: Cast, what: str) -> None:
    for field in ("last_name", "first_name", "middle_name"):
        given = {"last_name": "Ян", "first_name": "Ян", "middle_name": ""} | {field: ALL[what]}
        with pytest.raises(Refused) as refused:
            roster.add_person(**given, by=cast.head)  # type: ignore[arg-type]
        assert refused.value.field == field


DISGUISES = {
    "a Latin letter in a Russian name": "Ивaнов",
    "a Russian letter in a Latin name": "Smіth",
    "letters that are not seen": "ㅤㅤ",
    "a filler at the end": "Иванов\uffa0",
    "a tower of marks": "И" + "\u0301" * 9,
    "a choice of look": "Иванов\ufe0f",
    "a joiner of marks": "Ива\u034fнов",
}


@pytest.mark.parametrize("name", DISGUISES.values(), ids=DISGUISES.keys())
def test_one_calls_himself_by_anothers_name_in_disguise(cast: Cast, chats: Chats, sign_in: SignIn, name: str) -> None:
    with pytest.raises(Refused):
        roster.add_person(last_name=name, first_name="Александр", by=cast.head)
    with pytest.raises(Refused):
        names.title(f"Чат {name}", "title")
    body = {"uuid": str(uuid4()), "title": f"Чат {name}", "people": []}
    assert sign_in(cast.sibling).call("POST", "/chats", body).status_code == 409


@pytest.mark.parametrize(
    "name", ["Әлия", "Ғани", "Müller", "Nguyễn Thị", "Jürgen-Żółć", "Ёлкин", "हिन्दी", "ไทยที่", "محمّد", "王小明", "O'Brien"]
)
def test_a_name_of_any_people_is_no_disguise(name: str) -> None:
    assert names.title(name, "title") == name


@pytest.mark.parametrize(
    "title", ["GeoGebraшники", "3D-графика", "Клуб «Wi-Fi»", "10 А - География", "IELTS и ЕГЭ", "№ 7", "Россия 24/7 (II)"]
)
def test_a_title_in_two_alphabets_is_no_disguise(title: str) -> None:
    assert names.title(title, "title") == title


def test_a_class_looks_like_another(cast: Cast) -> None:
    for twin in ("10 A", "10 а", "１０ А"):
        with pytest.raises(Refused, match="уже есть"):
            roster.make_class(school=cast.school, grade=10, title=twin, by=cast.head)


def test_two_of_one_name_are_told_apart_where_one_is_chosen(cast: Cast, sign_in: SignIn) -> None:
    """The administrator who enrols «Кузнецов Пётр» sees which of the two it is."""
    twin = roster.add_person(last_name="Кузнецов", first_name="Пётр", birth_date=cast.sibling.birth_date, by=cast.head)
    roster.enrol(person=twin, school_class=cast.class_demo6, by=cast.head)
    page = sign_in(cast.head)
    one, other = (
        page.get(reverse("person-card", args=[cast.school.pk, person.pk])).content.decode() for person in (cast.classmate, twin)
    )
    assert "10 А" in one and "Демо 6" in other
    cards = [sign_in(cast.sibling).call("GET", f"/people/{cast.classmate.pk}").json()]
    cards.append(sign_in(cast.young_pupil).call("GET", f"/people/{twin.pk}").json())
    assert Person.objects.filter(last_name="Кузнецов", first_name="Пётр").count() == 2
    assert cards[0]["person"]["id"] != cards[1]["person"]["id"]
    assert cards[0]["words"] != cards[1]["words"]
