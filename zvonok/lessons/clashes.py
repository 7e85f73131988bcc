"""Two lessons at one time: for a teacher, for pupils, in a room. What may not be is told in one sentence.

Comes in: a time and who is busy then. Goes out: nothing, or a Refused that names the other lesson.
Called by: every writer of the timetable and of lessons, under the lock of the school's timetable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zvonok.ground.refusal import Refused
from zvonok.lessons.models import WEEKDAYS
from zvonok.roster.models import StudyGroup, StudyGroupTeacher

# Who teaches a lesson: its substitute, unless the substitution was ended before it; else the study group's teachers.
SUBSTITUTED = "(substitution.id IS NOT NULL AND (substitution.ended_at IS NULL OR substitution.ended_at >= lesson.ends_at))"

# The pupils are the same if either is the whole class, or both are the same subgroup.
CLASHES_OF_LESSONS = f"""
SELECT lesson.id, study.id, lesson.starts_at,
       lesson.room <> '' AND lesson.room = %(room)s AS same_room,
       study.school_class_id = %(class)s
           AND (study.subgroup_id IS NULL OR %(subgroup)s::bigint IS NULL OR study.subgroup_id = %(subgroup)s) AS same_pupils
FROM lessons_lesson lesson
JOIN roster_studygroup study ON study.id = lesson.study_group_id
LEFT JOIN roster_substitution substitution ON substitution.id = lesson.substitution_id
WHERE lesson.school_id = %(school)s AND lesson.state = 'planned' AND lesson.id <> ALL(%(but)s)
  AND lesson.starts_at < %(ends_at)s AND lesson.ends_at > %(starts_at)s AND lesson.starts_at > %(starts_at)s - interval '1 day'
  AND (
    (lesson.room <> '' AND lesson.room = %(room)s)
    OR (study.school_class_id = %(class)s
        AND (study.subgroup_id IS NULL OR %(subgroup)s::bigint IS NULL OR study.subgroup_id = %(subgroup)s))
    OR ({SUBSTITUTED} AND substitution.employee_id = ANY(%(teachers)s))
    OR (NOT {SUBSTITUTED} AND EXISTS (
        SELECT FROM roster_studygroupteacher teaches
        WHERE teaches.study_group_id = study.id AND teaches.employee_id = ANY(%(teachers)s)))
  )
ORDER BY lesson.starts_at, lesson.id LIMIT 1
"""  # noqa: S608

CLASHES_OF_ENTRIES = """
SELECT entry.id, study.id, NULL,
       entry.room <> '' AND entry.room = %(room)s,
       study.school_class_id = %(class)s
           AND (study.subgroup_id IS NULL OR %(subgroup)s::bigint IS NULL OR study.subgroup_id = %(subgroup)s)
FROM lessons_entry entry
JOIN roster_studygroup study ON study.id = entry.study_group_id AND study.year_id = %(year)s
WHERE entry.school_id = %(school)s AND entry.weekday = %(weekday)s AND entry.number = %(number)s AND study.id <> %(study)s
  AND (
    (entry.room <> '' AND entry.room = %(room)s)
    OR (study.school_class_id = %(class)s
        AND (study.subgroup_id IS NULL OR %(subgroup)s::bigint IS NULL OR study.subgroup_id = %(subgroup)s))
    OR EXISTS (
        SELECT FROM roster_studygroupteacher teaches
        WHERE teaches.study_group_id = study.id AND teaches.employee_id = ANY(%(teachers)s))
  )
ORDER BY entry.id LIMIT 1
"""

# All pairs of the weekly timetable that clash: a teacher may have been given a study group after it was set.
CLASHES_OF_SCHOOL = """
SELECT DISTINCT one.weekday, one.number, least(one.study_group_id, other.study_group_id),
       greatest(one.study_group_id, other.study_group_id),
       CASE WHEN teaches.id IS NOT NULL THEN 'teacher'
            WHEN one.room = other.room AND one.room <> '' THEN 'room' ELSE 'pupils' END
FROM lessons_entry one
JOIN roster_studygroup of_one ON of_one.id = one.study_group_id AND of_one.year_id = %(year)s
JOIN lessons_entry other ON other.school_id = one.school_id AND other.weekday = one.weekday AND other.number = one.number
                        AND other.id > one.id
JOIN roster_studygroup of_other ON of_other.id = other.study_group_id AND of_other.year_id = %(year)s
LEFT JOIN roster_studygroupteacher teaches ON teaches.study_group_id = of_one.id AND EXISTS (
    SELECT FROM roster_studygroupteacher too WHERE too.study_group_id = of_other.id AND too.employee_id = teaches.employee_id)
WHERE one.school_id = %(school)s AND (
    teaches.id IS NOT NULL
    OR (one.room = other.room AND one.room <> '')
    OR (of_one.school_class_id = of_other.school_class_id
        AND (of_one.subgroup_id IS NULL OR of_other.subgroup_id IS NULL OR of_one.subgroup_id = of_other.subgroup_id)))
ORDER BY 1, 2, 3 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Clash:
    weekday: int
    number: int
    one: StudyGroup
    other: StudyGroup
    what: str


def refuse_lesson(
    *,
    study_group: StudyGroup,
    starts_at: datetime,
    ends_at: datetime,
    room: str = "",
    teachers: Iterable[int] | None = None,
    but: Sequence[int] = (),
    field: str = "",
) -> None:
    """`teachers` are employees; the study group's own when they are not named. `but` are lessons that do not count."""
    facts = {
        **_facts(study_group, room, teachers),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "but": list(but),
    }
    _refuse_first(CLASHES_OF_LESSONS, facts, field)


def refuse_entry(*, study_group: StudyGroup, weekday: int, number: int, room: str, field: str = "") -> None:
    facts = {
        **_facts(study_group, room, None),
        "year": study_group.year_id,
        "weekday": weekday,
        "number": number,
        "study": study_group.pk,
    }
    _refuse_first(CLASHES_OF_ENTRIES, facts, field, f"{dict(WEEKDAYS)[weekday]}, {number}")


def of_school(school: int, year: int, *, most: int) -> list[Clash]:
    with connection.cursor() as cursor:
        cursor.execute(CLASHES_OF_SCHOOL, {"school": school, "year": year, "most": most})
        rows = cursor.fetchall()
    groups = _groups({row[2] for row in rows} | {row[3] for row in rows})
    return [Clash(weekday, number, groups[one], groups[other], what) for weekday, number, one, other, what in rows]


def _facts(study_group: StudyGroup, room: str, teachers: Iterable[int] | None) -> dict[str, Any]:
    if teachers is None:
        teachers = StudyGroupTeacher.objects.filter(study_group=study_group).values_list("employee_id", flat=True)
    return {
        "school": study_group.school_id,
        "class": study_group.school_class_id,
        "subgroup": study_group.subgroup_id,
        "room": room,
        "teachers": list(teachers),
    }


def _refuse_first(statement: str, facts: dict[str, Any], field: str, when: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        row = cursor.fetchone()
    if row is None:
        return
    _id, study, starts_at, same_room, same_pupils = row
    other = _groups({study})[study]
    words = {
        "title": other.title,
        "when": when or date_format(timezone.localtime(starts_at), "d.m.Y H:i"),
        "room": facts["room"],
    }
    if same_pupils:
        raise Refused(
            _("У этих учеников в это время уже есть урок: %(title)s (%(when)s). Выберите другое время.") % words, field
        )
    if same_room:
        raise Refused(_("Кабинет %(room)s в это время занят: %(title)s (%(when)s). Выберите другой.") % words, field)
    raise Refused(_("Учитель в это время ведёт другой урок: %(title)s (%(when)s). Выберите другое время.") % words, field)


def _groups(ids: Iterable[int]) -> dict[int, StudyGroup]:
    return StudyGroup.objects.select_related("school_class", "subgroup", "subject").in_bulk(list(ids))
