"""A school passes to the next year: it is seen before, done, and undone; a leaver's chat can be read and not written."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import PHONE, People, assert_accessible


def change(page: Page, name: str, verb: str, **fields: str) -> None:
    page.goto(f"/school/2/change/{name}/")
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Показать, что изменится").click()
    page.get_by_role("button", name=verb, exact=True).click()


@pytest.fixture
def sign() -> str:
    """Each walk has classes of its own: a walk that is repeated finds those of the one before."""
    return uuid4().hex[:6].translate(str.maketrans("0123456789abcdef", "АБВГДЕЖЗИКЛМНОПР"))


def test_the_year_is_looked_at_passed_and_taken_back(people: People, sign: str) -> None:
    page = people("stranger")
    for grade in ("5", "11"):
        change(page, "make-class", "Создать", Параллель=grade, Название=f"{grade} {sign}")
    # He leads «11», so its chat is his.
    school_class = page.url.rstrip("/").split("/")[-1]
    page.goto(f"/school/2/change/change-class-teacher/?school_class={school_class}")
    page.get_by_label("Классный руководитель").select_option(index=1)
    page.get_by_role("button", name="Показать, что изменится").click()
    page.get_by_role("button", name="Сменить").click()
    page.goto("/school/2/classes/")
    page.get_by_role("link", name=f"11 {sign}", exact=True).click()
    page.get_by_role("link", name="Открыть чат класса").click()
    page.get_by_role("button", name="Создать и открыть").click()
    page.get_by_role("textbox", name="Сообщение").fill("С последним звонком!")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("С последним звонком!")
    chat = page.url

    page.goto("/school/2/classes/")
    page.get_by_role("link", name="Перевести на новый учебный год").click()
    assert_accessible(page)
    page.get_by_label("Новые первые классы").fill(f"1 {sign}")
    page.get_by_role("button", name="Показать, что изменится").click()
    leaving = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=f"11 {sign}", exact=True))
    expect(leaving).to_contain_text("выпуск")
    expect(leaving).to_contain_text(f"«11 {sign}»")
    expect(page.get_by_role("main")).to_contain_text("Из чатов никто не уйдёт")
    assert_accessible(page)
    page.get_by_role("button", name="Перевести школу").click()
    expect(page.get_by_role("alert")).to_contain_text("впишите её название")
    page.get_by_label("Впишите название школы").fill(
        page.get_by_text("Впишите название школы: ").first.inner_text().split(": ")[1]
    )
    page.get_by_role("button", name="Перевести школу").click()
    expect(page.get_by_role("status").first).to_contain_text("Школа переведена")

    page.goto("/school/2/classes/")
    for title in (f"1 {sign}", f"6 {sign}"):
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"11 {sign}", exact=True)).to_have_count(0)
    page.goto(chat)
    expect(page.get_by_text("С последним звонком!").last).to_be_visible()
    expect(page.locator(".speechless")).to_have_text("Чат в архиве: его можно только читать")
    expect(page.get_by_role("textbox", name="Сообщение")).to_have_count(0)

    page.goto("/school/2/rollover/")
    page.get_by_role("link", name="Отменить перевод").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Отменить перевод").click()
    expect(page.get_by_role("status").first).to_contain_text("Перевод отменён")
    page.goto("/school/2/classes/")
    for title in (f"5 {sign}", f"11 {sign}"):
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    page.goto(chat)
    page.get_by_role("textbox", name="Сообщение").fill("Мы снова здесь")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Мы снова здесь")


def test_while_lessons_are_ahead_it_is_only_looked_at(people: People) -> None:
    page = people("head", path="/school/1/rollover/", viewport=PHONE)
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.get_by_role("main")).to_contain_text("В этом году впереди ещё")
    expect(page.get_by_role("button", name="Перевести школу")).to_have_count(0)
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window
    page.goto("/school/1/classes/")
    expect(page.get_by_role("link", name="10 А", exact=True)).to_be_visible()
