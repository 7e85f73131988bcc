"""A region's schools side by side.

Comes in: a person and a region. Goes out: a row a school. Called by: `chat_rules.school_pages`.

Only the schools of which he is an administrator now: the facts know no office above a school, and a seat in one school opens
nothing of another. docs/decisions/region.md says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import Http404

from zvonok.chat_rules.pictures import Heat
from zvonok.roster.models import Employee, Person, Region

SCHOOLS = """
WITH belongs AS MATERIALIZED (
    SELECT school_id, person_id, 'employees' AS what FROM roster_employee WHERE school_id = ANY(%(schools)s) AND until IS NULL
    UNION
    SELECT school_id, person_id, 'pupils' FROM roster_enrolment WHERE school_id = ANY(%(schools)s) AND until IS NULL
    UNION
    SELECT enrolment.school_id, guardianship.parent_id, 'parents' FROM roster_enrolment enrolment
    JOIN roster_guardianship guardianship ON guardianship.child_id = enrolment.person_id
    WHERE enrolment.school_id = ANY(%(schools)s) AND enrolment.until IS NULL
), counted AS MATERIALIZED (
    SELECT belongs.school_id, belongs.what, count(*) AS people,
           count(*) FILTER (WHERE profile.state = 'active' AND person.is_active) AS active
    FROM belongs
    JOIN roster_person person ON person.id = belongs.person_id
    LEFT JOIN profiles_learningprofile profile ON profile.person_id = belongs.person_id
    GROUP BY belongs.school_id, belongs.what
), talk AS MATERIALIZED (
    SELECT chat.school_id, count(*) AS messages
    FROM messenger_chat chat JOIN messenger_message message ON message.chat_id = chat.id
    WHERE chat.school_id = ANY(%(schools)s) AND chat.ruled AND message.number IS NOT NULL AND message.at >= %(since)s
    GROUP BY chat.school_id
)
SELECT school.id, school.name,
       (SELECT count(*) FROM roster_schoolclass class WHERE class.school_id = school.id AND class.until IS NULL),
       (SELECT count(*) FROM messenger_chat chat
        WHERE chat.school_id = school.id AND chat.ruled AND chat.archived_at IS NULL),
       coalesce(talk.messages, 0),
       coalesce(employees.people, 0), coalesce(employees.active, 0), coalesce(pupils.people, 0), coalesce(pupils.active, 0),
       coalesce(parents.people, 0), coalesce(parents.active, 0)
FROM roster_school school
LEFT JOIN counted employees ON employees.school_id = school.id AND employees.what = 'employees'
LEFT JOIN counted pupils ON pupils.school_id = school.id AND pupils.what = 'pupils'
LEFT JOIN counted parents ON parents.school_id = school.id AND parents.what = 'parents'
LEFT JOIN talk ON talk.school_id = school.id
WHERE school.id = ANY(%(schools)s)
ORDER BY school.name, school.id
"""


@dataclass(frozen=True)
class SchoolRow:
    id: int
    name: str
    classes: int
    chats: int
    messages: int
    employees: Heat
    pupils: Heat
    parents: Heat


def administered(person: Person, region_id: int) -> tuple[Region, list[int]]:
    """The door: the region, and his schools in it. One who administers none of them is told that there is no such region."""
    found = Employee.objects.filter(
        person=person, is_administrator=True, until=None, school__region=region_id, person__is_active=True
    )
    schools = sorted(found.values_list("school_id", flat=True))
    region = Region.objects.filter(pk=region_id).first() if schools else None
    if region is None:
        raise Http404
    return region, schools


def side_by_side(schools: Sequence[int], since: datetime) -> list[SchoolRow]:
    asked: dict[str, Any] = {"schools": list(schools), "since": since}
    with connection.cursor() as cursor:
        cursor.execute(SCHOOLS, asked)
        rows = cursor.fetchall()
    return [
        SchoolRow(school, name, classes, chats, said, *(Heat(school, name, *of[at : at + 2]) for at in (0, 2, 4)))
        for school, name, classes, chats, said, *of in rows
    ]
