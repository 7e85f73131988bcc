"""Writes what a run's staged rows say into the roster: by set, in the caller's transaction. With `roster.actions` and
`roster.rollover` it is the only writer of the roster's tables.

Comes in: a run whose people are all found. Goes out: what was done, as `exchange_written` has it, and what followed in chats.
Called by: `exchange.actions`, to try it and to do it.

1. Hold all who are or will be of the school, then the school alone (docs/decisions/locks-around-facts.md).
2. The steps of `applying.sql`.  3. A school keeps an administrator.  4. Places are made right.  5. The audit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import count
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zvonok.exchange.models import Run
from zvonok.exchange.progress import Told
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Employee
from zvonok.roster.touched import Effect, hold, hold_school_alone, touched

TEXT: Final = (files("zvonok.exchange") / "applying.sql").read_text()
STEP: Final = re.compile(r"^-- step: (\w[\w ]*)$", re.MULTILINE)
STEPS_SAID: Final[dict[str, Any]] = {
    "who": gettext_lazy("Смотрю, кто есть кто"),
    "people": gettext_lazy("Записываю людей"),
    "employees": gettext_lazy("Записываю сотрудников"),
    "classes": gettext_lazy("Записываю классы"),
    "pupils": gettext_lazy("Записываю учеников"),
    "parents": gettext_lazy("Записываю родителей"),
    "study groups": gettext_lazy("Записываю группы по предметам"),
    "subgroups": gettext_lazy("Записываю подгруппы"),
    "teachers": gettext_lazy("Записываю учителей групп"),
    "numbers": gettext_lazy("Запоминаю номера"),
    "chats": gettext_lazy("Меняю чаты"),
}

IMPORTS_IN_TURN: Final = "SELECT pg_advisory_xact_lock(7003, %s)"
# One statement of a large school may take longer than a page may, and sorts and joins more.
STATEMENTS: Final = f"SET LOCAL statement_timeout = '{limits.roster_statement_seconds_max}s'; SET LOCAL work_mem = '64MB'"
WHOM: Final = """
SELECT person_id FROM roster_employee WHERE school_id = %(school)s AND until IS NULL
UNION SELECT person_id FROM roster_enrolment WHERE school_id = %(school)s AND until IS NULL
UNION SELECT person_id FROM exchange_stagedperson WHERE run_id = %(run)s AND person_id IS NOT NULL
"""
# Whose places may follow: who was there before, with the parents of those; and all of a study group that ends or begins again.
TOUCHED: Final = """
WITH new AS (
    SELECT record FROM exchange_written WHERE run_id = %(run)s AND relation = 'roster_person' AND before IS NULL
), of_facts AS (
    SELECT person FROM exchange_written WHERE run_id = %(run)s AND relation <> 'roster_person' AND person IS NOT NULL
    UNION
    SELECT enrolment.person_id
    FROM exchange_written written
    JOIN roster_studygroup study ON study.id = written.record
    JOIN roster_enrolment enrolment ON enrolment.school_class_id = study.school_class_id AND enrolment.until IS NULL
    WHERE written.run_id = %(run)s AND written.relation = 'roster_studygroup' AND written.before IS NOT NULL
    UNION
    SELECT employee.person_id
    FROM exchange_written written
    JOIN roster_studygroupteacher teaches ON teaches.study_group_id = written.record
    JOIN roster_employee employee ON employee.id = teaches.employee_id
    WHERE written.run_id = %(run)s AND written.relation = 'roster_studygroup' AND written.before IS NOT NULL
)
SELECT person FROM (
    SELECT person FROM of_facts
    UNION SELECT parent_id FROM roster_guardianship WHERE child_id IN (SELECT person FROM of_facts)
) AS all_of_them
WHERE NOT EXISTS (SELECT FROM new WHERE new.record = all_of_them.person)
"""
RENAMED: Final = """
SELECT record FROM exchange_written WHERE run_id = %(run)s AND relation = 'roster_schoolclass' AND what = 'roster:class:renamed'
"""
AUDIT: Final = """
SELECT %(by)s::bigint, what, %(school)s::bigint, person, before, after || jsonb_build_object('run', %(run)s) || said
FROM (
    SELECT id, what, person, before, coalesce(after, '{}') AS after, said
    FROM exchange_written WHERE run_id = %(run)s AND what <> ''
) AS written ORDER BY id
"""
FINGERPRINT: Final = """
SELECT md5(coalesce(string_agg(what || said::text, '|' ORDER BY what, said::text), '')) || count(*)
FROM exchange_written WHERE run_id = %(run)s AND what <> ''
"""


@dataclass(frozen=True)
class Applied:
    """`changes`: of which the plan tells. `fingerprint`: of these, without the numbers of new rows, which differ each time."""

    changes: int
    fingerprint: str
    effects: Sequence[Effect]


def write(run: Run, told: Told) -> Applied:
    asked: dict[str, Any] = {"run": run.pk, "school": run.school_id, "source": run.source_id, "complete": run.complete}
    starts_on, ends_on = _year_of(clock.today())
    with override("ru"):
        position = _("Сотрудник")
    asked |= {
        "today": clock.today(),
        "now": clock.now(),
        "position": position,
        "position_length_max": limits.position_length_max,
        "year_starts_on": starts_on,
        "year_ends_on": ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS)
        cursor.execute(IMPORTS_IN_TURN, [run.school_id])
        cursor.execute(WHOM, asked)
        hold([row[0] for row in cursor.fetchall()], schools=[run.school_id])
        hold_school_alone(run.school_id)
        had_administrator = _has_administrator(run)
        steps = _steps()
        for place, (name, text) in enumerate(steps):
            told.tell(str(STEPS_SAID[name]), place, len(steps) + 1)
            cursor.execute(text, asked)
        # Foreign keys are looked at now, so that a plan finds what the commit would find.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        if had_administrator and not _has_administrator(run):
            raise Refused(
                _("После загрузки в школе не осталось бы администратора. Отметьте в списке сотрудников хотя бы одного."),
                "files",
            )
        told.tell(str(STEPS_SAID["chats"]), len(steps), len(steps) + 1)
        cursor.execute(RENAMED, asked)
        classes = [row[0] for row in cursor.fetchall()]
        cursor.execute(TOUCHED, asked)
        effects = touched(people=[row[0] for row in cursor.fetchall()], classes=classes)
        cursor.execute(FINGERPRINT, asked)
        fingerprint = cursor.fetchone()[0]
    return Applied(int(fingerprint[32:]), fingerprint[:32], effects)


def record(run: Run, by: int | None) -> None:
    """The audit of everything written, a row each, told like the same changes made by hand."""
    audit.record_found(AUDIT, {"run": run.pk, "school": run.school_id, "by": by})


def _has_administrator(run: Run) -> bool:
    return Employee.objects.filter(school=run.school_id, is_administrator=True, until=None).exists()


def _steps() -> list[tuple[str, str]]:
    """The file's steps with its words written out; each WRITE gets its number."""
    numbered = count(1)

    def write_down(_found: "re.Match[str]") -> str:
        columns = "run_id, step, relation, record, before, after, what, person, said"
        return f"INSERT INTO exchange_written ({columns}) SELECT %(run)s, {next(numbered)},"

    _head, *parts = STEP.split(TEXT)
    steps = []
    for name, text in zip(parts[0::2], parts[1::2], strict=True):
        written = re.sub(r"\bWRITE\b", write_down, text)
        written = re.sub(
            r"\bFULL_NAME\((\w+)\)", r"concat_ws(' ', \1.last_name, \1.first_name, nullif(\1.middle_name, ''))", written
        )
        steps.append((name, written))
    return steps


def _year_of(today: date) -> tuple[date, date]:
    """A school that has none begins with the usual one."""
    start = today.year if today.month >= 8 else today.year - 1
    return date(start, 9, 1), date(start + 1, 8, 31)
