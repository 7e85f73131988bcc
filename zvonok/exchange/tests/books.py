"""Spreadsheets for the tests: a school as its own book, changed as a secretary would, and written to a file.

Called by: the tests of this room, the bench, the journeys.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from zvonok.exchange import actions, bringing
from zvonok.exchange.models import Run
from zvonok.exchange.reading.sheets import CLASSES, EMPLOYEES, GROUPS, PARENTS, PUPILS, RELATIONS, SHEETS
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    School,
    SchoolClass,
    StudyGroup,
)

Book = dict[str, list[list[Any]]]
WORDS = {relation: word for word, relation in RELATIONS.items()}


def book_of(school: School) -> Book:
    """The school as it is. Everybody has a number: his own in our database."""
    employees = Employee.objects.filter(school=school, until=None).select_related("person").order_by("pk")
    leads = ClassTeacher.objects.filter(school=school, until=None).select_related("employee__person")
    leaders = {one.school_class_id: str(one.employee.person_id) for one in leads}
    pupils = Enrolment.objects.filter(school=school, until=None).select_related("person", "school_class").order_by("pk")
    pupils = pupils.prefetch_related("subgroups__subgroup")
    children = {one.person_id for one in pupils}
    parents = Guardianship.objects.filter(child__in=children).select_related("parent").order_by("pk")
    groups = StudyGroup.objects.filter(school=school, until=None).select_related("school_class", "subject", "subgroup")
    groups = groups.prefetch_related("teachers__employee").order_by("pk")
    return {
        EMPLOYEES.name: [
            [
                *_name(one.person),
                one.person.birth_date,
                one.position,
                "да" if one.is_administrator else "нет",
                _number(one.person),
            ]
            for one in employees
        ],
        CLASSES.name: [
            [one.title, one.grade, leaders.get(one.pk, "")]
            for one in SchoolClass.objects.filter(school=school, until=None).order_by("pk")
        ],
        PUPILS.name: [
            [
                *_name(one.person),
                one.person.birth_date,
                one.school_class.title,
                "; ".join(pupil.subgroup.name for pupil in one.subgroups.all()),
                _number(one.person),
            ]
            for one in pupils
        ],
        PARENTS.name: [
            [*_name(one.parent), WORDS[one.relation], str(one.child_id), "", _number(one.parent)] for one in parents
        ],
        GROUPS.name: [
            [
                one.school_class.title,
                one.subject.name,
                one.subgroup.name if one.subgroup else "",
                "; ".join(str(taught.employee.person_id) for taught in one.teachers.all()),
            ]
            for one in groups
        ],
    }


def content(book: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for sheet in SHEETS:
        if sheet.name in book:
            page = made.create_sheet(sheet.name)
            page.append([column.name for column in sheet.columns])
            for row in book[sheet.name]:
                page.append([value if value != "" else None for value in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def save(book: Mapping[str, Sequence[Sequence[Any]]], folder: Path, name: str = "школа.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content(book))
    return path


def save_as_text(book: Mapping[str, Sequence[Sequence[Any]]], folder: Path) -> Path:
    """The same sheets as CSV, which is read faster."""
    texts = folder / "csv"
    texts.mkdir(exist_ok=True)
    for number, sheet in enumerate(SHEETS):
        with (texts / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([column.name for column in sheet.columns])
            writer.writerows(book.get(sheet.name, []))
    return texts


def read(school: School, path: Path, by: Person | None = None, kind: str = "spreadsheet") -> Run:
    """Up to the doubts, the problems or the planning."""
    run = actions.begin(source=actions.source_of(school, kind), files=[path.name], by=by)
    return actions.read_into(run, bringing.read_path(run, path))


def planned(school: School, path: Path, by: Person | None = None) -> Run:
    run = read(school, path, by)
    assert run.state == Run.State.PLANNING, (run.state, list(run.problems.values_list("file", "line", "sentence")))
    run = actions.plan(run)
    assert run.state in (Run.State.PLANNED, Run.State.WAITING), list(run.problems.values_list("sentence"))
    return run


def applied(school: School, path: Path, by: Person | None = None) -> Run:
    return actions.apply(planned(school, path, by), confirmed=school.name, by=by)


def _name(person: Person) -> list[str]:
    return [person.last_name, person.first_name, person.middle_name]


def _number(person: Person) -> str:
    return str(person.pk)
