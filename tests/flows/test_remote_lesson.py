"""A remote lesson from the plan to the chat: made, seen by the class, changed, cancelled; and who is led to make a profile.

Called by: pytest. What goes on inside the lesson is told in test_calls.py.
"""

import re

from playwright.sync_api import Page, expect

from tests.flows.conftest import People, open_chat
from tests.flows.test_timetable_and_planning import ENGLISH, assert_fits_and_is_accessible, plan


def made(page: Page, place: int) -> str:
    """From the plan by the button of that lesson ahead; returns the lesson's address."""
    plan(page, ENGLISH)
    page.locator("li[data-lesson]").nth(place).get_by_role("link", name="Создать дистанционный урок").click()
    page.get_by_label("Зал ожидания").check()
    page.get_by_role("button", name="Создать дистанционный урок").click()
    expect(page.get_by_role("status").first).to_contain_text("Дистанционный урок создан")
    return re.sub(r"^https?://[^/]+", "", page.url)


def test_it_is_made_from_the_plan_and_the_class_sees_it_in_its_chat(people: People) -> None:
    teacher = people("teacher-and-parent")
    path = made(teacher, 8)
    expect(teacher.get_by_role("main")).to_contain_text("С залом ожидания")
    expect(teacher.get_by_role("main")).to_contain_text("Урок не записывается")
    assert_fits_and_is_accessible(teacher)
    pupil = people("sibling", path=path)
    expect(pupil.get_by_role("link", name="Изменить")).to_have_count(0)
    pupil.get_by_role("link", name="Перейти к уроку").click()
    pupil.get_by_role("textbox", name="Сообщение").wait_for()
    expect(pupil.get_by_role("main").get_by_text("Английский язык").first).to_be_visible()
    list_of_other = people("classmate", path="/messenger/")
    open_chat(list_of_other, ENGLISH)


def test_it_is_changed_and_cancelled_and_the_lesson_stays(people: People) -> None:
    teacher = people("teacher-and-parent")
    path = made(teacher, 9)
    teacher.get_by_role("link", name="Изменить").click()
    teacher.get_by_label("Сколько минут").fill("40")
    teacher.get_by_role("button", name="Записать").click()
    expect(teacher.get_by_role("main")).to_contain_text("40 мин")
    teacher.get_by_role("link", name="Отменить").click()
    teacher.get_by_label("Причина").fill("Нет света")
    teacher.get_by_role("button", name="Отменить дистанционный урок").click()
    expect(teacher.get_by_role("link", name="Создать дистанционный урок")).to_be_visible()
    pupil = people("sibling", path=path)
    expect(pupil.get_by_role("heading", level=1)).to_have_text(ENGLISH)
    expect(pupil.get_by_role("link", name="Перейти к уроку")).to_have_count(0)


def test_a_week_of_lessons_is_shown_before_it_is_made(people: People) -> None:
    teacher = people("teacher-and-parent")
    plan(teacher, "10 А (группа 2) - Английский язык")
    teacher.get_by_role("link", name="Дистанционные уроки").click()
    teacher.get_by_role("button", name="Показать, что будет").click()
    expect(teacher.get_by_role("main")).to_contain_text("Будут созданы")
    teacher.get_by_role("button", name="Создать дистанционные уроки").click()
    expect(teacher.get_by_role("status").first).to_contain_text("дистанционн")


def test_a_pupil_without_a_profile_is_led_to_make_one(people: People) -> None:
    teacher = people("class-teacher")
    plan(teacher, "10 А - География")
    path = str(teacher.locator("li[data-lesson]").nth(0).get_by_role("link").first.get_attribute("href"))
    pupil = people("pupil-without-profile", path=path)
    pupil.get_by_role("link", name="Создать учебный профиль").click()
    expect(pupil).to_have_url(re.compile("/profile/$"))
