"""A remote lesson from inside: told in the chat and in the list, with a waiting room; and what stays of it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import FLOWS_VAR, People, open_chat
from tests.flows.test_calls import CAME_BACK_MS, caller, enter, hear_and_see_each_other, room

__all__ = ["caller"]
CHAT = "10 А - География"
# As a press in the plan makes it, but for now: the bell of the real timetable does not ring when a test wants it.
PLANNED = """
from datetime import timedelta
from zvonok.calls import actions
from zvonok.ground import clock
from zvonok.messenger.models import Chat
from zvonok.roster.models import Person
actions.plan(
    chat=Chat.objects.get(title="{chat}"), title="{title}", starts_at=clock.now() + timedelta(minutes=2), minutes=40,
    waiting_room={waiting_room}, by=Person.objects.get(last_name="Орлова", first_name="Елена"),
)
"""


@pytest.fixture
def planned(address: str) -> Callable[..., None]:
    def plan(title: str, *, waiting_room: bool = False) -> None:
        code = PLANNED.format(chat=CHAT, title=title, waiting_room=waiting_room)
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [sys.executable, "-m", "zvonok", "manage", "shell", "-v", "0", "-c", code],
            env=environment | {"ZVONOK_VAR": str(FLOWS_VAR)},
            check=True,
        )

    return plan


def begun(caller: Callable[..., Page], title: str) -> Page:
    """By its teacher, from the card in the chat."""
    teacher = caller("class-teacher")
    open_chat(teacher, CHAT)
    teacher.locator(".call-card").filter(has_text=title).get_by_role("button", name="Войти на урок").click()
    enter(teacher)
    return teacher


def on_the_lesson(pupil: Page) -> None:
    """From the list, where it is told, by the bar over the chat."""
    row = pupil.get_by_role("link").filter(has=pupil.get_by_text(CHAT, exact=True)).first
    expect(row).to_contain_text("Урок идёт")
    open_chat(pupil, CHAT)
    pupil.locator(".call-live").get_by_role("button", name="Войти на урок").click()
    pupil.get_by_role("dialog").get_by_role("button", name="Войти", exact=True).click()


def test_pupils_wait_until_their_teacher_lets_them_in(
    caller: Callable[..., Page], people: People, planned: Callable[..., None]
) -> None:
    planned("Проверочная", waiting_room=True)
    early = caller("sibling")
    open_chat(early, CHAT)
    early.locator(".call-card").filter(has_text="Проверочная").get_by_role("button", name="Войти на урок").click()
    early.get_by_role("dialog").get_by_role("button", name="Войти", exact=True).click()
    expect(early.get_by_text("Урок ещё не начался: его начнёт учитель")).to_be_visible()
    early.get_by_role("button", name="К чату").click()
    teacher, other = begun(caller, "Проверочная"), caller("classmate")
    for pupil in (early, other):
        pupil.goto("/messenger/")
        on_the_lesson(pupil)
        expect(pupil.get_by_text("Учитель скоро вас впустит. Подождите здесь.")).to_be_visible()
    teacher.get_by_role("button", name="Люди: 2").click()
    people_there = teacher.get_by_role("complementary", name="Люди")
    people_there.get_by_role("button", name="Впустить: Александр Иванов").click()
    expect(room(early).get_by_text("2 человека")).to_be_visible(timeout=CAME_BACK_MS)
    hear_and_see_each_other(teacher, early)
    people_there.get_by_role("button", name="Не впускать: Пётр Кузнецов").click()
    expect(other.get_by_text("Вас сюда не впустили")).to_be_visible()
    expect(room(teacher).get_by_text("2 человека")).to_be_visible()
    people_there.get_by_role("button", name="Впустить: Пётр Кузнецов").click()
    other.get_by_role("button", name="К чату").click()
    on_the_lesson(other)
    expect(room(teacher).get_by_text("3 человека")).to_be_visible(timeout=CAME_BACK_MS)
    room(teacher).get_by_role("button", name="Закончить для всех").click()
    expect(room(early).get_by_text("Урок закончился.")).to_be_visible()
    expect(other.locator(".call-card").filter(has_text="Проверочная")).to_contain_text("3 человека")
