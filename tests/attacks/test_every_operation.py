"""Attacks on every operation of the API, as its own description lists them, by those to whom nothing of it belongs.

The oracle is one: what is not his answers as what is not there, to the letter; nothing is written; no word of it is told.
"""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from tests.attacks import operations
from tests.attacks.conftest import Browser, nothing_written, signed_in, written
from tests.attacks.operations import Ids, shut
from tests.attacks.secrets import Secrets, secrets
from zvonok.accounts.models import User
from zvonok.messenger.models import Mention, Place
from zvonok.operations.cast import NO_PASSWORD, Cast
from zvonok.profiles.actions import make_profile, suspend
from zvonok.profiles.texts import CURRENT
from zvonok.roster import actions as roster
from zvonok.roster.models import Person, SchoolYear

__all__ = ["secrets"]

SECRETS = ("Тайна", "тайна", "Тайный", "тайное", "Гимназия", "Иванов", "Кузнецов", "Орлова", "Громова", "10 А")
OPERATIONS = operations.operations()
WITH_A_CHAT = [one for one in OPERATIONS if {"chat_id", "call_id"} & set(one.numbers)]
WITH_A_NUMBER = [one for one in OPERATIONS if one.numbers]
UNSAFE = [one for one in OPERATIONS if one.method != "GET"]


@pytest.fixture
def outsider(cast: Cast, secrets: Secrets) -> Person:
    """A pupil of the other school, with a learning profile."""
    SchoolYear.objects.create(school=cast.other_school, starts_on=cast.year.starts_on, ends_on=cast.year.ends_on)
    school_class = roster.make_class(school=cast.other_school, grade=10, title="10 Б", by=cast.stranger)
    person = roster.add_person(last_name="Дальний", first_name="Илья", birth_date=cast.sibling.birth_date, by=cast.stranger)
    roster.enrol(person=person, school_class=school_class, by=cast.stranger)
    User.objects.create(person=person, username="outsider", password=NO_PASSWORD)
    make_profile(text_version=CURRENT, by=person)
    return person


def test_every_operation_has_a_sample() -> None:
    assert not [sentence for one in operations.described() if (sentence := one.lacks())]


def assert_bodies_shut(page: Browser, own: Ids, secrets: Secrets) -> None:
    """What a body names is refused as what is not there, though the path is his own."""
    for operation in OPERATIONS:
        for ids in secrets.both():
            attack = replace(ids, uuid=uuid4())
            # A seq is a number within a chat: alone it names nothing of another's.
            absent = Ids(uuid=attack.uuid, seq=attack.seq)
            if operation.body(attack) == operation.body(absent):
                continue
            path = operation.path(own)
            with nothing_written(operation.name):
                answer = page.call(operation.method, path, operation.body(attack))
            blank = page.call(operation.method, path, operation.body(absent))
            assert answer.status_code in (404, 409), operation.name
            assert (answer.status_code, answer.content) == (blank.status_code, blank.content), operation.name


def assert_nothing_told(page: Browser, secrets: Secrets) -> None:
    """What takes no number tells nothing either, and never breaks."""
    for operation in OPERATIONS:
        if operation.numbers:
            continue
        answer = page.call(operation.method, operation.path(secrets.ruled), operation.body(secrets.ruled))
        told = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, operation.name
        for word in SECRETS:
            assert word.encode() not in told, (operation.name, word)


def own_of(page: Browser) -> Ids:
    made = page.call("POST", "/chats", {"uuid": str(uuid4()), "title": "Сам с собой", "people": []}).json()
    seq = page.say(made["id"], "Сам себе").json()["seq"]
    return Ids(chat=made["id"], seq=seq, person=page.call("GET", "/me").json()["person"]["id"])


def test_one_who_is_not_signed_in_calls_everything(secrets: Secrets, db: None) -> None:
    page = Browser()
    for operation in OPERATIONS:
        for ids in secrets.both():
            with nothing_written(operation.name):
                answer = page.call(operation.method, operation.path(ids), operation.body(ids))
            assert answer.status_code in (401, 403), operation.name
            assert answer.json() == {"detail": "Войдите, чтобы продолжить."}, operation.name


def test_an_administrator_of_another_school_knows_every_number(cast: Cast, secrets: Secrets) -> None:
    page = signed_in(cast.stranger)
    assert_nothing_told(page, secrets)
    shut(page, secrets.both(), WITH_A_NUMBER)
    assert_bodies_shut(page, own_of(page), secrets)


def test_a_pupil_of_another_school_knows_every_number(outsider: Person, secrets: Secrets) -> None:
    page = signed_in(outsider)
    assert_nothing_told(page, secrets)
    shut(page, secrets.both(), WITH_A_NUMBER)
    assert_bodies_shut(page, own_of(page), secrets)


def test_a_dismissed_teacher_goes_on_in_the_page_that_is_still_open(cast: Cast, secrets: Secrets) -> None:
    page = signed_in(cast.class_teacher)
    for ids in secrets.both():
        assert page.call("GET", f"/chats/{ids.chat}/messages").status_code == 200
    roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head)
    head = signed_in(cast.sibling)
    assert head.call("DELETE", f"/chats/{secrets.free.chat}/members/{cast.class_teacher.pk}").status_code == 204
    shut(page, secrets.both(), WITH_A_NUMBER)
    shut(signed_in(cast.class_teacher), secrets.both(), WITH_A_CHAT)
    assert_bodies_shut(page, own_of(page), secrets)


def test_a_pupil_who_moved_to_another_class_and_was_removed_from_the_chat(cast: Cast, secrets: Secrets) -> None:
    page = signed_in(cast.classmate)
    assert page.call("GET", f"/chats/{secrets.ruled.chat}/messages").status_code == 200
    roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    Place.objects.filter(chat=secrets.free.chat, person=cast.classmate).delete()
    shut(page, secrets.both(), WITH_A_CHAT)


def test_one_whose_profile_is_suspended_is_nobody_in_the_learning_space(cast: Cast, secrets: Secrets) -> None:
    page = signed_in(cast.sibling)
    suspend(person=cast.sibling, by=cast.sibling)
    shut(page, secrets.both(), WITH_A_CHAT)


def test_one_whose_account_is_shut_calls_everything(cast: Cast, secrets: Secrets) -> None:
    page = signed_in(cast.sibling)
    Person.objects.filter(pk=cast.sibling.pk).update(is_active=False)
    for operation in OPERATIONS:
        with nothing_written(operation.name):
            answer = page.call(operation.method, operation.path(secrets.free), operation.body(secrets.free))
        assert answer.status_code in (401, 403), operation.name
        assert answer.json() == {"detail": "Войдите, чтобы продолжить."}, operation.name


def test_one_who_is_not_there_is_named_to_learn_his_name(cast: Cast, secrets: Secrets) -> None:
    page = signed_in(cast.stranger)
    own = own_of(page)
    body = {"uuid": str(uuid4()), "text": "@Пётр К. @Пётр Кузнецов", "mentions": [cast.classmate.pk]}
    for method, path in ("POST", f"/chats/{own.chat}/messages"), ("PATCH", f"/chats/{own.chat}/messages/{own.seq}"):
        answer = page.call(method, path, body).json()
        assert answer["data"] == {}
    assert not Mention.objects.filter(person=cast.classmate, chat=own.chat).exists()


def test_the_guard_sees_a_door_that_stands_open(cast: Cast, secrets: Secrets) -> None:
    """The same calls by one who is at home: else a suite that asks in vain would be as green as this."""
    page = signed_in(cast.sibling)
    for operation in WITH_A_CHAT:
        if operation.method == "GET":
            answer = page.call("GET", operation.path(secrets.free))
            assert answer.status_code == 200, operation.name
    before = written()
    assert page.say(secrets.free.chat, "Ещё").status_code == 201
    assert written() != before


def test_a_page_of_another_site_sends_it_with_the_victims_cookies(cast: Cast, secrets: Secrets) -> None:
    victim = Client(enforce_csrf_checks=True)
    victim.force_login(cast.sibling.user)
    victim.get("/messenger/")
    token, away = victim.cookies["csrftoken"].value, "https://attacker.example"
    for operation in UNSAFE:
        ids = replace(secrets.free, uuid=uuid4())
        address = f"/api{operation.path(ids)}"
        body = json.dumps(operation.body(ids)) if operation.takes_json else ""
        tried: list[tuple[str, str, dict[str, str], bool]] = [
            (operation.method, "application/json", {}, False),
            # What a form of another site can send without asking: no token, and a plain type.
            (operation.method, "text/plain", {"origin": away}, False),
            (operation.method, "application/json", {"origin": away, "x-csrftoken": token}, False),
            (operation.method, "application/json", {"origin": "null", "x-csrftoken": token}, False),
            (operation.method, "application/json", {"referer": f"{away}/page", "x-csrftoken": token}, True),
            ("POST", "application/json", {"x-http-method-override": operation.method}, False),
        ]
        for method, kind, headers, secure in tried:
            with nothing_written(operation.name):
                answer = victim.generic(method, address, body, kind, headers=headers, secure=secure)
            assert answer.status_code in (403, 405), (operation.name, headers)


def test_a_link_does_what_only_a_press_may(cast: Cast, secrets: Secrets) -> None:
    """An image or a link of another site asks by GET, with the victim's cookies."""
    page = signed_in(cast.sibling)
    for operation in UNSAFE:
        with nothing_written(operation.name):
            answer = page.get(f"/api{operation.path(secrets.free)}")
        assert answer.status_code in (200, 404, 405), operation.name
