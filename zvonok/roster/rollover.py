"""The facts of a school's passing to the next year, written by set; and the same facts taken back.

Comes in: a school that the caller holds alone, and what was wished. Goes out: what was written, by the numbers of the rows.
Called by: `exchange.year`, which has archived the chats of what ends here.

1. The year: the one with these days, or a new one.
2. Classes of the last grade close: their enrolments and class teachers end. The rest move up, and their titles with them.
3. New first classes, empty.
4. Study groups of other years end, with their substitutions; those whose class goes on are made anew, with their teachers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.roster import actions, names
from zvonok.roster.models import (
    ClassTeacher,
    Enrolment,
    Person,
    Rollover,
    School,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
    Substitution,
)


@dataclass(frozen=True)
class Wish:
    """`first_classes` are the titles of the new ones; `last_grade` is the grade that leaves, with all above it."""

    starts_on: date
    ends_on: date
    last_grade: int
    first_classes: tuple[str, ...] = ()
    first_grade: int = 1


@dataclass(frozen=True)
class Step:
    """What becomes of one class. `title` is None where it leaves."""

    school_class: int
    was: str
    grade: int
    title: str | None


@dataclass(frozen=True)
class Written:
    """Every row that a rollover wrote. Moved classes are [number, grade before, title before, title after]."""

    day: str
    year: int
    year_is_new: bool
    moved: list[tuple[int, int, str, str]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    enrolments: list[int] = field(default_factory=list)
    class_teachers: list[int] = field(default_factory=list)
    groups_ended: list[int] = field(default_factory=list)
    groups_made: list[int] = field(default_factory=list)
    substitutions: list[int] = field(default_factory=list)
    chats: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Written":
        return cls(**{**kept, "moved": [tuple(one) for one in kept["moved"]]})

    def kept(self) -> dict[str, Any]:
        return asdict(self)


# Two statements: in the middle of one, «5 А» that has become «6 А» would meet the «6 А» that has not yet become «7 А».
STEP_ASIDE = "UPDATE roster_schoolclass SET title = '~' || id WHERE id = ANY(%(classes)s)"
MOVE = """
UPDATE roster_schoolclass class SET grade = given.grade, title = given.title
FROM unnest(%(classes)s::bigint[], %(grades)s::int[], %(titles)s::text[]) AS given(id, grade, title)
WHERE class.id = given.id
"""

END_ENROLMENTS = """
UPDATE roster_enrolment SET until = greatest(since, %(day)s) WHERE school_class_id = ANY(%(classes)s) AND until IS NULL
RETURNING id
"""
END_CLASS_TEACHERS = """
UPDATE roster_classteacher SET until = greatest(since, %(day)s) WHERE school_class_id = ANY(%(classes)s) AND until IS NULL
RETURNING id
"""

NEW_GROUPS = """
WITH made AS (
    INSERT INTO roster_studygroup (school_id, year_id, school_class_id, subgroup_id, subject_id)
    SELECT ended.school_id, %(year)s, ended.school_class_id, ended.subgroup_id, ended.subject_id
    FROM roster_studygroup ended
    WHERE ended.id = ANY(%(groups)s) AND ended.school_class_id = ANY(%(classes)s)
    ORDER BY ended.id
    ON CONFLICT DO NOTHING
    RETURNING id, school_id, school_class_id, subgroup_id, subject_id
), taught AS (
    INSERT INTO roster_studygroupteacher (study_group_id, employee_id, school_id)
    SELECT DISTINCT made.id, teaches.employee_id, made.school_id
    FROM made
    JOIN roster_studygroup ended ON ended.id = ANY(%(groups)s) AND ended.school_class_id = made.school_class_id
        AND ended.subject_id = made.subject_id AND ended.subgroup_id IS NOT DISTINCT FROM made.subgroup_id
    JOIN roster_studygroupteacher teaches ON teaches.study_group_id = ended.id
    JOIN roster_employee employee ON employee.id = teaches.employee_id AND employee.until IS NULL
)
SELECT id FROM made ORDER BY id
"""

# Whose places may follow from the school's facts, those that have ended today among them.
PEOPLE = """
SELECT person_id FROM roster_employee WHERE school_id = %(school)s
UNION SELECT person_id FROM roster_enrolment WHERE school_id = %(school)s
UNION SELECT guardianship.parent_id FROM roster_enrolment enrolment
      JOIN roster_guardianship guardianship ON guardianship.child_id = enrolment.person_id
      WHERE enrolment.school_id = %(school)s
"""


def steps(school: School, last_grade: int) -> list[Step]:
    """What becomes of each class of the school, lowest grade first."""
    classes = SchoolClass.objects.filter(school=school, until=None).order_by("grade", "title", "pk")
    return [
        Step(one.pk, one.title, one.grade, None if one.grade >= last_grade else risen(one.title, one.grade)) for one in classes
    ]


def risen(title: str, grade: int) -> str:
    """«5 А» → «6 А», by its number where it stands as a number; a title that has none stays («Ромашка»)."""
    return re.sub(rf"(?<!\d){grade}(?!\d)", str(grade + 1), title, count=1)


def ending(school: School, year_after: SchoolYear | None) -> list[int]:
    """The study groups that end: all that go on now, but those that somebody has made for the new year already."""
    found = StudyGroup.objects.filter(school=school, until=None)
    if year_after:
        found = found.exclude(year=year_after)
    return list(found.order_by("pk").values_list("pk", flat=True))


def year_of(school: School, wish: Wish) -> SchoolYear | None:
    return SchoolYear.objects.filter(school=school, starts_on=wish.starts_on, ends_on=wish.ends_on).first()


def people_of(school: School) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"school": school.pk})
        return sorted(person for (person,) in cursor.fetchall())


@transaction.atomic
def write(*, school: School, wish: Wish, chats: Sequence[int], now: datetime, day: date, by: Person) -> Written:
    """`chats` are those that were archived for it: they are kept with the rest, to be brought back with it."""
    wished = steps(school, wish.last_grade)
    before = year_of(school, wish)
    ended = ending(school, before)
    _refuse(school, wish, wished)
    _refuse_year(school, wish, before, ended)
    year = before or actions.set_year(school=school, year=None, starts_on=wish.starts_on, ends_on=wish.ends_on, by=by)
    moving = [step for step in wished if step.title is not None]
    closing = [step.school_class for step in wished if step.title is None]
    # Closed first: their titles are free then for those who move up.
    SchoolClass.objects.filter(pk__in=closing).update(until=day)
    _move({step.school_class: (step.grade + 1, step.title or "") for step in moving})
    made = SchoolClass.objects.bulk_create(
        SchoolClass(school=school, grade=wish.first_grade, title=_title(title)) for title in wish.first_classes
    )
    StudyGroup.objects.filter(pk__in=ended).update(until=day)
    substitutions = Substitution.objects.filter(study_group__in=ended, ended_at=None)
    interrupted = list(substitutions.order_by("pk").values_list("pk", flat=True))
    substitutions.update(ended_at=now)
    going_on = [step.school_class for step in moving]
    return Written(
        day=day.isoformat(),
        year=year.pk,
        year_is_new=before is None,
        moved=[(step.school_class, step.grade, step.was, step.title or "") for step in moving],
        closed=closing,
        made=[one.pk for one in made],
        enrolments=_numbers(END_ENROLMENTS, classes=closing, day=day),
        class_teachers=_numbers(END_CLASS_TEACHERS, classes=closing, day=day),
        groups_ended=ended,
        groups_made=_numbers(NEW_GROUPS, groups=ended, classes=going_on, year=year.pk),
        substitutions=interrupted,
        chats=list(chats),
    )


@transaction.atomic
def take_back(*, school: School, written: Written) -> None:
    """Every row as it was. The caller has asked `touched_since`, and holds the school alone."""
    StudyGroup.objects.filter(pk__in=written.groups_made).delete()
    SchoolClass.objects.filter(pk__in=written.made).delete()
    _move({number: (grade, was) for number, grade, was, _now in written.moved})
    SchoolClass.objects.filter(pk__in=written.closed).update(until=None)
    Enrolment.objects.filter(pk__in=written.enrolments).update(until=None)
    ClassTeacher.objects.filter(pk__in=written.class_teachers).update(until=None)
    StudyGroup.objects.filter(pk__in=written.groups_ended).update(until=None)
    # Those whose time is over meanwhile are ended by the clock's job.
    Substitution.objects.filter(pk__in=written.substitutions).update(ended_at=None)
    if written.year_is_new:
        SchoolYear.objects.filter(pk=written.year).delete()


def touched_since(school: School, written: Written) -> list[str]:
    """What others have done since to what the rollover wrote, in sentences. Nothing: it may be undone."""
    day = date.fromisoformat(written.day)
    said = []
    now = {one.pk: one for one in SchoolClass.objects.filter(pk__in=[one[0] for one in written.moved] + written.closed)}
    for number, grade, was, title in written.moved:
        one = now.get(number)
        if one is None or (one.grade, one.title, one.until) != (grade + 1, title, None):
            said.append(_("класс «%(title)s» изменили") % {"title": one.title if one else was})
    said += [_("класс «%(title)s» изменили") % {"title": now[one].title} for one in written.closed if now[one].until != day]
    used = Enrolment.objects.filter(school_class__in=written.made).values_list("school_class__title", flat=True).distinct()
    said += [_("в класс «%(title)s» зачислили учеников") % {"title": title} for title in used]
    led = ClassTeacher.objects.filter(school_class__in=written.made).values_list("school_class__title", flat=True).distinct()
    said += [_("в класс «%(title)s» назначили классного руководителя") % {"title": title} for title in led]
    learning = StudyGroup.objects.filter(school_class__in=written.made).values_list("school_class__title", flat=True).distinct()
    said += [_("классу «%(title)s» создали группы по предметам") % {"title": title} for title in learning]
    leavers = Enrolment.objects.filter(pk__in=written.enrolments)
    again = Enrolment.objects.filter(school=school, person__in=leavers.values("person"), until=None)
    said += [
        _("%(name)s снова учится в школе: %(title)s") % {"name": one.person.full_name, "title": one.school_class.title}
        for one in again.select_related("person", "school_class")[: limits.members_page_max]
    ]
    if len(leavers) != len(written.enrolments):
        said.append(_("кого-то из выпускников удалили"))
    said += _groups_touched(written)
    # A class teacher who has left cannot lead again.
    gone = ClassTeacher.objects.filter(pk__in=written.class_teachers).exclude(employee__until=None)
    said += [
        _("%(name)s больше не работает в школе") % {"name": one.employee.person.full_name}
        for one in gone.select_related("employee__person")
    ]
    return said


def _groups_touched(written: Written) -> Iterable[str]:
    """A new group whose teachers are others than those of the group it was made from, or that has been used meanwhile."""
    groups = StudyGroup.objects.select_related("school_class", "subgroup", "subject").in_bulk(
        written.groups_made + written.groups_ended
    )
    teachers: dict[int, set[int]] = {}
    for group, employee in StudyGroupTeacher.objects.filter(study_group__in=groups, employee__until=None).values_list(
        "study_group_id", "employee_id"
    ):
        teachers.setdefault(group, set()).add(employee)
    was = {_learns(groups[one]): one for one in written.groups_ended if one in groups}
    for number in written.groups_made:
        made = groups.get(number)
        if made is None:
            yield _("новую группу по предмету удалили")
        elif made.until or teachers.get(number) != teachers.get(was.get(_learns(made), 0)):
            yield _("у группы «%(title)s» сменили учителей") % {"title": made.title}


def _learns(group: StudyGroup) -> tuple[int, int, int | None]:
    return group.school_class_id, group.subject_id, group.subgroup_id


def _refuse(school: School, wish: Wish, wished: Sequence[Step]) -> None:
    if not wished:
        raise Refused(_("В школе нет классов: переводить некого."))
    if not 1 <= wish.last_grade <= 12 or not 1 <= wish.first_grade <= 12:
        raise Refused(_("Параллель — число от 1 до 12."), "last_grade")
    titles = [*(step.title for step in wished if step.title), *(_title(title) for title in wish.first_classes)]
    seen = Counter(names.looks(title) for title in titles)
    twice = [title for title in titles if seen[names.looks(title)] > 1]
    if twice:
        raise Refused(
            _("Двух классов «%(title)s» быть не может. Переименуйте один из них или уберите его из новых.")
            % {"title": twice[0]},
            "first_classes",
        )
    too_long = [title for title in titles if len(title) > limits.class_title_length_max]
    if too_long:
        raise Refused(_("Название «%(title)s» слишком длинное.") % {"title": too_long[0]}, "first_classes")


def _refuse_year(school: School, wish: Wish, year: SchoolYear | None, ended: Sequence[int]) -> None:
    """A school passes to each year once, and forward."""
    passed = year and Rollover.objects.filter(school=school, year=year, undone_at=None).exists()
    if passed or (year and not ended and StudyGroup.objects.filter(school=school, year=year, until=None).exists()):
        raise Refused(_("Школа уже учится в этом году. Укажите дни следующего."), "starts_on")
    if StudyGroup.objects.filter(pk__in=ended, year__starts_on__gte=wish.starts_on).exists():
        raise Refused(_("Новый учебный год начинается позже прежнего. Проверьте даты."), "starts_on")


def _title(typed: str) -> str:
    return names.title(typed, "first_classes", length_max=limits.class_title_length_max)


def _move(to: dict[int, tuple[int, str]]) -> None:
    given: dict[str, Any] = {
        "classes": list(to),
        "grades": [grade for grade, _title in to.values()],
        "titles": [title for _grade, title in to.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(STEP_ASIDE, given)
        cursor.execute(MOVE, given)


def _numbers(statement: str, **given: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return sorted(number for (number,) in cursor.fetchall())
