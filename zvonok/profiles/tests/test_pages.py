"""The learning profile's pages, as people press them."""

import pytest
from django.test import Client
from django.urls import reverse

from zvonok.accounts.models import User
from zvonok.chat_rules.actions import open_class_chat, open_staff_room
from zvonok.ground import clock
from zvonok.messenger.models import Place
from zvonok.operations.cast import Cast
from zvonok.profiles import actions
from zvonok.profiles.models import Consent, LearningProfile
from zvonok.profiles.queries import profile_state
from zvonok.profiles.texts import CURRENT
from zvonok.roster.models import Guardianship, Person

AGREED = {"agreed": "on", "version": CURRENT}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=person))
    return client


def test_it_works(cast: Cast) -> None:
    chat = open_staff_room(school=cast.school, by=cast.head).chat_id
    client = signed_in(cast.without_profile)
    page = client.get("/profile/").content.decode()
    assert "Создать учебный профиль" in page
    assert "Вы сразу войдёте в 1 чат: «Учительская»." in page
    after = client.post("/profile/", AGREED, follow=True)
    assert "Вы вошли в 1 чат: «Учительская»." in after.content.decode()
    assert Place.objects.filter(chat=chat, person=cast.without_profile).exists()
    consent = Consent.objects.get(person=cast.without_profile)
    assert (consent.given_by, consent.text_version) == (cast.without_profile, CURRENT)


def test_who_came_from_a_chats_button_is_brought_to_it(cast: Cast) -> None:
    goal = reverse("open-staff-room", args=[cast.school.pk])
    client = signed_in(cast.without_profile)
    there = client.get(goal)
    assert there.status_code == 302
    page = client.get(there["Location"]).content.decode()
    assert f'name="next" value="{goal}"' in page
    assert client.post("/profile/", {**AGREED, "next": goal})["Location"] == goal
    assert client.get(f"/profile/?next={goal}")["Location"] == goal


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_a_link_leads_out_of_the_house_after_consent(cast: Cast, goal: str) -> None:
    assert signed_in(cast.without_profile).post("/profile/", {**AGREED, "next": goal})["Location"] == "/profile/"


def test_without_the_tick_nothing_is_made(cast: Cast) -> None:
    answer = signed_in(cast.without_profile).post("/profile/", {"version": CURRENT})
    assert "без согласия профиль не создать" in answer.content.decode()
    assert profile_state(cast.without_profile) == "none"


def test_a_text_that_changed_meanwhile_is_read_again(cast: Cast) -> None:
    answer = signed_in(cast.without_profile).post("/profile/", {**AGREED, "version": "1999-01"})
    assert "Текст согласия обновился" in answer.content.decode()
    assert profile_state(cast.without_profile) == "none"


def test_a_young_pupil_waits_for_a_parent_who_confirms(cast: Cast) -> None:
    chat = open_class_chat(school_class=cast.class_demo6, by=cast.other_class_teacher).chat_id
    child = signed_in(cast.young_pupil)
    assert "подтвердить родитель" in child.get("/profile/").content.decode()
    assert "ждёт подтверждения родителя" in child.post("/profile/", AGREED, follow=True).content.decode()
    assert not Place.objects.filter(chat=chat, person=cast.young_pupil).exists()
    parent = signed_in(cast.parent_of_two)
    address = reverse("profile-confirm", args=[cast.young_pupil.pk])
    assert address in parent.get("/profile/").content.decode()
    assert "войдёт в" in parent.get(address).content.decode()
    parent.post(address, {**AGREED, "step": "confirm"})
    assert profile_state(cast.young_pupil) == "active"
    assert Place.objects.filter(chat=chat, person=cast.young_pupil).exists()


def test_a_parent_puts_a_young_childs_profile_aside_and_the_child_cannot_take_it_back(cast: Cast) -> None:
    parent, child = signed_in(cast.teacher_and_parent), signed_in(cast.child_of_teacher)
    address = reverse("profile-confirm", args=[cast.child_of_teacher.pk])
    parent.post(address, {"step": "suspend"})
    assert profile_state(cast.child_of_teacher) == "suspended"
    assert "Возобновить его может родитель" in child.get("/profile/").content.decode()
    child.post("/profile/resume/")
    assert profile_state(cast.child_of_teacher) == "suspended"
    parent.post(address, {"step": "resume"})
    assert profile_state(cast.child_of_teacher) == "active"


def test_a_parent_decides_for_a_child_who_decides_himself(cast: Cast) -> None:
    parent = signed_in(cast.parent_of_both)
    parent.post(reverse("profile-confirm", args=[cast.sibling.pk]), {"step": "suspend"})
    assert profile_state(cast.sibling) == "active"
    Guardianship.objects.create(parent=cast.parent_of_both, child=cast.pupil_without_profile)
    parent.post(reverse("profile-confirm", args=[cast.pupil_without_profile.pk]), {**AGREED, "step": "confirm"})
    assert profile_state(cast.pupil_without_profile) == "none"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_parent_confirms_another_parents_child(cast: Cast, method: str) -> None:
    address = reverse("profile-confirm", args=[cast.young_pupil.pk])
    for attacker in (cast.parent_of_both, cast.head, cast.stranger, cast.young_pupil):
        assert getattr(signed_in(attacker), method)(address, AGREED).status_code == 404
    assert not LearningProfile.objects.filter(person=cast.young_pupil).exists()


def test_suspend_and_resume_say_what_they_do_to_chats(cast: Cast) -> None:
    open_staff_room(school=cast.school, by=cast.head)
    client = signed_in(cast.class_teacher)
    page = client.get("/profile/").content.decode()
    assert "Вы выйдете из 1 чата: «Учительская»." in page
    assert "сообщения останутся" in page
    assert "Вы вышли из 1 чата" in client.post("/profile/suspend/", follow=True).content.decode()
    assert not Place.objects.filter(person=cast.class_teacher).exists()
    assert "Вы вошли в 1 чат" in client.post("/profile/resume/", follow=True).content.decode()
    assert Place.objects.filter(person=cast.class_teacher).exists()


def test_looking_at_the_page_changes_nothing(cast: Cast) -> None:
    open_staff_room(school=cast.school, by=cast.head)
    for person in (cast.class_teacher, cast.without_profile):
        before = profile_state(person), Place.objects.count(), Consent.objects.count()
        signed_in(person).get("/profile/")
        assert (profile_state(person), Place.objects.count(), Consent.objects.count()) == before


def test_a_pupil_whose_age_nobody_wrote_down_needs_a_parent(cast: Cast) -> None:
    Person.objects.filter(pk=cast.pupil_without_profile.pk).update(birth_date=None)
    cast.pupil_without_profile.refresh_from_db()
    assert actions.needs_parent(cast.pupil_without_profile, clock.today())
