"""Takes what a reader yields and puts it into the tables of staged rows, by COPY: of any roster, a few thousand rows are held.

Comes in: a run and a reading. Goes out: staged rows with names put right, problems, counts. Called by: `exchange.actions`.

1. Each row is judged by itself, by the same rules as what a person types: names, titles, dates, ids.
2. A row that is wrong becomes a problem with its line; the others are staged. A line may have several rows and problems.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from zvonok.exchange import models
from zvonok.exchange.progress import Told
from zvonok.exchange.rows import (
    ClassRow,
    EmployeeRow,
    EnrolmentRow,
    GoneRow,
    GuardianshipRow,
    Line,
    PersonRow,
    Problem,
    Reading,
    StudyGroupRow,
    StudyRow,
    TeachingRow,
    YearRow,
)
from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable
from zvonok.roster import names
from zvonok.roster.models import Guardianship

TOGETHER: Final = 5000
SENTENCE_LENGTH_MAX: Final = 500
COLUMN_LENGTH_MAX: Final = 100
OLDEST: Final = date(1900, 1, 1)

Values = tuple[Any, ...]


def stage(run: models.Run, reading: Reading, *, columns: Mapping[str, Any], told: Told) -> None:
    """`columns`: how the format calls what is wrong."""
    taken = _Taken(run, columns)
    for number, row in enumerate(reading.rows, 1):
        taken.take(row)
        if number % TOGETHER == 0:
            told.tell(_("Читаю: строк %(n)d") % {"n": number}, number)
    taken.put_all()
    run.complete = sorted(kind.value for kind in reading.complete)
    run.counts = dict(taken.counts)


def clear(run: models.Run) -> None:
    """All that a reading found: it is read again."""
    clear_rows(run)
    for table in (models.FoundProblem, models.Doubt):
        table.objects.filter(run=run).delete()


def clear_rows(run: models.Run) -> None:
    """What the source told of people is not kept longer than it is needed."""
    for table in models.STAGED:
        table.objects.filter(run=run).delete()


def analyze() -> None:
    """The planner is told of what has just come: it would take the tables for empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(table._meta.db_table for table in models.STAGED))


class _Taken:
    """Rows by their tables, put down by thousands."""

    def __init__(self, run: models.Run, columns: Mapping[str, Any]) -> None:
        self.run, self.columns, self.today = run, columns, clock.today()
        self.waiting: dict[str, list[Values]] = defaultdict(list)
        self.counts: Counter[str] = Counter()

    def take(self, row: Any) -> None:
        if isinstance(row, Problem):
            self._problem(row.line, row.column, row.sentence)
            return
        judge = JUDGES[type(row)]
        name = judge.__name__.lstrip("_")
        self.counts[name] += 1
        try:
            values = judge(row, self.today)
        except Refused as refused:
            self._problem(row.line, str(self.columns.get(f"{name}.{refused.field}", "")), refused.sentence)
            return
        self._wait(TABLES[name], (self.run.pk, _file(row.line), row.line.number, *values))

    def put_all(self) -> None:
        for statement in list(self.waiting):
            self._put(statement)

    def _problem(self, line: Line, column: str, sentence: str) -> None:
        self.counts["problems"] += 1
        if self.counts["problems"] <= limits.roster_problems_kept_max:
            cut = storable(column)[:COLUMN_LENGTH_MAX], storable(sentence)[:SENTENCE_LENGTH_MAX]
            self._wait(PROBLEMS, (self.run.pk, _file(line), line.number, *cut))

    def _wait(self, statement: str, values: Values) -> None:
        rows = self.waiting[statement]
        rows.append(values)
        if len(rows) >= TOGETHER:
            self._put(statement)

    def _put(self, statement: str) -> None:
        rows = self.waiting.pop(statement, [])
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _file(line: Line) -> str:
    return storable(line.file)[: limits.file_name_length_max]


# Each judge gives the columns of its table in their order, or a Refused whose field is the row's.


def _year(row: YearRow, _today: date) -> Values:
    if not 0 < (row.ends_on - row.starts_on).days <= limits.school_year_days_max:
        raise Refused(_("Учебный год кончается позже, чем начинается, и не длиннее 366 дней. Проверьте даты."), "ends_on")
    return row.starts_on, row.ends_on


def _person(row: PersonRow, today: date) -> Values:
    if row.birth_date and not OLDEST <= row.birth_date <= today:
        raise Refused(_("Проверьте дату рождения: она не может быть раньше 1900 года или в будущем."), "birth_date")
    return (
        _id(row.id, "id"),
        _name(row.last_name, "last_name"),
        _name(row.first_name, "first_name"),
        _name(row.middle_name, "middle_name"),
        row.birth_date,
    )


def _employee(row: EmployeeRow, _today: date) -> Values:
    position = names.title(row.position, "position", length_max=limits.position_length_max) if row.position.strip() else ""
    return _id(row.person, "person"), position, row.is_administrator


def _class(row: ClassRow, _today: date) -> Values:
    if not 1 <= row.grade <= 12:
        raise Refused(_("Параллель — число от 1 до 12."), "grade")
    title = names.title(row.title, "title", length_max=limits.class_title_length_max)
    return _id(row.id, "id"), row.grade, title, _id(row.class_teacher, "class_teacher", may_be_empty=True)


def _enrolment(row: EnrolmentRow, _today: date) -> Values:
    return _id(row.person, "person"), _id(row.school_class, "school_class")


def _guardianship(row: GuardianshipRow, _today: date) -> Values:
    if row.relation not in Guardianship.Relation.values:
        raise Refused(_("Кем приходится: мать, отец или опекун."), "relation")
    return _id(row.parent, "parent"), _id(row.child, "child"), row.relation


def _study_group(row: StudyGroupRow, _today: date) -> Values:
    subgroup = names.title(row.subgroup, "subgroup") if row.subgroup.strip() else ""
    return _id(row.id, "id"), _id(row.school_class, "school_class"), names.title(row.subject, "subject"), subgroup


def _study(row: StudyRow, _today: date) -> Values:
    return _id(row.study_group, "study_group"), _id(row.person, "person")


def _teaching(row: TeachingRow, _today: date) -> Values:
    return _id(row.study_group, "study_group"), _id(row.person, "person")


def _gone(row: GoneRow, _today: date) -> Values:
    one, other = (*row.ids, "")[:2]
    return row.kind.value, _id(one, "id"), _id(other, "id", may_be_empty=True)


JUDGES: Final[Mapping[type, Callable[[Any, date], Values]]] = {
    YearRow: _year,
    PersonRow: _person,
    EmployeeRow: _employee,
    ClassRow: _class,
    EnrolmentRow: _enrolment,
    GuardianshipRow: _guardianship,
    StudyGroupRow: _study_group,
    StudyRow: _study,
    TeachingRow: _teaching,
    GoneRow: _gone,
}


def _copy(table: type[Any], columns: str) -> str:
    return f"COPY {table._meta.db_table} (run_id, file, line, {columns}) FROM STDIN"


PROBLEMS: Final = _copy(models.FoundProblem, '"column", sentence')
TABLES: Final[Mapping[str, str]] = {
    "year": _copy(models.StagedYear, "starts_on, ends_on"),
    "person": _copy(models.StagedPerson, "there, last_name, first_name, middle_name, birth_date"),
    "employee": _copy(models.StagedEmployee, "person, position, is_administrator"),
    "class": _copy(models.StagedClass, "there, grade, title, class_teacher"),
    "enrolment": _copy(models.StagedEnrolment, "person, school_class"),
    "guardianship": _copy(models.StagedGuardianship, "parent, child, relation"),
    "study_group": _copy(models.StagedStudyGroup, "there, school_class, subject, subgroup"),
    "study": _copy(models.StagedStudy, "study_group, person"),
    "teaching": _copy(models.StagedTeaching, "study_group, person"),
    "gone": _copy(models.StagedGone, "kind, there, other"),
}


@lru_cache(maxsize=50_000)
def _name(typed: str, field: str) -> str:
    """Cached, for the same names come again and again."""
    return names.person_name(typed, field, may_be_empty=field == "middle_name")


def _id(typed: str, field: str, *, may_be_empty: bool = False) -> str:
    there = storable(typed).strip()
    if not there and not may_be_empty:
        raise Refused(_("Заполните это поле."), field)
    if len(there) > limits.source_id_length_max:
        raise Refused(_("Номер длиннее %(most)d знаков.") % {"most": limits.source_id_length_max}, field)
    return there
