"""One school, of as many people as are asked for, that every format's writer writes: what a reader must find in each of them.

Comes in: how many people. Goes out: the school, always the same for the same number; and its rows as `told`.
Called by: the writers beside, tests, the speed bench.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from zvonok.exchange.rows import Problem, Row

LAST = "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев".split()
HE = "Александр Дмитрий Максим Иван Артём Никита Михаил Егор Павел Фёдор".split()
SHE = "Мария Анна Елена Ольга Софья Алиса Вера Ксения Дарья Татьяна".split()
FATHERS = "Иванов Сергеев Андреев Алексеев Олегов Павлов Викторов Петров Юрьев Максимов".split()
SUBJECTS = "Алгебра География История Литература Физика Биология".split()
LETTERS = "АБВГДЕЖЗИК"
SUBGROUPED = "Английский язык"
YEAR = (date(2026, 9, 1), date(2027, 5, 31))


@dataclass
class Person:
    id: str
    last: str
    first: str
    middle: str
    is_she: bool
    born: date | None = None
    school_class: str = ""
    position: str = ""
    is_administrator: bool = False
    children: dict[str, str] = field(default_factory=dict)  # id -> relation

    @property
    def is_pupil(self) -> bool:
        return bool(self.school_class)


@dataclass
class SchoolClass:
    id: str
    grade: int
    title: str
    teacher: str


@dataclass
class Group:
    id: str
    school_class: str
    subject: str
    teacher: str
    subgroup: str = ""
    pupils: list[str] = field(default_factory=list)  # of a subgroup


@dataclass
class School:
    id: str = "school-1"
    name: str = "МАОУ «Гимназия № 0»"
    people: dict[str, Person] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    pupils: dict[str, list[str]] = field(default_factory=dict)  # of a class

    def parents(self) -> dict[str, dict[str, str]]:
        """Of each child: who, and by which relation."""
        found: dict[str, dict[str, str]] = {}
        for one in self.people.values():
            for child, relation in one.children.items():
                found.setdefault(child, {})[one.id] = relation
        return found


def school(people: int = 26) -> School:
    """Of each class 25 pupils or, in a small school, 4; two parents each, who share brothers and sisters; the first teacher of
    all is a parent of three."""
    made = School()
    size = 25 if people > 500 else 4
    classes = max(2, round(people / (size * 2.7)))
    teachers = [_adult(made, f"t{place}", place, "Учитель") for place in range(max(3, classes))]
    _adult(made, "head", 7, "Директор", is_administrator=True)
    for place in range(classes):
        grade, letter = 1 + place % 11, _letter(place // 11)
        one = SchoolClass(f"c{place}", grade, f"{grade} {letter}", teachers[place % len(teachers)].id)
        made.classes[one.id] = one
        for number in range(size):
            _pupil(made, one, place * size + number)
        for at, subject in enumerate(SUBJECTS[:2] if people <= 500 else SUBJECTS):
            group = Group(f"g{place}-{at}", one.id, subject, teachers[(place + at) % len(teachers)].id)
            made.groups[group.id] = group
        pupils = made.pupils[one.id]
        for at, half in enumerate((pupils[::2], pupils[1::2]), 1):
            teacher = teachers[(place + at) % len(teachers)].id
            group = Group(f"g{place}-en{at}", one.id, SUBGROUPED, teacher, f"группа {at}", half)
            made.groups[group.id] = group
    for child in [one.id for one in made.people.values() if one.is_pupil][1::3][:3]:
        teachers[0].children[child] = "mother"
    return made


def told(rows: Iterable[Row | Problem]) -> list[tuple[Any, ...]]:
    """Rows without the lines they stand on, in an order of their own: two formats that say the same are equal."""
    return sorted(
        ((type(row).__name__, *(getattr(row, one.name) for one in fields(row) if one.name != "line")) for row in rows), key=repr
    )


def problems(rows: Iterable[Row | Problem]) -> list[str]:
    """As the page says them: file, row, column, sentence."""
    return [_said(row) for row in rows if isinstance(row, Problem)]


def _said(problem: Problem) -> str:
    column = f", столбец {problem.column}" if problem.column else ""
    return f"{problem.line.file}, строка {problem.line.number}{column}: {problem.sentence}"


def _adult(made: School, id_: str, number: int, position: str = "", *, is_administrator: bool = False) -> Person:
    is_she = number % 3 != 1
    one = Person(
        id_,
        LAST[number % len(LAST)] + ("а" if is_she else ""),
        (SHE if is_she else HE)[number // 3 % 10],
        FATHERS[number // 7 % 10] + ("на" if is_she else "ич"),
        is_she,
        position=position,
        is_administrator=is_administrator,
    )
    made.people[id_] = one
    return one


def _pupil(made: School, school_class: SchoolClass, number: int) -> None:
    is_she = number % 2 == 0
    one = Person(
        f"p{number}",
        LAST[number % len(LAST)] + ("а" if is_she else ""),
        (SHE if is_she else HE)[number * 3 % 10],
        FATHERS[number % 10] + ("на" if is_she else "ич"),
        is_she,
        date(2019 - school_class.grade, 1 + number % 12, 1 + number % 28),
        school_class.id,
    )
    made.people[one.id] = one
    made.pupils.setdefault(school_class.id, []).append(one.id)
    # Every sixth is a brother or a sister of the one before.
    family = number - 1 if number % 6 == 5 else number
    for side in ("m", "f"):
        parent = made.people.get(f"{side}{family}") or _parent(made, f"{side}{family}", one, side == "m")
        parent.children[one.id] = "mother" if side == "m" else "father"


def _parent(made: School, id_: str, child: Person, is_she: bool) -> Person:
    number = int(id_[1:])
    last = child.last.removesuffix("а") + ("а" if is_she else "")
    one = Person(
        id_, last, (SHE if is_she else HE)[number // 5 % 10], FATHERS[number // 3 % 10] + ("на" if is_she else "ич"), is_she
    )
    made.people[id_] = one
    return one


def _letter(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else f"{LETTERS[place % len(LETTERS)]}{place // len(LETTERS)}"
