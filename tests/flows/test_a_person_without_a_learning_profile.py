"""Who has no learning profile is told so and led to make one; a young pupil waits for a word of a parent."""

import re

from playwright.sync_api import expect

from tests.flows.conftest import People
from tests.flows.test_timetable_and_planning import plan


def test_a_teacher_without_a_profile_is_told_what_to_do(people: People) -> None:
    page = people("head", path="/school/1/people/7/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Новиков Павел Сергеевич")
    page.get_by_role("link", name="Дать группу").click()
    page.get_by_label("Группа", exact=True).select_option(label="Демо 6 - География")
    page.get_by_role("button", name="Показать, что изменится").click()
    page.get_by_role("button", name="Дать").click()
    teacher = people("without-profile")
    plan(teacher, "Демо 6 - География")
    expect(teacher.get_by_role("main")).to_contain_text("нужен учебный профиль")
    teacher.get_by_role("link", name="Создать учебный профиль").click()
    expect(teacher).to_have_url(re.compile("/profile/$"))


def test_he_is_led_to_make_one_and_then_brought_to_the_chat(people: People) -> None:
    page = people("without-profile", path="/school/1/staff-room/")
    page.get_by_role("link", name="Открыть чат учительской в Сферуме").click()
    expect(page.get_by_role("heading", name="Создать учебный профиль")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Создать учебный профиль").click()
    page.wait_for_url("**/messenger/c/*")
    expect(page.get_by_role("main").get_by_text("Учительская", exact=True).first).to_be_visible()


def test_a_young_pupil_is_in_his_chats_from_the_moment_his_parent_confirms(people: People) -> None:
    pupil = people("young-pupil", path="/profile/")
    pupil.get_by_role("checkbox").check()
    pupil.get_by_role("button", name="Создать учебный профиль").click()
    expect(pupil.get_by_role("main")).to_contain_text("родител")
    pupil.goto("/messenger/")
    expect(pupil.get_by_role("navigation")).to_contain_text("ждёт согласия родителя")
    parent = people("parent-of-two", path="/profile/")
    parent.get_by_role("link", name="Подтвердить").click()
    parent.get_by_role("checkbox").check()
    parent.get_by_role("button", name="Подтвердить").click()
    expect(parent.get_by_role("main")).to_contain_text("Анна")
    pupil.goto("/messenger/")
    expect(pupil.get_by_role("link").filter(has_text="Демо 6 - География")).to_be_visible()
