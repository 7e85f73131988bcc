"""Takes back what a run wrote: by set, in the caller's transaction, as long as nothing else has touched it.

Comes in: an applied run. Goes out: what followed in chats, or a Refused that says what stands in the way.
Called by: `exchange.actions`.

1. Hold those whom it is about, and the school alone.  2. Statement by statement, the last first: each row must be as the run
left it; then it is as it was before.  3. The database's own foreign keys say whether anything else has come to speak of a row
that goes.  4. Places are made right.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from zvonok.exchange import applying
from zvonok.exchange.models import Run
from zvonok.ground import audit
from zvonok.ground.refusal import Refused
from zvonok.roster.touched import Effect, hold, hold_school_alone, touched

STEPS: Final = """
SELECT step, relation, before IS NULL AS made, after IS NULL AS gone, count(*)
FROM exchange_written WHERE run_id = %s GROUP BY 1, 2, 3, 4 ORDER BY step DESC
"""
STANDS: Final = """
SELECT count(*) FROM exchange_written written JOIN {relation} stands ON stands.id = written.record
WHERE written.run_id = %s AND written.step = %s AND to_jsonb(stands) @> written.after
"""
UNMAKE: Final = """
DELETE FROM {relation} stands USING exchange_written written
WHERE written.run_id = %s AND written.step = %s AND stands.id = written.record
"""
CHANGE_BACK: Final = """
UPDATE {relation} stands SET ({columns}) = (SELECT {was} FROM jsonb_populate_record(stands, written.before) AS was)
FROM exchange_written written
WHERE written.run_id = %s AND written.step = %s AND stands.id = written.record
"""
# Whether one of those who go is one of those who came is no question any more.
DOUBTS: Final = """
DELETE FROM exchange_doubt WHERE person_id IN (
    SELECT record FROM exchange_written WHERE run_id = %s AND relation = 'roster_person' AND before IS NULL
)
"""
MAKE_AGAIN: Final = """
INSERT INTO {relation} ({columns})
SELECT {was} FROM exchange_written written, jsonb_populate_record(NULL::{relation}, written.before) AS was
WHERE written.run_id = %s AND written.step = %s
"""
AUDIT: Final = """
SELECT %(by)s::bigint, 'exchange:change:undone', %(school)s::bigint, person, after,
       jsonb_build_object('run', %(run)s, 'what', what) || said
FROM (
    SELECT id, what, person, after, said FROM exchange_written WHERE run_id = %(run)s AND what <> ''
) AS written ORDER BY id
"""
PARENTS: Final = """
SELECT person FROM (
    SELECT person FROM exchange_written WHERE run_id = %(run)s AND person IS NOT NULL
    UNION SELECT parent_id FROM roster_guardianship
          WHERE child_id IN (SELECT person FROM exchange_written WHERE run_id = %(run)s)
) AS all_of_them WHERE EXISTS (SELECT FROM roster_person WHERE id = person)
"""


def undo(run: Run) -> Sequence[Effect]:
    asked = {"run": run.pk, "school": run.school_id}
    with connection.cursor() as cursor:
        cursor.execute(applying.STATEMENTS)
        cursor.execute(applying.IMPORTS_IN_TURN, [run.school_id])
        cursor.execute(PARENTS, asked)
        hold([row[0] for row in cursor.fetchall()], schools=[run.school_id])
        hold_school_alone(run.school_id)
        cursor.execute(applying.TOUCHED, asked)
        whom = {row[0] for row in cursor.fetchall()}
        cursor.execute(DOUBTS, [run.pk])
        cursor.execute(STEPS, [run.pk])
        for step, relation, was_made, is_gone, rows in cursor.fetchall():
            _take_back(cursor, (run.pk, step), relation, was_made=was_made, is_gone=is_gone, rows=rows)
        _look_who_speaks_of_it(cursor)
        cursor.execute(applying.TOUCHED, asked)
        whom |= {row[0] for row in cursor.fetchall()}
        cursor.execute(applying.RENAMED, asked)
        classes = [row[0] for row in cursor.fetchall()]
    return touched(people=whom, classes=classes)


def record(run: Run, by: int | None) -> None:
    audit.record_found(AUDIT, {"run": run.pk, "school": run.school_id, "by": by})


def _take_back(cursor: Any, which: tuple[int, int], relation: str, *, was_made: bool, is_gone: bool, rows: int) -> None:
    columns = _columns(relation)
    words = {
        "relation": relation,
        "columns": ", ".join(f'"{column}"' for column in columns),
        "was": ", ".join(f'was."{column}"' for column in columns),
    }
    if is_gone:
        _write(cursor, MAKE_AGAIN.format(**words), which)
        return
    cursor.execute(STANDS.format(**words), which)
    if cursor.fetchone()[0] != rows:
        raise Refused(_refusal(relation))
    _write(cursor, (UNMAKE if was_made else CHANGE_BACK).format(**words), which)


def _write(cursor: Any, statement: str, which: tuple[int, int]) -> None:
    try:
        cursor.execute(statement, which)
    except IntegrityError as broken:
        # Where a row was, there is another now: a title taken, a place in a class.
        raise Refused(_refusal(_relation_of(broken))) from broken


def _look_who_speaks_of_it(cursor: Any) -> None:
    """Foreign keys are looked at when a transaction commits; here at once, while it can still be said why."""
    try:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as broken:
        raise Refused(_refusal(_relation_of(broken))) from broken
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _relation_of(broken: IntegrityError) -> str:
    cause = broken.__cause__
    return (getattr(getattr(cause, "diag", None), "table_name", None) or "") if cause else ""


def _refusal(relation: str) -> str:
    what = {
        "roster_person": _("данные людей"),
        "roster_employee": _("сотрудников"),
        "roster_schoolclass": _("классы"),
        "roster_classteacher": _("классных руководителей"),
        "roster_enrolment": _("учеников"),
        "roster_guardianship": _("родителей"),
        "roster_studygroup": _("группы по предметам"),
        "roster_studygroupteacher": _("учителей групп"),
        "roster_subgrouppupil": _("подгруппы"),
        "exchange_knownas": _("людей и классы, которых знает и другой источник"),
        "accounts_invitation": _("приглашения новых людей"),
        "accounts_user": _("вход новых людей"),
        "profiles_learningprofile": _("учебные профили новых людей"),
        "chat_rules_ruledchat": _("чаты новых классов и групп"),
    }.get(relation, _("то, что записала эта загрузка"))
    return _("Отменить уже нельзя: после загрузки изменили %(what)s. Поправьте отдельно или загрузите прежние списки.") % {
        "what": what
    }


def _columns(relation: str) -> list[str]:
    model = next(one for one in apps.get_models() if one._meta.db_table == relation)
    return [str(field.column) for field in model._meta.concrete_fields]
