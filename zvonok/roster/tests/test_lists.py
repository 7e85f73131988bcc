"""Lists as tables of Excel: what stands in them, who may have them, and that a greater school costs no more questions."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from zvonok.operations.cast import Cast
from zvonok.roster import actions, lists
from zvonok.roster.models import Person

pytestmark = pytest.mark.django_db


def table(person: Person, address: str) -> list[tuple[Any, ...]]:
    page = Client()
    page.force_login(person.user)
    answer = page.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def test_a_class_is_a_table_with_parents_and_subgroups(cast: Cast) -> None:
    rows = table(cast.class_teacher, f"/school/{cast.school.pk}/classes/{cast.class_10a.pk}/lists/pupils/")
    assert rows[0][:3] == ("Фамилия", "Имя", "Отчество")
    found = {row[1]: (row[5], row[6]) for row in rows[1:]}
    assert found["Александр"] == ("группа 1", "Иванова Наталья Юрьевна")
    assert found["Глеб"] == (None, None)
    parents = table(cast.class_teacher, f"/school/{cast.school.pk}/classes/{cast.class_10a.pk}/lists/parents/")
    assert ("Иванова", "Наталья", "Юрьевна", "мать", "Иванов Александр") in parents


def test_the_school_is_tables(cast: Cast) -> None:
    def of(what: str) -> list[tuple[Any, ...]]:
        return table(cast.head, f"/school/{cast.school.pk}/lists/{what}/")

    assert ("Орлова", "Елена", "Викторовна", "Учитель географии", None) in of("employees")
    assert ("10 А", 10, 4, "Орлова Елена Викторовна") in of("classes")
    assert of("study-groups")[1][:4] == ("Демо 6", None, "География", "Орлова Елена Викторовна")
    assert len(of("people")) == 1 + 14
    assert ("Белова", "Марина", "Игоревна", "Учитель английского языка", None, "Белов Тимур") in of("people")
    assert len(of("parents")) == 1 + 5


@pytest.mark.parametrize("what", ["people", "parents"])
def test_who_is_no_administrator_has_not_the_whole_school(cast: Cast, what: str) -> None:
    page = Client()
    page.force_login(cast.class_teacher.user)
    assert page.get(f"/school/{cast.school.pk}/lists/{what}/").status_code == 404


def test_a_greater_school_costs_no_more_questions(cast: Cast) -> None:
    asked = [(one, cast.school) for one in lists.OF_SCHOOL.values()] + [
        (one, cast.class_10a) for one in lists.OF_CLASS.values()
    ]

    def questions() -> list[int]:
        counts = []
        for one, of in asked:
            with CaptureQueriesContext(connection) as found:
                assert list(one.rows(of))
            counts.append(len(found))
        return counts

    before = questions()
    for number in range(5):
        pupil = actions.add_person(last_name="Новиков", first_name="Яков" + "в" * number, by=cast.head)
        actions.enrol(person=pupil, school_class=cast.class_10a, by=cast.head)
        actions.add_parent(parent=cast.parent_of_both, child=pupil, school=cast.school, by=cast.head)
    assert questions() == before
