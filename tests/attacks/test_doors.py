"""Attacks on doors, each named as what the attacker does."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.attacks.conftest import Browser, Chats, SignIn
from tests.attacks.operations import Ids, operations, shut
from zvonok.messenger.models import Chat, Message, Place
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.roster import actions as roster

WITH_A_CHAT = [one for one in operations() if "chat_id" in one.numbers]


def assert_shut(browser: Browser, chat: int) -> None:
    shut(browser, [Ids(chat=chat, seq=1, person=1, invitation=1)], WITH_A_CHAT)


def test_a_former_class_teacher_posts_with_the_old_page_still_open(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.class_teacher)
    assert page.say(chats.parents_10a, "Собрание в среду.").status_code == 201
    roster.change_class_teacher(
        school_class=cast.class_10a,
        employee=cast.employee(cast.other_class_teacher),
        instead_of=cast.employee(cast.class_teacher),
        by=cast.head,
    )
    assert_shut(page, chats.parents_10a)


def test_a_parent_guesses_another_classs_chat_id(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    assert_shut(sign_in(cast.parent_of_both), chats.parents_demo6)


@pytest.mark.parametrize("chat", ["staff_room", "of_10a", "parents_10a", "parents_demo6", "geography_10a"])
def test_a_stranger_tries_every_number(cast: Cast, chats: Chats, sign_in: SignIn, chat: str) -> None:
    assert_shut(sign_in(cast.stranger), getattr(chats, chat))


def test_a_pupil_moved_to_another_class_keeps_his_browser_open(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.classmate)
    assert page.call("GET", f"/chats/{chats.of_10a}").status_code == 200
    roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    assert_shut(page, chats.of_10a)
    assert_shut(page, chats.geography_10a)


def test_one_whose_profile_is_suspended_is_nobody_at_every_door(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    made = page.call("POST", "/chats", {"uuid": str(uuid4()), "title": "Поход", "people": [cast.classmate.pk]}).json()
    suspend(person=cast.sibling, by=cast.sibling)
    assert page.call("GET", "/chats").json()["chats"] == []
    assert_shut(page, chats.of_10a)
    assert_shut(page, made["id"])


def test_one_whose_account_is_shut_goes_on_with_his_session(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    cast.sibling.is_active = False
    cast.sibling.save()
    assert page.call("GET", "/chats").status_code == 403
    assert page.say(chats.of_10a, "Я ещё тут").status_code == 403


def test_an_employee_taken_off_the_staff_reads_on(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.class_teacher)
    roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head)
    for chat in (chats.staff_room, chats.of_10a, chats.parents_10a, chats.geography_10a):
        assert_shut(page, chat)


def test_a_class_teacher_puts_people_into_a_ruled_chat_by_hand(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page = sign_in(cast.class_teacher)
    added = page.call("POST", f"/chats/{chats.of_10a}/members", {"people": [cast.head.pk]})
    removed = page.call("DELETE", f"/chats/{chats.of_10a}/members/{cast.sibling.pk}")
    assert (added.status_code, removed.status_code) == (409, 409)
    assert "ведёт школа" in added.json()["detail"]
    assert not Place.objects.filter(chat=chats.of_10a, person=cast.head).exists()
    assert Place.objects.filter(chat=chats.of_10a, person=cast.sibling).exists()


def test_a_pupil_leaves_a_ruled_chat(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    answer = sign_in(cast.sibling).call("POST", f"/chats/{chats.of_10a}/leave")
    assert answer.status_code == 409
    assert Place.objects.filter(chat=chats.of_10a, person=cast.sibling).exists()


def test_a_member_of_a_free_chat_makes_himself_its_master(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    body = {"uuid": str(uuid4()), "title": "Волейбол", "people": [cast.classmate.pk, cast.other_sibling.pk]}
    chat = sign_in(cast.sibling).call("POST", "/chats", body).json()["id"]
    member = sign_in(cast.classmate)
    assert member.call("DELETE", f"/chats/{chat}/members/{cast.sibling.pk}").status_code == 404
    assert member.call("POST", f"/chats/{chat}/members", {"people": [cast.head.pk]}).status_code == 404
    more = {"muted_for": "hour", "role": "administrator", "sees_after_seq": 0, "read_number": 10**6}
    assert member.call("PATCH", f"/chats/{chat}/place", more).json()["role"] == "member"


def test_people_of_another_school_are_pulled_into_a_free_chat(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    body = {"uuid": str(uuid4()), "title": "Все сюда", "people": [cast.stranger.pk]}
    assert page.call("POST", "/chats", body).status_code == 409
    assert not Chat.objects.filter(title="Все сюда").exists()
    found = page.call("GET", "/people?search=Чужой").json()["people"]
    assert found == []


def test_one_without_a_profile_makes_a_learning_chat(cast: Cast, sign_in: SignIn) -> None:
    body = {"uuid": str(uuid4()), "title": "Без профиля", "people": []}
    assert sign_in(cast.without_profile).call("POST", "/chats", body).status_code == 409


def test_a_message_is_replayed_into_another_chat(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page, uuid = sign_in(cast.sibling), str(uuid4())
    assert page.say(chats.of_10a, "Привет", uuid).status_code == 201
    assert page.say(chats.of_10a, "Привет", uuid).status_code == 200
    assert page.say(chats.geography_10a, "Привет", uuid).status_code == 409
    assert Message.objects.filter(text="Привет").count() == 1


def test_anothers_uuid_is_taken_for_a_chat_of_ones_own(cast: Cast, sign_in: SignIn) -> None:
    body = {"uuid": str(uuid4()), "title": "Общий ключ", "people": []}
    first = sign_in(cast.sibling).call("POST", "/chats", body).json()["id"]
    second = sign_in(cast.classmate).call("POST", "/chats", body)
    assert second.status_code == 201
    assert second.json()["id"] != first


def test_a_form_of_another_site_is_sent_with_the_victims_cookies(cast: Cast, chats: Chats) -> None:
    victim = Client(enforce_csrf_checks=True)
    victim.force_login(cast.class_teacher.user)
    path = f"/api/chats/{chats.of_10a}/messages"
    body = {"uuid": str(uuid4()), "text": "не я"}
    assert victim.post(path, body, content_type="application/json").status_code == 403
    assert victim.post(f"/chats/open/class/{cast.class_10a.pk}/").status_code == 403
    assert not Message.objects.filter(text="не я").exists()


@pytest.mark.parametrize("path", ["/language/", "/profile/?next={}"])
def test_a_link_leads_through_us_to_another_site(cast: Cast, sign_in: SignIn, path: str) -> None:
    page, away = sign_in(cast.without_profile), "https://attacker.example/"
    body = {"next": away, "language": "ru", "agreed": "on", "text_version": "2026-11"}
    answer = page.post(path.format(away), body)
    assert not answer.headers.get("Location", "/").startswith("http")
    assert "attacker.example" not in answer.headers.get("Location", "")


def test_what_is_said_is_never_a_page(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    page, script = sign_in(cast.sibling), "</script><script>alert(1)</script>"
    assert page.say(chats.of_10a, script).status_code == 201
    body = {"uuid": str(uuid4()), "title": "<img src=x onerror=alert(1)>", "people": []}
    page.call("POST", "/chats", body)
    listed = page.call("GET", "/chats")
    assert listed.headers["Content-Type"].startswith("application/json")
    assert listed.headers["X-Content-Type-Options"] == "nosniff"
    assert b"<script>alert" not in page.get("/messenger/").content
