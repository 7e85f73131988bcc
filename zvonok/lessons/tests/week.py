"""A timetable for the cast, and a clock for it: Monday of a week in the middle of a term, whatever day it is today.

Comes in: the cast. Goes out: bells, terms, entries and lessons. Called by: the tests of this room, attacks.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zvonok.ground import clock
from zvonok.lessons import timetable
from zvonok.lessons.models import BellSchedule, Entry, Lesson, Term
from zvonok.operations.cast import Cast
from zvonok.roster.models import SchoolYear, StudyGroup

BELLS = "1 08:30–09:15\n2 09:25–10:10\n3 10:30–11:15\n4 11:35–12:20\n5 12:30–13:15"


@dataclass(frozen=True)
class School:
    """`monday` is the first school Monday after today; `now` is its midnight."""

    cast: Cast
    year: SchoolYear
    bells: BellSchedule
    short: BellSchedule
    monday: date
    geography: list[Lesson]

    @property
    def now(self) -> datetime:
        return at(self.monday, 0)

    @property
    def terms(self) -> list[Term]:
        return list(self.year.terms.all())

    def lessons(self, study_group: StudyGroup) -> list[Lesson]:
        return list(Lesson.objects.filter(study_group=study_group).order_by("starts_at"))

    def remake(self, now: datetime | None = None) -> timetable.Made:
        return timetable.make_lessons(school=self.cast.school, terms=self.terms, now=now or self.now, by=self.cast.head)


def make(cast: Cast) -> School:
    """Terms without days off but one Wednesday, so that every test finds its week."""
    by, year = cast.head, cast.year
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    # A year that today is in, with room before and after, whenever the tests are run.
    year = timetable.set_year(
        school=cast.school,
        year=year,
        starts_on=monday - timedelta(days=60),
        ends_on=monday + timedelta(days=90),
        terms=f"1 четверть {day(monday - timedelta(days=56))}–{day(monday + timedelta(days=13))}\n"
        f"2 четверть {day(monday + timedelta(days=14))}–{day(monday + timedelta(days=48))}",
        holidays=f"День города {day(monday + timedelta(days=9))}\n"
        f"Каникулы {day(monday + timedelta(days=49))}–{day(monday + timedelta(days=60))}",
        by=by,
    )
    bells = timetable.set_bells(school=cast.school, schedule=None, name="Обычные", weekdays=[1, 2, 3, 4, 5], bells=BELLS, by=by)
    short = timetable.set_bells(
        school=cast.school, schedule=None, name="Сокращённые", weekdays=[], bells="1 08:30–09:00\n2 09:10–09:40", by=by
    )
    for study_group, weekday, number, room in (
        (cast.geography_10a, 2, 1, "214"),
        (cast.geography_10a, 4, 2, "214"),
        (cast.geography_demo6, 2, 2, "214"),
        (cast.english_10a_first, 1, 1, "101"),
        (cast.english_10a_second, 1, 2, "101"),
    ):
        timetable.put_entry(study_group=study_group, weekday=weekday, number=number, room=room, by=by)
    made = School(cast, year, bells, short, monday, [])
    made.remake(now=at(monday - timedelta(days=56), 0))
    coming = Lesson.objects.filter(study_group=cast.geography_10a, starts_at__gt=made.now).order_by("starts_at")
    return School(cast, year, bells, short, monday, list(coming))


def entries(cast: Cast) -> list[Entry]:
    return list(Entry.objects.filter(school=cast.school).order_by("weekday", "number"))


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


def day(on: date) -> str:
    return f"{on:%d.%m.%Y}"
