"""A run's plan: the run itself, tried and rolled back; what it would have done is carried over the rollback and kept.

Comes in: a run whose people are all found. Goes out: `Planned` and `PlannedEffect` rows, the sums, the brake, the fingerprint.
Called by: `exchange.actions`.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from django.db import connection

from zvonok.exchange import applying, brake
from zvonok.exchange.models import Planned, PlannedEffect, Run
from zvonok.exchange.progress import Told
from zvonok.roster.touched import Effect
from zvonok.roster.trying import tried

IN_MEMORY_BYTES_MAX: Final = 10_000_000
CHANGES_OUT: Final = """
COPY (
    SELECT run_id, what, left(coalesce(said ->> 'name', ''), 320), left(coalesce(said ->> 'class', ''), 30), said
    FROM exchange_written WHERE run_id = {run} AND what <> '' ORDER BY id
) TO STDOUT
"""
CHANGES_IN: Final = "COPY exchange_planned (run_id, what, name, school_class, said) FROM STDIN"
EFFECTS_IN: Final = """
COPY exchange_plannedeffect (run_id, what, chat, chat_title, school_class, person, name, role) FROM STDIN
"""
SUMS: Final = "SELECT what, count(*) FROM exchange_written WHERE run_id = %s AND what <> '' GROUP BY what"
NAMES: Final = """
SELECT id, concat_ws(' ', last_name, first_name, nullif(middle_name, '')) FROM roster_person WHERE id = ANY(%s)
"""
CLASSES: Final = """
SELECT rule.chat_id, class.title
FROM chat_rules_ruledchat rule
LEFT JOIN roster_studygroup study ON study.id = rule.study_group_id
JOIN roster_schoolclass class ON class.id = coalesce(rule.school_class_id, study.school_class_id)
WHERE rule.chat_id = ANY(%s)
"""
LEAVING: Final = ("roster:employee:dismissed", "roster:pupil:withdrawn")

EffectRow = tuple[Any, ...]


@dataclass(frozen=True)
class Plan:
    summary: dict[str, Any]
    brake: dict[str, Any]
    fingerprint: str


def plan(run: Run, told: Told) -> Plan:
    """`match` has found everybody. The caller keeps what is returned."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX) as carried:
        found, effects = tried(lambda: _tried(run, told, carried))
        carried.seek(0)
        forget(run)
        with connection.cursor() as cursor:
            with cursor.copy(CHANGES_IN) as copy:
                while block := carried.read(1 << 16):
                    copy.write(block)
            with cursor.copy(EFFECTS_IN) as copy:
                for row in effects:
                    copy.write_row(row)
    return found


def forget(run: Run) -> None:
    """What an earlier plan of this run said."""
    for table in (Planned, PlannedEffect):
        table.objects.filter(run=run).delete()


def fingerprint(applied: applying.Applied) -> str:
    """Of everything that the plan tells: two that are the same do the same."""
    lines = sorted(f"{one.what} {one.person_id} {one.chat_id} {one.role}" for one in applied.effects)
    return hashlib.sha256("\n".join([applied.fingerprint, *lines]).encode()).hexdigest()[:32]


def sums(run: Run, applied: applying.Applied) -> dict[str, Any]:
    """In the run's transaction, after it has written."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [run.pk])
        changes = dict(cursor.fetchall())
    chats = Counter(_word(effect) for effect in applied.effects)
    return {"changes": changes, "chats": len({one.chat_id for one in applied.effects}), **chats}


def grave(applied: applying.Applied, summary: dict[str, Any]) -> dict[str, Any]:
    return brake.grave(applied.effects, leaving=sum(summary["changes"].get(what, 0) for what in LEAVING))


def _tried(run: Run, told: Told, carried: IO[bytes]) -> tuple[Plan, list[EffectRow]]:
    applied = applying.write(run, told)
    summary = sums(run, applied)
    with connection.cursor() as cursor:
        with cursor.copy(CHANGES_OUT.format(run=int(run.pk))) as copy:
            for block in copy:
                carried.write(block)
        effects = list(_effect_rows(cursor, run, applied.effects))
    return Plan(summary, grave(applied, summary), fingerprint(applied)), effects


def _effect_rows(cursor: Any, run: Run, effects: Sequence[Effect]) -> Iterable[EffectRow]:
    cursor.execute(NAMES, [sorted({effect.person_id for effect in effects})])
    names = dict(cursor.fetchall())
    cursor.execute(CLASSES, [sorted({effect.chat_id for effect in effects})])
    classes = dict(cursor.fetchall())
    for one in effects:
        title = classes.get(one.chat_id, "")
        yield run.pk, one.what, one.chat_id, one.chat_title, title, one.person_id, names[one.person_id], one.role


def _word(effect: Effect) -> str:
    if effect.what == "revised":
        return "promoted" if effect.role == 2 else "demoted"
    return effect.what
