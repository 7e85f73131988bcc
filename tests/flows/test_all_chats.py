"""An administrator looks at all chats of his school, finds who is missing and why, and invites just those."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import PHONE, People, assert_accessible


def assert_fits(page: Page) -> None:
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window, f"{page.url} is wider than the screen"


def test_from_a_number_to_the_people_behind_it_and_their_slips(people: People) -> None:
    page = people("head", path="/school/1/")
    page.get_by_role("link", name="Чаты школы").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Чаты школы")
    page.get_by_label("Название").fill("10 а")
    page.get_by_label("Какие").select_option(label="Классы")
    page.get_by_role("button", name="Показать").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="10 А", exact=True))
    expect(row).to_contain_text("нет учебного профиля")
    missing = int(re.findall(r"\d+", row.get_by_role("cell").nth(3).inner_text())[0])
    row.get_by_role("cell").nth(3).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Кого не хватает")
    expect(page.locator("ul.list > li")).to_have_count(missing)
    assert_accessible(page)
    expect(page.get_by_role("main")).to_contain_text("Сидоров Глеб")
    # He has a sign-in, so no code is printed for him; for those who have none, one is.
    with page.expect_download() as printed:
        page.get_by_role("button", name="Пригласить недостающих").click()
    assert printed.value.suggested_filename == "missing.pdf"
    page.get_by_label("Имя").fill("Сидоров")
    page.get_by_role("button", name="Показать").click()
    expect(page.locator("ul.list > li")).to_have_count(1)
    page.get_by_role("button", name="Пригласить недостающих").click()
    expect(page.get_by_role("status").first).to_contain_text("Печатать некому")


def test_the_map_leads_to_the_class(people: People) -> None:
    page = people("head", path="/school/1/chats/coverage/")
    expect(page.get_by_role("heading", name="Учебные профили учеников")).to_be_visible()
    page.get_by_role("region", name="Карта: ученики").get_by_role("link", name=re.compile("^10 А ")).click()
    expect(page.get_by_role("main")).to_contain_text("10 А: ученики")
    expect(page.get_by_role("main")).to_contain_text("Сидоров Глеб")
    page.go_back()
    page.get_by_text("Таблицей").last.click()
    page.get_by_role("region", name=re.compile("^Сколько сообщений")).last.get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Где писали")
    expect(page.get_by_role("rowheader").first).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_each_page_fits_a_phone_and_can_be_used_by_everyone(people: People, colours: str) -> None:
    page = people("head", viewport=PHONE, color_scheme=colours)
    for path in ("", "missing/", "coverage/", "exceptions/"):
        page.goto(f"/school/1/chats/{path}")
        assert_fits(page)
        assert_accessible(page)
