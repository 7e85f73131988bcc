"""The one seam between facts and what is derived from them.

Comes in: the people and classes whose facts a writer touched. Goes out: what that did to chats.
Called by: every writer of the roster and of profiles, first `hold`, last `touched`; `chat_rules` is the one listener.

Why `hold` comes first: two transactions that change facts about the same person must not each derive his places without
seeing the other's facts. Who is held is locked until the commit, with his parents, for their places follow from his facts.
The schools are held too, shared, so that a chat that is being opened at this moment (which holds its school alone)
sees either all of the change or none of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from django.db import connection

from zvonok.ground.prepared import prepared_cursor


@dataclass(frozen=True)
class Effect:
    """What a change did to one person in one chat. `role`: 1 member, 2 administrator; for one who left, what he was."""

    what: Literal["entered", "left", "revised"]
    person_id: int
    chat_id: int
    chat_title: str
    role: int


Record = TypeVar("Record")


@dataclass(frozen=True)
class Changed(Generic[Record]):
    """What an action did: the record it wrote and what followed in chats."""

    record: Record
    effects: Sequence[Effect]


class Listener(Protocol):
    def __call__(self, *, people: Sequence[int], classes: Sequence[int]) -> Sequence[Effect]: ...


_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Said once, by the room that derives places, when the program starts."""
    _listeners.append(listener)


def touched(*, people: Iterable[int] = (), classes: Iterable[int] = ()) -> list[Effect]:
    """Tell that facts about these people, or the names of these classes, are changed. In the change's transaction."""
    persons, renamed = sorted(set(people)), sorted(set(classes))
    return [effect for listener in _listeners for effect in listener(people=persons, classes=renamed)]


HOLD_PEOPLE = """
SELECT id FROM roster_person
WHERE id = ANY(ARRAY(
    SELECT unnest(%(people)s::bigint[]) UNION SELECT parent_id FROM roster_guardianship WHERE child_id = ANY(%(people)s)
))
ORDER BY id FOR NO KEY UPDATE
"""

HOLD_SCHOOLS = """
SELECT school_id, pg_advisory_xact_lock_shared(7001, school_id::int), 0 AS parent
FROM (
    SELECT school_id FROM unnest(%(schools)s::bigint[]) AS named(school_id)
    UNION SELECT school_id FROM roster_employee WHERE person_id = ANY(%(people)s) AND until IS NULL
    UNION SELECT school_id FROM roster_enrolment WHERE person_id = ANY(%(people)s) AND until IS NULL
    UNION SELECT enrolment.school_id FROM roster_guardianship guardianship
          JOIN roster_enrolment enrolment ON enrolment.person_id = guardianship.child_id AND enrolment.until IS NULL
          WHERE guardianship.parent_id = ANY(%(people)s)
    ORDER BY 1
) AS school
UNION ALL
SELECT 0, NULL, parent_id FROM roster_guardianship WHERE child_id = ANY(%(asked)s) AND parent_id <> ALL(%(people)s)
"""

HOLD_SCHOOL_ALONE = "SELECT pg_advisory_xact_lock(7001, %s)"


def hold(people: Iterable[int], *, schools: Iterable[int] = ()) -> list[int]:
    """Lock these people and their parents for this transaction. Returns all whose places may change with theirs.

    1. Lock the people and the parents they are known to have, in the order of their numbers; then their schools.
    2. If a parent came while this waited, let go of all and begin again: who holds one and waits for another may meet
       one who holds that and waits for this.
    """
    asked = sorted(set(people))
    with prepared_cursor() as cursor:
        while True:
            cursor.execute("SAVEPOINT hold")
            cursor.execute(HOLD_PEOPLE, {"people": asked})
            held = [row[0] for row in cursor.fetchall()]
            cursor.execute(HOLD_SCHOOLS, {"people": held, "asked": asked, "schools": sorted(set(schools))})
            has_new_parent = any(parent for _school, _lock, parent in cursor.fetchall())
            cursor.execute("ROLLBACK TO SAVEPOINT hold" if has_new_parent else "RELEASE SAVEPOINT hold")
            if not has_new_parent:
                return held


def hold_school_alone(school: int) -> None:
    """Wait until no change of this school's facts is under way, and let none begin before the commit."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_SCHOOL_ALONE, [school])
