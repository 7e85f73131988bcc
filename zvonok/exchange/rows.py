"""What every format says, in one form: the rows of a school's roster.

Comes in: nothing. Goes out: the types that readers yield and that staging takes.
Called by: each reader (`exchange.reading`), `exchange.staging`. A row names others by the source's own ids; whether those
exist is looked at when all is staged, so files may come in any order. A reader judges one line at a time and never stops at a
bad one: it yields a `Problem` and goes on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Line:
    """Where something stands: the file as the person knows it, the line as a spreadsheet numbers it (the head is 1)."""

    file: str
    number: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence that a secretary understands, and the column that it is about (empty: the whole line or file)."""

    line: Line
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class YearRow:
    line: Line
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PersonRow:
    line: Line
    id: str
    last_name: str
    first_name: str
    middle_name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """On the school's staff. `position` may be empty: then it stays as it is («Сотрудник» for somebody new).

    `is_administrator`: True appoints, False removes, None leaves as it is — for sources that do not know.
    """

    line: Line
    person: str
    position: str = ""
    is_administrator: bool | None = None


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of pupils («10 А»); `class_teacher` is a person's id; empty: he stays who he is."""

    line: Line
    id: str
    grade: int
    title: str
    class_teacher: str = ""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    line: Line
    person: str
    school_class: str


@dataclass(frozen=True, slots=True)
class GuardianshipRow:
    """`relation`: mother, father or guardian."""

    line: Line
    parent: str
    child: str
    relation: str = "guardian"


@dataclass(frozen=True, slots=True)
class StudyGroupRow:
    """A class, or a part of it, learning a subject. `subgroup` is that part's name; its pupils are told by `StudyRow`s."""

    line: Line
    id: str
    school_class: str
    subject: str
    subgroup: str = ""


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A pupil in a subgroup's study group. A study group without a subgroup has the whole class and needs none."""

    line: Line
    study_group: str
    person: str


@dataclass(frozen=True, slots=True)
class TeachingRow:
    line: Line
    study_group: str
    person: str


class Kind(StrEnum):
    PERSON = "person"
    EMPLOYEE = "employee"
    CLASS = "class"
    ENROLMENT = "enrolment"
    GUARDIANSHIP = "guardianship"
    STUDY_GROUP = "study_group"
    STUDY = "study"
    TEACHING = "teaching"


@dataclass(frozen=True, slots=True)
class GoneRow:
    """Said by the source to be no more (`tobedeleted`). `ids` are those that the row of that kind names: one, or a pair."""

    line: Line
    kind: Kind
    ids: tuple[str, ...]


Row = (
    YearRow
    | PersonRow
    | EmployeeRow
    | ClassRow
    | EnrolmentRow
    | GuardianshipRow
    | StudyGroupRow
    | StudyRow
    | TeachingRow
    | GoneRow
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One roster being read, lazily.

    `complete`: the kinds of which the source tells all, so that what it does not name is no more (bulk); a kind outside it is
    only added to and changed (delta, or a file that was not given).
    """

    rows: Iterator[Row | Problem]
    complete: frozenset[Kind] = field(default_factory=frozenset)


class Reader(Protocol):
    """Reads a file or a folder for one school. `organisation`: the school's id in the source, where one source has many.
    `settings`: what the source was told once (`Source.settings`): a mapping of columns, an address.

    Raises Refused when nothing at all can be read of it (not such a file, damaged, too big).
    """

    def __call__(self, path: Path, *, organisation: str = "", settings: Mapping[str, Any] | None = None) -> Reading: ...
