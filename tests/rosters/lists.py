"""Writes a school as the class lists that diaries export: a file or a sheet a class, words over the head, parents in cells.

Comes in: a school of `model`. Goes out: CSV or XLSX; and what a reader must find. Called by: tests.
"""

import io
from typing import Any

from openpyxl import Workbook

from tests.rosters.model import Person, School

HEADS = ("№", "ФИО учащегося", "Дата рождения", "Класс", "Мать", "Телефон матери", "Отец", "Телефон отца")


def rows(school: School, school_class: str) -> list[list[Any]]:
    parents = school.parents()
    made: list[list[Any]] = [
        [school.name],
        [f"Список класса {school.classes[school_class].title}, 2026/2027 учебный год"],
        [],
        list(HEADS),
    ]
    for number, id_ in enumerate(school.pupils[school_class], 1):
        one = school.people[id_]
        by = {relation: parent for parent, relation in parents[id_].items() if parent[0] in "mf"}
        mother, father = school.people[by["mother"]], school.people[by["father"]]
        title = school.classes[school_class].title
        made.append([number, _name(one), one.born, title, _name(mother), _telephone(mother), _name(father), _telephone(father)])
    made.append([f"Всего: {len(school.pupils[school_class])}"])
    return made


def csv(school: School, school_class: str, *, encoding: str = "cp1251", separator: str = ";") -> bytes:
    lines = [separator.join(_typed(cell) for cell in row) for row in rows(school, school_class)]
    return "\r\n".join(lines).encode(encoding, "replace")


def xlsx(school: School) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for klass in school.classes.values():
        sheet = book.create_sheet(klass.title)
        for row in rows(school, klass.id):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def expected(school: School, *classes: str) -> list[tuple[Any, ...]]:
    found: set[tuple[Any, ...]] = set()
    for class_id in classes:
        klass = school.classes[class_id]
        found.add(("ClassRow", klass.title, klass.grade, klass.title, ""))
        for id_ in school.pupils[class_id]:
            one = school.people[id_]
            found.add(("PersonRow", _id(one), one.last, one.first, one.middle, one.born))
            found.add(("EnrolmentRow", _id(one), klass.title))
            for parent, relation in school.parents()[id_].items():
                if parent[0] in "mf":
                    who = school.people[parent]
                    found.add(("PersonRow", _id(who), who.last, who.first, who.middle, None))
                    found.add(("GuardianshipRow", _id(who), _id(one), relation))
    return sorted(found, key=repr)


def _id(one: Person) -> str:
    name = _name(one).lower().replace("ё", "е")
    return f"ученик: {name}, {one.born}" if one.is_pupil else f"родитель: {name}, {_digits(one)}"


def _digits(one: Person) -> str:
    return f"9{sum(map(ord, one.id)):03}{int(one.id[1:]):06}"


def _telephone(one: Person) -> str:
    digits = _digits(one)
    return f"+7 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def _name(one: Person) -> str:
    return f"{one.last} {one.first} {one.middle}"


def _typed(cell: Any) -> str:
    return cell.strftime("%d.%m.%Y") if hasattr(cell, "strftime") else str(cell or "")
