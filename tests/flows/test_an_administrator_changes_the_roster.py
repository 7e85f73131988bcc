"""An administrator sees what a change does to chats before it is done, and those in the chats see it happen."""

import re

from playwright.sync_api import Page, expect

from tests.flows.conftest import People, open_chat


def fill_hire(page: Page, last: str, first: str, position: str) -> None:
    page.goto("/school/1/change/hire/")
    page.get_by_label("Фамилия").fill(last)
    page.get_by_label("Имя").fill(first)
    page.get_by_label("Должность").fill(position)
    page.get_by_role("button", name="Показать, что изменится").click()


def test_he_takes_on_an_employee_appoints_and_dismisses_him(people: People) -> None:
    page = people("head")
    fill_hire(page, "Тестов", "Тест", "Учитель труда")
    expect(page.get_by_role("main")).to_contain_text("В чатах ничего не изменится.")  # he has no learning profile yet
    page.get_by_role("button", name="Принять").click()
    page.goto("/school/1/employees/?search=Тестов")
    page.get_by_role("link", name="Тестов Тест").click()
    page.get_by_role("link", name="Назначить администратором").click()
    page.get_by_role("button", name="Показать, что изменится").click()
    page.get_by_role("button", name="Назначить").click()
    expect(page.get_by_text("администратор", exact=True)).to_be_visible()
    page.get_by_role("link", name="Уволить").click()
    page.get_by_role("button", name="Показать, что изменится").click()
    page.get_by_role("button", name="Уволить").click()
    expect(page.get_by_role("link", name="Уволить")).to_have_count(0)


def test_a_pupil_moved_to_another_class_loses_the_chat_that_is_open_before_him(people: People) -> None:
    pupil, administrator = people("child-of-teacher", path="/messenger/"), people("administrator")
    open_chat(pupil, "Демо 6 - География")
    administrator.goto("/school/1/classes/2/")
    administrator.get_by_role("link", name="Белов Тимур").click()
    administrator.get_by_role("link", name="Перевести в другой класс").click()
    administrator.get_by_label("В класс").select_option(label="6 А")
    administrator.get_by_role("button", name="Показать, что изменится").click()
    expect(administrator.get_by_role("main")).to_contain_text("Белов Т. уйдёт из")
    administrator.get_by_role("button", name="Перевести").click()
    expect(administrator.get_by_role("status").first).to_contain_text("Белов Т. больше не состоит")
    expect(pupil.get_by_role("link").filter(has_text="Демо 6 - География")).to_have_count(0)
    expect(pupil.get_by_role("textbox", name="Сообщение")).to_have_count(0)


def test_bad_input_gets_a_sentence_beside_its_field(people: People) -> None:
    page = people("head")
    for last in ("Я" * 10_000, "Иванов😀", "Иванов\u202e", "   "):
        fill_hire(page, last, "Иван", "Учитель")
        error = page.locator(".field", has=page.get_by_label("Фамилия")).locator(".error")
        expect(error).to_have_text(re.compile("[А-Яа-я]"))
    page.goto("/school/1/people/1/")
    page.get_by_role("link", name="Уволить").click()
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.get_by_role("button", name="Уволить")).to_be_visible()
