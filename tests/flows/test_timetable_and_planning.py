"""The week of a pupil, a parent and a teacher; the plan that is moved and filled; a substitution; a calendar.

Called by: pytest. Nothing here depends on the hour: what is written is written on lessons ahead.
"""

import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.flows.conftest import PHONE, People

ENGLISH, GEOGRAPHY = "10 А (группа 1) - Английский язык", "10 А - География"
TOPICS = ["Present Perfect", "Past Perfect", "Future Perfect"]


def plan(page: Page, title: str) -> None:
    page.get_by_role("link", name="Образование").click()
    page.get_by_role("link", name="Поурочное планирование").click()
    page.get_by_role("link", name=title).click()


def topics(page: Page) -> list[str]:
    """Those of the lessons ahead, in order."""
    return [field.input_value() for field in page.locator("li[data-lesson] input[name^=topic-]").all()]


def assert_fits_and_is_accessible(page: Page) -> None:
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{page.url} is wider than the screen"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_pupil_walks_through_his_weeks_and_opens_a_lesson(people: People) -> None:
    page = people("sibling")
    page.get_by_role("link", name="Образование").click()
    page.get_by_role("link", name="Расписание", exact=True).click()
    first = page.locator(".week-nav strong").inner_text()
    page.get_by_role("link", name="Следующая неделя").click()
    expect(page.locator(".week-nav strong")).not_to_have_text(first)
    page.get_by_role("link", name="Предыдущая неделя").click()
    expect(page.locator(".week-nav strong")).to_have_text(first)
    page.goto("/timetable/?week=2026-11-23")
    page.get_by_role("link", name="Математика").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10 А - Математика")
    expect(page.get_by_role("button", name="Записать")).to_have_count(0)


def test_a_parent_has_a_tab_a_child_on_a_phone(people: People) -> None:
    page = people("parent-of-two", path="/timetable/?week=2026-11-23", viewport=PHONE)
    page.get_by_role("link", name="Пётр · 10 А").click()
    expect(page.get_by_role("link", name="Пётр · 10 А")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("main")).to_contain_text("Английский язык")
    assert_fits_and_is_accessible(page)


def test_topics_are_pasted_moved_by_the_keyboard_and_by_the_mouse(people: People) -> None:
    page = people("teacher-and-parent")
    plan(page, ENGLISH)
    page.get_by_role("link", name="Вставить темы").click()
    page.get_by_label("Темы", exact=True).fill("\n".join(TOPICS))
    page.get_by_label("Заменить темы").check()
    page.get_by_role("button", name="Записать темы").click()
    expect(page.get_by_role("status").first).to_contain_text(re.compile("Записан[оы] 3 тем"))
    assert topics(page)[:3] == TOPICS
    down = page.get_by_role("button", name="позже").first
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Тема передвинута")
    assert topics(page)[:3] == [TOPICS[1], TOPICS[0], TOPICS[2]]
    rows = page.locator("li[data-lesson]")
    rows.nth(0).locator(".grip").drag_to(rows.nth(2))
    expect(page.get_by_role("status").first).to_contain_text("Тема передвинута")
    assert topics(page)[:3] == [TOPICS[0], TOPICS[2], TOPICS[1]]


def test_what_is_typed_in_the_plan_is_saved_by_enter_and_seen_by_the_class(people: People) -> None:
    page = people("teacher-and-parent")
    plan(page, ENGLISH)
    first = page.locator("li[data-lesson]").nth(3)
    first.locator("input[name^=topic-]").fill("Conditionals")
    first.locator("textarea").fill("Упражнение 7")
    first.locator("input[name^=topic-]").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Записан")
    path = page.locator("li[data-lesson]").nth(3).get_by_role("link").first.get_attribute("href")
    pupil = people("sibling", path=str(path))
    expect(pupil.get_by_role("main")).to_contain_text("Conditionals")
    expect(pupil.get_by_role("main")).to_contain_text("Упражнение 7")


def test_a_bad_paste_is_refused_and_nothing_that_was_typed_is_lost(people: People) -> None:
    page = people("teacher-and-parent")
    plan(page, ENGLISH)
    page.get_by_role("link", name="Вставить темы").click()
    page.get_by_label("Темы", exact=True).fill("Хорошая тема\n" + "о" * 301)
    page.get_by_role("button", name="Записать темы").click()
    expect(page.get_by_role("main")).to_contain_text("тема длиннее 300 знаков в строках: 2")
    assert page.get_by_label("Темы", exact=True).input_value().startswith("Хорошая тема")


def test_a_substitute_is_appointed_sees_his_lesson_and_is_let_go(people: People) -> None:
    teacher = people("class-teacher")
    plan(teacher, GEOGRAPHY)
    path = str(teacher.locator("li[data-lesson]").nth(5).get_by_role("link").first.get_attribute("href"))
    page = people("head", path=path)
    page.get_by_role("link", name="Замена", exact=True).click()
    page.get_by_label("Кто заменит").select_option(label="Фомин Андрей Ильич — Учитель истории")
    page.get_by_label("Причина").fill("Болезнь учителя")
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.get_by_role("main")).to_contain_text("войдёт в день урока")
    page.get_by_role("button", name="Назначить замену").click()
    expect(page.get_by_role("main")).to_contain_text("Фомин Андрей Ильич")
    substitute = people("other-class-teacher", path=path)
    expect(substitute.get_by_role("button", name="Записать")).to_be_visible()
    page.get_by_role("button", name="Отменить замену").click()
    substitute.reload()
    expect(substitute.get_by_role("button", name="Записать")).to_have_count(0)


def test_an_administrator_moves_and_cancels_a_lesson_and_brings_it_back(people: People) -> None:
    teacher = people("class-teacher")
    plan(teacher, GEOGRAPHY)
    path = str(teacher.locator("li[data-lesson]").nth(6).get_by_role("link").first.get_attribute("href"))
    page = people("head", path=path)
    page.get_by_role("link", name="Отменить урок").click()
    page.get_by_label("Причина").fill("Карантин")
    page.get_by_role("button", name="Отменить урок").click()
    expect(people("sibling", path=path).get_by_role("main")).to_contain_text("Карантин")
    page.get_by_role("button", name="Вернуть урок").click()
    expect(page.get_by_role("status").first).to_contain_text("Урок возвращён")
    page.get_by_role("link", name="Перенести").click()
    page.get_by_label("Новое время").fill("2030-01-01T10:00")
    page.get_by_label("Причина").fill("Экскурсия")
    page.get_by_role("button", name="Перенести").click()
    expect(page.get_by_role("main")).to_contain_text("вне учебного года")


def test_an_administrator_puts_a_lesson_into_the_week_and_recounts(people: People) -> None:
    page = people("head", path="/school/1/timetable/")
    page.get_by_role("listitem").filter(has_text="Демо 6").get_by_role("link", name="неделя").click()
    page.get_by_role("link", name="Поставить урок: суббота, 4").click()
    page.get_by_label("Группа", exact=True).select_option(label="Демо 6 - Музыка")
    page.get_by_role("button", name="Поставить").click()
    expect(page.get_by_role("status").first).to_contain_text("Урок поставлен")
    page.get_by_role("link", name="Пересчитать уроки").click()
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.get_by_role("main")).to_contain_text("Новых уроков")
    page.get_by_role("button", name="Пересчитать уроки").click()
    expect(page.get_by_role("status").first).to_contain_text("Новых уроков")


def test_a_calendar_is_made_and_a_program_reads_it(people: People, address: str) -> None:
    page = people("parent-of-two", path="/calendar/")
    page.get_by_role("button", name="Сделать адрес").click()
    secret = page.get_by_label("Адрес").input_value()
    assert secret.startswith(f"{address}/calendar/")
    with urllib.request.urlopen(secret) as answer:
        calendar = answer.read().decode()
    assert calendar.startswith("BEGIN:VCALENDAR") and "SUMMARY:Пётр: География" in calendar.replace("\r\n ", "")
    page.goto("/calendar/")
    expect(page.get_by_label("Адрес")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 360, "height": 760}], ids=["desktop", "phone"])
def test_every_screen_fits_and_passes_axe(people: People, scheme: str, viewport: dict[str, int]) -> None:
    base = "/school/1/timetable/"
    screens = {
        "class-teacher": ("/timetable/", "/planning/", "/planning/1/", "/planning/1/topics/", "/planning/1/remote/"),
        "head": (
            *(base, f"{base}bells/", f"{base}bells/new/", f"{base}year/", f"{base}week/1/", f"{base}make/"),
            *(f"{base}substitutions/?employee=4", f"{base}class/1/"),
        ),
        "sibling": ("/timetable/", "/calendar/"),
        "stranger": ("/timetable/", "/planning/"),
    }
    for part, paths in screens.items():
        page = people(part, color_scheme=scheme, viewport=viewport)
        for path in paths:
            page.goto(path)
            assert_fits_and_is_accessible(page)
