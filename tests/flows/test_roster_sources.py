"""Two systems that know the same people: a journal asked by OneRoster, and a secretary's list whose columns are told once.

By the head of the other school; his school is afterwards as it was.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import People, assert_accessible
from tests.flows.test_roster_import import ROSTERS, WORK_MS, undo
from tests.rosters import lists, model, service
from tests.rosters.service import Service

SCHOOL = model.school(26)


@pytest.fixture
def journal() -> Iterator[Service]:
    """He who looks is in it too, else he would leave with the rest."""
    told = service.collections(SCHOOL, "1.2", dated=False)
    roles = [
        {"role": role, "roleType": "primary", "org": {"sourcedId": SCHOOL.id}} for role in ("teacher", "siteAdministrator")
    ]
    himself = {"sourcedId": "boss", "status": "active", "familyName": "Чужой", "givenName": "Степан", "middleName": "Олегович"}
    told["users"].append({**himself, "roles": roles})
    with service.service(told) as one:
        yield one


def test_a_journal_and_a_secretary_know_the_same_people(people: People, journal: Service) -> None:
    page = people("stranger", path=ROSTERS)
    page.get_by_role("link", name="Источники списков").click()
    expect(page.get_by_role("heading", name="Источники списков")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="OneRoster (служба)").click()
    page.get_by_label("Название").fill(f"Электронный журнал {uuid4().hex[:6]}")
    page.get_by_label("Адрес службы").fill(journal.address)
    page.get_by_label("Адрес выдачи ключей").fill(journal.token_address)
    page.get_by_label("Имя (client id)").fill(service.CLIENT)
    page.get_by_role("button", name="Добавить источник").click()
    expect(page.get_by_text("Введите секрет")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Секрет (client secret)").fill(service.SECRET)
    page.get_by_role("button", name="Добавить источник").click()
    page.get_by_role("button", name="Проверить связь").click()
    expect(page.get_by_role("status").filter(has_text="Связь есть")).to_contain_text(SCHOOL.name)
    assert_accessible(page)

    page.get_by_role("button", name="Прочитать сейчас").click()
    planned(page)
    expect(page.get_by_role("main")).to_contain_text("Новых учеников: 8.")
    page.get_by_role("button", name="Применить").click()
    expect(page.get_by_role("heading", name="Что изменилось")).to_be_visible(timeout=WORK_MS)
    first = page.url

    page.goto(f"{ROSTERS}sources/")
    page.get_by_role("link", name="список класса или сотрудников").click()
    page.get_by_label("Название").fill(f"Список секретаря {uuid4().hex[:6]}")
    page.get_by_role("button", name="Добавить источник").click()
    file: Any = {"name": "1 А.csv", "mimeType": "text/csv", "buffer": lists.csv(SCHOOL, "c0")}
    page.get_by_label("Файл со списком").set_input_files(file)
    page.get_by_role("button", name="Посмотреть столбцы").click()
    expect(page.get_by_role("region", name="Начало списка")).to_contain_text("Иванова Мария")
    expect(page.get_by_label("Телефон или почта матери")).to_have_value("Телефон матери")
    assert_accessible(page)
    page.get_by_role("button", name="Записать столбцы").click()
    expect(page.get_by_text("Столбцы записаны")).to_be_visible()
    page.get_by_label("Перетащите файлы сюда или выберите их").set_input_files(file)
    page.get_by_role("button", name="Загрузить", exact=True).click()
    planned(page)
    # Nobody comes twice, nobody goes.
    expect(page.get_by_role("main")).not_to_contain_text("Новых")
    expect(page.get_by_role("main")).not_to_contain_text("уйдёт")
    page.goto(first)
    undo(page)
    page.goto("/school/2/classes/")
    expect(page.get_by_role("link", name="1 А")).to_have_count(0)


def planned(page: Page) -> None:
    """Whoever is asked about is the same person."""
    plan, doubts = (page.get_by_role("heading", name=name) for name in ("Что изменится", "Это тот же человек?"))
    expect(plan.or_(doubts)).to_be_visible(timeout=WORK_MS)
    if doubts.is_visible():
        for family in page.get_by_role("group").all():
            family.get_by_role("radio", name=re.compile("Это он")).first.check()
        page.get_by_role("button", name="Ответить").click()
        expect(plan).to_be_visible(timeout=WORK_MS)
