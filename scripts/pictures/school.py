"""A school's roster brought whole, its next year, its chats; who reads the roster and who did what."""

import io
import re
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page

from scripts.pictures import scene
from scripts.pictures.hands import Deed
from scripts.pictures.studio import MARGIN, Shot, Studio

ROSTERS, SOURCES, SYSTEMS = "/school/1/rosters/", "/school/1/rosters/sources/", "/school/1/systems/"
# A whole school is read, compared and written.
WORK_MS = 120_000
Rows = list[list[Any]]


def row_of(rows: Rows, *words: str) -> list[Any]:
    return next(row for row in rows if list(words) == row[: len(words)])


def mistaken(book: dict[str, Rows]) -> None:
    """What a secretary's hand does."""
    book["Ученики"][40][3] = "31.02.2014"
    book["Ученики"][212][4] = "5 Г"
    book["Сотрудники"][17][4] = None
    book["Родители"][5][4] = "Никитина Злата"
    row_of(book["Классы"], "10 А")[2] = "Орлова Елена Петровна"


def changed(book: dict[str, Rows]) -> None:
    """A teacher goes, another leads her class; a pupil passes to another class; somebody new comes."""
    leaving = row_of(book["Сотрудники"], "Орлова", "Елена")
    coming = row_of(book["Сотрудники"], "Белова", "Марина")
    row_of(book["Классы"], "10 А")[2] = coming[-1]
    for group in book["Группы по предметам"]:
        if group[3] == leaving[-1]:
            group[3] = coming[-1]
    book["Сотрудники"].remove(leaving)
    book["Сотрудники"].append(["Ветрова", "Алла", "Игоревна", None, "Учитель химии", "нет", "Т-301"])
    row_of(book["Ученики"], "Кузнецов", "Пётр")[4:6] = ["7 Б", None]
    book["Ученики"].append(["Ветров", "Лев", "", "12.05.2009", "10 А", None, "У-2044"])


def emptied(book: dict[str, Rows]) -> None:
    """Half the parents were not copied."""
    del book["Родители"][len(book["Родители"]) // 2 :]


def bring(page: Page, change: Callable[[dict[str, Rows]], None]) -> None:
    read = load_workbook(scene.VAR / scene.BOOK)
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in read}
    book: dict[str, Rows] = {sheet.title: [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in read}
    change(book)
    made = Workbook(write_only=True)
    for title, rows in book.items():
        sheet = made.create_sheet(title)
        for row in [heads[title], *rows]:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    file: Any = {"name": "Гимназия.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}
    page.goto(ROSTERS)
    page.get_by_label("Перетащите файлы сюда или выберите их").set_input_files(file)
    page.get_by_role("button", name=re.compile("^Загрузить")).click()


def heading(page: Page, words: str) -> None:
    page.get_by_role("heading", name=words, exact=True).wait_for(timeout=WORK_MS)


def show_mistakes(page: Page, _studio: Studio) -> None:
    bring(page, mistaken)
    heading(page, "Загрузить исправленный файл")


def show_plan(page: Page, _studio: Studio) -> None:
    bring(page, changed)
    heading(page, "Что изменится")


def show_chats(page: Page, studio: Studio) -> None:
    page.locator("ul.list a", has_text="таблица Звонка").first.click()
    to("Чаты")(page, studio)


def show_applied(page: Page, _studio: Studio) -> None:
    page.locator("ul.list a", has_text="таблица Звонка").first.click()
    page.get_by_role("button", name="Применить").click()
    heading(page, "Что изменилось")
    page.locator("summary", has_text="Отменить загрузку").click()


def show_brake(page: Page, _studio: Studio) -> None:
    """The one before is undone first: the school of the other pictures stays as it was."""
    page.locator("ul.list a", has_text="таблица Звонка").first.click()
    page.locator("summary", has_text="Отменить загрузку").click()
    page.get_by_role("button", name="Отменить загрузку").click()
    page.get_by_text("Загрузку отменили").wait_for(timeout=WORK_MS)
    bring(page, emptied)
    heading(page, "Что изменится")


def show_sources(page: Page, _studio: Studio) -> None:
    fields = {
        "Название": "Электронный журнал",
        "Адрес службы": "https://journal.example.org/ims/oneroster/rostering/v1p2",
        "Адрес выдачи ключей": "https://journal.example.org/oauth/token",
        "Имя (client id)": "zvonok",
        "Секрет (client secret)": "secret",
        "Читать каждый день в": "04:30",
    }
    make_source(page, "OneRoster (служба)", fields)
    make_source(page, "список класса или сотрудников", {"Название": "Список секретаря"})
    page.goto(SOURCES)


def make_source(page: Page, kind: str, fields: dict[str, str]) -> None:
    page.goto(SOURCES)
    page.get_by_role("link", name=kind).click()
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Добавить источник").click()
    page.get_by_role("heading", name="Последние загрузки").wait_for()


def show_year(page: Page, studio: Studio) -> None:
    page.get_by_label("Новые первые классы").fill("1 А, 1 Б, 1 В")
    page.get_by_role("button", name="Показать, что изменится").click()
    heading(page, "Что будет")
    to("Что будет")(page, studio)


def show_leavers(page: Page, studio: Studio) -> None:
    show_year(page, studio)
    page.get_by_role("rowheader", name="9 В", exact=True).evaluate("(one) => one.scrollIntoView()")


def let_in(page: Page, _studio: Studio) -> None:
    for name in ("Библиотека", "Электронный журнал"):
        page.goto(SYSTEMS)
        page.locator("summary", has_text="Подключить систему").click()
        page.get_by_label("Какая система").fill(name)
        page.get_by_role("button", name="Подключить", exact=True).click()
        page.get_by_role("heading", name=name).wait_for()
    page.goto(SYSTEMS)


def to(words: str, *, height: int = 800) -> Deed:
    """Down to it: the window begins there, and is as high as what is shown."""

    def deed(page: Page, _studio: Studio) -> None:
        page.set_viewport_size({"width": 1280, "height": height})
        page.get_by_role("heading", name=words).evaluate("(one) => (one.closest('section') ?? one).scrollIntoView()")
        page.mouse.wheel(0, -MARGIN)

    return deed


SHOTS = [
    Shot("school-chats", "administrator", "/school/1/chats/", whole=True),
    Shot("school-missing", "administrator", "/school/1/chats/missing/?kind=class", do=to("Кого не хватает")),
    Shot("school-coverage", "administrator", "/school/1/chats/coverage/", do=to("Учебные профили учеников", height=900)),
    Shot("school-activity", "administrator", "/school/1/chats/coverage/", do=to("Рост", height=900)),
    Shot("school-region", "head", "/regions/1/", of="section.card"),
    Shot("rollover", "administrator", "/school/1/rollover/", do=show_year),
    Shot("rollover-leavers", "administrator", "/school/1/rollover/", do=show_leavers),
    Shot("rosters-mistakes", "administrator", ROSTERS, do=show_mistakes),
    Shot("rosters-plan", "administrator", ROSTERS, do=show_plan),
    Shot("rosters-chats", "administrator", ROSTERS, do=show_chats),
    Shot("rosters-undo", "administrator", ROSTERS, do=show_applied),
    Shot("rosters-brake", "administrator", ROSTERS, do=show_brake),
    Shot("rosters-sources", "administrator", SOURCES, do=show_sources),
    Shot("systems", "administrator", SYSTEMS, do=let_in),
    Shot("audit", "administrator", "/school/1/audit/"),
]
