"""What may be asked of lessons. A week is a fixed number of queries, whatever its size.

Called by: pages of this room, its feed, the demo's story.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet

from zvonok.calls.models import Call
from zvonok.ground import clock
from zvonok.lessons.models import Bell, BellSchedule, DayBells, Holiday, Lesson, Term
from zvonok.profiles.models import LearningProfile
from zvonok.roster.models import (
    Employee,
    Enrolment,
    Guardianship,
    Person,
    School,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
)

# A substitution that ended before its lesson is none.
SUBSTITUTED = Q(substitution__isnull=False) & (Q(substitution__ended_at=None) | Q(substitution__ended_at__gte=F("ends_at")))


@dataclass
class Day:
    date: date
    is_today: bool
    holiday: str = ""
    lessons: list[Lesson] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.lessons and not self.holiday


@dataclass(frozen=True)
class Week:
    monday: date
    days: list[Day]

    @property
    def before(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def is_empty(self) -> bool:
        return not any(day.lessons for day in self.days)


def told(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """With all that a page says of a lesson."""
    teachers = StudyGroupTeacher.objects.select_related("employee__person").order_by("pk")
    return lessons.select_related(
        "study_group__school_class",
        "study_group__subgroup",
        "study_group__subject",
        "substitution__employee__person",
        "remote__call",
    ).prefetch_related(Prefetch("study_group__teachers", teachers, to_attr="taught_by"))


def teachers(lesson: Lesson) -> list[Employee]:
    """Who teaches it: its substitute, else its study group's teachers. Takes a lesson that is `told`."""
    one = lesson.substitution
    if one and (one.ended_at is None or one.ended_at >= lesson.ends_at):
        return [one.employee]
    return [taught.employee for taught in getattr(lesson.study_group, "taught_by", ())]


def of_teacher(person: Person) -> QuerySet[Lesson]:
    """At any school where he works now: his study groups' lessons that nobody substitutes, and those he substitutes."""
    employments = Employee.objects.filter(person=person, until=None)
    groups = StudyGroupTeacher.objects.filter(employee__in=employments).values("study_group")
    own = Q(study_group__in=groups) & ~SUBSTITUTED
    return Lesson.objects.filter(own | (SUBSTITUTED & Q(substitution__employee__in=employments)))


def of_pupil(enrolment: Enrolment) -> QuerySet[Lesson]:
    """The whole class's lessons and those of his subgroups."""
    subgroups = enrolment.subgroups.values("subgroup")
    return Lesson.objects.filter(study_group__school_class=enrolment.school_class_id).filter(
        Q(study_group__subgroup=None) | Q(study_group__subgroup__in=subgroups)
    )


def of_class(school_class: SchoolClass) -> QuerySet[Lesson]:
    return Lesson.objects.filter(study_group__school_class=school_class)


def week(lessons: QuerySet[Lesson], *, monday: date, today: date, schools: Iterable[int]) -> Week:
    """Monday to Saturday, and Sunday if there is something on it; each day with its lessons in order."""
    first, last = monday, monday + timedelta(days=6)
    found = told(lessons.filter(day__range=(first, last), starts_at__range=_span(first, last))).order_by("starts_at", "pk")
    days = {day: Day(day, is_today=day == today) for day in (monday + timedelta(days=n) for n in range(7))}
    for lesson in found:
        days[lesson.day].lessons.append(lesson)
    for holiday in Holiday.objects.filter(year__school__in=set(schools), starts_on__lte=last, ends_on__gte=first):
        for day in days.values():
            if holiday.starts_on <= day.date <= holiday.ends_on:
                day.holiday = holiday.name
    shown = list(days.values())
    return Week(monday, shown if shown[6].lessons else shown[:6])


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def taught_groups(person: Person) -> list[StudyGroup]:
    """The study groups he teaches, those of the running school years first."""
    return list(
        StudyGroup.objects.filter(teachers__employee__person=person, teachers__employee__until=None)
        .select_related("school_class", "subgroup", "subject", "school", "year")
        .distinct()
        .order_by("-year__starts_on", "school_class__grade", "school_class__title", "subject__name", "pk")
    )


def plan(study_group: StudyGroup) -> list[Lesson]:
    """All its lessons by date, with files counted."""
    found = told(Lesson.objects.filter(study_group=study_group)).annotate(file_count=Count("files"))
    return list(found.order_by("starts_at", "pk"))


def pupils(study_group: StudyGroup) -> QuerySet[Enrolment]:
    """Who learns in it now."""
    found = Enrolment.objects.filter(school_class=study_group.school_class_id, until=None)
    if study_group.subgroup_id:
        found = found.filter(subgroups__subgroup=study_group.subgroup_id)
    return found.select_related("person").order_by("person__last_name", "person__first_name", "pk")


def with_profiles(people: Iterable[int]) -> set[int]:
    """Of these, who has an active learning profile: the others are not in the chat and cannot come to a remote lesson."""
    state = LearningProfile.State.ACTIVE
    return set(LearningProfile.objects.filter(person__in=list(people), state=state).values_list("person_id", flat=True))


def terms(year: SchoolYear) -> Sequence[Term]:
    return list(year.terms.order_by("starts_on"))


def bells_of(school: int, day: date) -> list[Bell]:
    """By which bells this day goes."""
    special = DayBells.objects.filter(school=school, day=day).first()
    if special:
        return list(special.schedule.bells.all())
    usual = BellSchedule.objects.filter(school=school, weekdays__contains=[day.isoweekday()]).first()
    return list(usual.bells.all()) if usual else []


def numbers_of_week(school: School) -> dict[int, set[int]]:
    """Which lessons of the day there are bells for, by weekday."""
    found: dict[int, set[int]] = {weekday: set() for weekday in range(1, 8)}
    for schedule in BellSchedule.objects.filter(school=school).prefetch_related("bells"):
        for weekday in schedule.weekdays:
            found[weekday] |= {bell.number for bell in schedule.bells.all()}
    return found


def remote_state(lesson: Lesson) -> str:
    """ "" if it is not remote; else its call's state."""
    remote = getattr(lesson, "remote", None)
    return remote.call.state if remote else ""


def is_joinable(lesson: Lesson) -> bool:
    return remote_state(lesson) in (Call.State.PLANNED, Call.State.LIVE)


def free_employees(school: School, lesson: Lesson) -> list[Employee]:
    """Who works at the school and teaches nothing at the lesson's time."""
    at_once = Lesson.objects.filter(
        school=school,
        state=Lesson.State.PLANNED,
        starts_at__lt=lesson.ends_at,
        ends_at__gt=lesson.starts_at,
    )
    busy = Q(pk__in=at_once.filter(SUBSTITUTED).values("substitution__employee")) | Q(
        study_groups__study_group__in=at_once.exclude(SUBSTITUTED).values("study_group")
    )
    own = Q(study_groups__study_group=lesson.study_group_id)
    found = Employee.objects.filter(school=school, until=None).exclude(busy).exclude(own)
    return list(found.select_related("person").order_by("person__last_name", "person__first_name", "pk").distinct())


def children_of(person: Person, study_group: StudyGroup) -> bool:
    learns = pupils(study_group).values("person")
    return Guardianship.objects.filter(parent=person, child__in=learns).exists()


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """The same days by moments, for the index; a day wider, for time zones."""
    start = clock.at(first) - timedelta(days=1)
    return start, start + timedelta(days=(last - first).days + 3)
