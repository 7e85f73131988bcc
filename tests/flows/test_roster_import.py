"""A roster is brought with mistakes, mended, planned, held by the brake, applied and undone, by the head of the other school.

His school is afterwards as it was.
"""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.flows.conftest import People, assert_accessible
from zvonok.exchange.tests.books import Book, content

SCHOOL = "МБОУ «Школа № 1»"
ROSTERS = "/school/2/rosters/"
PUPILS = 130
# The worker has other things to do too, and shares the machine with the other tests.
WORK_MS = 90_000


def book(pupils: int) -> Book:
    names = [f"{'абвгдежзиклмн'[number // 10]}{'абвгдежзик'[number % 10]}".capitalize() for number in range(pupils)]
    return {
        "Сотрудники": [["Чужой", "Степан", "Олегович", None, "Директор", "да", ""]],
        "Классы": [["10 А", 10, ""], ["5 А", 5, "Чужой Степан Олегович"]],
        "Ученики": [[f"Ученикин{name.lower()}", name, "", "15.01.2014", "5 А", "", ""] for name in names],
        "Родители": [
            ["Ученикина", "Мария", "Ивановна", "мать", f"Ученикин{name.lower()} {name}", "5 А", ""] for name in names[:3]
        ],
        "Группы по предметам": [["5 А", "Музыка", "", "Чужой Степан Олегович"]],
    }


def bring(page: Page, made: Book, name: str) -> None:
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content(made)}
    page.get_by_label("Перетащите файлы сюда или выберите их").set_input_files(file)
    page.get_by_role("button", name=re.compile("^Загрузить")).click()


def test_mistakes_are_mended_the_plan_is_seen_the_brake_holds_and_all_is_undone(people: People, tmp_path: Path) -> None:
    page = people("stranger", path=ROSTERS)
    expect(page.get_by_role("heading", name="Загрузка списков")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Скачать шаблон").click()
    assert Path(downloading.value.path()).read_bytes().startswith(b"PK")

    wrong = book(PUPILS)
    wrong["Ученики"][4][3] = "31.02.2014"
    wrong["Родители"][0][4] = "Никто Никакой"
    bring(page, wrong, "школа.xlsx")
    expect(page.get_by_role("heading", name="2 ошибки")).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("row").filter(has_text="Дата рождения")).to_contain_text("6")
    expect(page.get_by_role("row").filter(has_text="нет такого ученика")).to_contain_text("лист «Родители»")
    expect(page.get_by_text(re.compile("Прочитан.* ошибок нет"))).to_be_visible()
    assert_accessible(page)

    bring(page, book(PUPILS), "школа.xlsx")
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible(timeout=WORK_MS)
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Новых учеников: {PUPILS}.")
    page.get_by_role("searchbox", name="Имя, класс или чат").fill("Мария")
    page.get_by_role("button", name="Найти").click()
    expect(page.locator("#changes li")).to_have_count(4)
    assert_accessible(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Скачать план").click()
    assert downloading.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("heading", name="Что изменилось")).to_be_visible(timeout=WORK_MS)
    first = page.url
    page.goto("/school/2/classes/")
    expect(page.get_by_role("link", name="5 А")).to_be_visible()

    page.goto(ROSTERS)
    bring(page, book(3), "школа.xlsx")
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("alert")).to_contain_text("Из школы уйдёт 127 человек")
    assert_accessible(page)
    page.get_by_label(re.compile("Введите название школы")).fill("Школа № 2")
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("alert").first).to_contain_text("Введите название школы")
    page.get_by_label(re.compile("Введите название школы")).fill(SCHOOL)
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("heading", name="Что изменилось")).to_be_visible(timeout=WORK_MS)
    undo(page)
    page.goto(first.split("?")[0])
    undo(page)
    page.goto("/school/2/classes/")
    expect(page.get_by_role("link", name="5 А")).to_have_count(0)


def undo(page: Page) -> None:
    page.locator("summary", has_text="Отменить загрузку").click()
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_role("status").first).to_contain_text("Загрузка отменена")


def test_a_file_is_dropped_and_the_page_fits_a_phone(people: People) -> None:
    page = people("stranger", path=ROSTERS, viewport={"width": 360, "height": 740}, color_scheme="dark")
    expect(page.get_by_role("heading", name="Загрузка списков")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(['Просто слова'], 'слова.csv'));
            const event = new DragEvent('drop', { dataTransfer: dropped, bubbles: true });
            document.querySelector('[data-drop]').dispatchEvent(event);
        }"""
    )
    expect(page.locator("[data-chosen]")).to_have_text("слова.csv")
    page.get_by_role("button", name="Загрузить", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Не получилось понять, что это за файл")
    assert_accessible(page)


def test_a_parent_of_three_who_is_a_teacher_is_asked_about_and_stays_one_person(people: People) -> None:
    """His line among the parents lacks the father's name: the page asks, and remembers."""
    made = book(0)
    made["Ученики"] = [["Чужая", name, "", "15.01.2014", "5 А", "", ""] for name in ("Ия", "Юля", "Яна")]
    made["Родители"] = [["Чужой", "Степан", "", "отец", "Чужая Ия; Чужая Юля; Чужая Яна", "", ""]]
    page = people("stranger", path=ROSTERS)
    bring(page, made, "семья.xlsx")
    expect(page.get_by_role("heading", name="Это тот же человек?")).to_be_visible(timeout=WORK_MS)
    assert_accessible(page)
    family = page.get_by_role("group", name=re.compile("Чужой Степан"))
    expect(family).to_contain_text("имя то же, а больше ничего не известно")
    family.get_by_role("radio", name=re.compile("Это он: Чужой Степан Олегович")).check()
    page.get_by_role("button", name="Ответить").click()
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible(timeout=WORK_MS)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Новых людей: 3.")
    expect(main).to_contain_text("Новых родителей: 3.")
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("heading", name="Что изменилось")).to_be_visible(timeout=WORK_MS)
    applied = page.url
    page.goto("/my-class/")
    expect(page.get_by_role("main")).to_contain_text("Чужая Ия")
    page.goto(applied)
    undo(page)
