"""What people would rather look at than read: who has a learning profile, class by class; its growth by weeks; talk by days.

Comes in: a school. Goes out: numbers for tables and for SVG beside them. Called by: `chat_rules.school_pages`.
Each picture is one statement; each of its numbers leads to the list behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format

from zvonok.ground import clock, limits

COVERAGE = """
WITH pupil AS MATERIALIZED (
    SELECT enrolment.school_class_id, enrolment.person_id FROM roster_enrolment enrolment
    WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
), belongs AS MATERIALIZED (
    SELECT school_class_id, person_id, 'pupils' AS what FROM pupil
    UNION
    SELECT pupil.school_class_id, guardianship.parent_id, 'parents'
    FROM pupil JOIN roster_guardianship guardianship ON guardianship.child_id = pupil.person_id
), counted AS MATERIALIZED (
    SELECT belongs.school_class_id, belongs.what, count(*) AS people,
           count(*) FILTER (WHERE profile.state = 'active' AND person.is_active) AS active
    FROM belongs
    JOIN roster_person person ON person.id = belongs.person_id
    LEFT JOIN profiles_learningprofile profile ON profile.person_id = belongs.person_id
    GROUP BY belongs.school_class_id, belongs.what
)
SELECT class.id, class.title, class.grade, coalesce(pupils.people, 0), coalesce(pupils.active, 0),
       coalesce(parents.people, 0), coalesce(parents.active, 0)
FROM roster_schoolclass class
LEFT JOIN counted pupils ON pupils.school_class_id = class.id AND pupils.what = 'pupils'
LEFT JOIN counted parents ON parents.school_class_id = class.id AND parents.what = 'parents'
WHERE class.school_id = %(school)s AND class.until IS NULL
ORDER BY class.grade, class.title, class.id
"""

OF_SCHOOL = """
    SELECT person_id FROM roster_employee WHERE school_id = %(school)s AND until IS NULL
    UNION SELECT person_id FROM roster_enrolment WHERE school_id = %(school)s AND until IS NULL
    UNION SELECT guardianship.parent_id FROM roster_enrolment enrolment
          JOIN roster_guardianship guardianship ON guardianship.child_id = enrolment.person_id
          WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
"""

GROWTH = f"""
SELECT (date_trunc('week', profile.made_at AT TIME ZONE %(zone)s))::date AS week, count(*)
FROM profiles_learningprofile profile
WHERE profile.state = 'active' AND profile.person_id IN ({OF_SCHOOL})
GROUP BY week ORDER BY week
"""  # noqa: S608 - our own words

JOINED = f"""
SELECT person.id, person.last_name, person.first_name, person.middle_name, profile.made_at
FROM profiles_learningprofile profile JOIN roster_person person ON person.id = profile.person_id
WHERE profile.state = 'active' AND profile.made_at >= %(since)s AND profile.made_at < %(until)s
  AND profile.person_id IN ({OF_SCHOOL})
ORDER BY person.last_name, person.first_name, person.id LIMIT %(limit)s
"""  # noqa: S608 - our own words

ACTIVITY = """
SELECT (message.at AT TIME ZONE %(zone)s)::date AS day, count(*), count(DISTINCT message.author_id)
FROM messenger_chat chat JOIN messenger_message message ON message.chat_id = chat.id
WHERE chat.school_id = %(school)s AND chat.ruled AND message.number IS NOT NULL AND message.at >= %(since)s
GROUP BY day ORDER BY day
"""

TALKED = """
SELECT chat.id, chat.title, count(*) AS messages, count(DISTINCT message.author_id)
FROM messenger_chat chat JOIN messenger_message message ON message.chat_id = chat.id
WHERE chat.school_id = %(school)s AND chat.ruled AND message.number IS NOT NULL
  AND message.at >= %(since)s AND message.at < %(until)s
GROUP BY chat.id, chat.title ORDER BY messages DESC, chat.title, chat.id LIMIT %(limit)s
"""

HEATS = 10  # shades of the map, one a class of diary.css


@dataclass(frozen=True)
class Heat:
    """One cell: a class's pupils or parents, and how many of them have a learning profile."""

    school_class: int
    title: str
    people: int
    active: int

    @property
    def percent(self) -> int | None:
        """None where there is nobody. «100» only when it is all of them, «0» only when it is nobody."""
        if not self.people:
            return None
        share = round(100 * self.active / self.people)
        if self.active < self.people:
            share = min(share, 99)
        return max(share, 1) if self.active else 0

    @property
    def shade(self) -> str:
        return "none" if self.percent is None else str(self.percent * HEATS // 100)

    @property
    def missing(self) -> int:
        return self.people - self.active


@dataclass(frozen=True)
class HeatRow:
    grade: int
    cells: list[Heat]


@dataclass(frozen=True)
class HeatMap:
    of: str
    rows: list[HeatRow]

    @property
    def whole(self) -> Heat:
        cells = [cell for row in self.rows for cell in row.cells]
        return Heat(0, "", sum(cell.people for cell in cells), sum(cell.active for cell in cells))


def coverage(school: int) -> list[HeatMap]:
    """Two maps, of pupils and of parents: a row a grade, a cell a class."""
    classes = _asked(COVERAGE, school=school)
    maps = []
    for of, at in (("pupils", 3), ("parents", 5)):
        rows = [
            HeatRow(grade, [Heat(one[0], one[1], one[at], one[at + 1]) for one in same])
            for grade, same in groupby(classes, key=lambda one: one[2])
        ]
        maps.append(HeatMap(of, rows))
    return maps


@dataclass(frozen=True)
class Bar:
    """`day` is its own or the first of its week; `more` what is told beside it in the table."""

    day: date
    value: int
    more: int
    x: float = 0
    y: float = 0
    height: float = 0
    width: float = 0

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


WIDTH, HEIGHT, TOP, BOTTOM = 760, 180, 18, 24
SIDE = 16  # for half a day's words under the first bar and the last


@dataclass(frozen=True)
class Bars:
    """Drawn in a field of `width` by `height`; every few bars one has its day under it."""

    bars: list[Bar]
    most: int
    marks: list[tuple[float, str]]
    width: int = WIDTH
    height: int = TOP + HEIGHT + BOTTOM
    ground: int = TOP + HEIGHT


def growth(school: int, today: date) -> Bars:
    """How many people of the school had a learning profile at the end of each week, and how many of them came in it."""
    this = today - timedelta(days=today.weekday())
    weeks = [this - timedelta(weeks=ago) for ago in reversed(range(limits.growth_weeks))]
    made = dict(_asked(GROWTH, school=school))
    sum_ = sum(count for week, count in made.items() if week < weeks[0])
    values = []
    for week in weeks:
        sum_ += made.get(week, 0)
        values.append((week, sum_, made.get(week, 0)))
    return drawn(values)


def activity(school: int, today: date) -> Bars:
    """How many messages people wrote each day in the school's chats, and how many wrote."""
    first = today - timedelta(days=limits.activity_days - 1)
    said = {day: (count, people) for day, count, people in _asked(ACTIVITY, school=school, since=clock.at(first))}
    days = [first + timedelta(days=n) for n in range(limits.activity_days)]
    return drawn([(day, *said.get(day, (0, 0))) for day in days])


def joined(school: int, week: date) -> list[tuple[int, str, datetime]]:
    """Who made his learning profile in this week and has it still: number, name, when."""
    since, until = clock.at(week), clock.at(week + timedelta(weeks=1))
    found = _asked(JOINED, school=school, since=since, until=until, limit=limits.invited_at_once_max)
    return [(number, " ".join(part for part in names if part), at) for number, *names, at in found]


def talked(school: int, day: date) -> list[tuple[int, str, int, int]]:
    """The chats in which anything was said that day: number, title, messages, people."""
    since, until = clock.at(day), clock.at(day + timedelta(days=1))
    return _asked(TALKED, school=school, since=since, until=until, limit=limits.invited_at_once_max)


def drawn(values: Sequence[tuple[date, int, int]]) -> Bars:
    step = (WIDTH - 2 * SIDE) / len(values)
    most = max(value for _day, value, _more in values)
    bars = []
    for place, (day, value, more) in enumerate(values):
        height = round(HEIGHT * value / most, 1) if most else 0
        # What is not nothing is seen.
        height = max(height, 2) if value else 0
        x = round(SIDE + place * step + 2, 1)
        bars.append(Bar(day, value, more, x, round(TOP + HEIGHT - height, 1), height, round(step - 4, 1)))
    every = -(-len(values) // 7)
    marks = [(bar.middle, date_format(bar.day, "d.m")) for place, bar in enumerate(bars) if place % every == 0]
    return Bars(bars, most, marks)


def _asked(statement: str, **asked: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"zone": settings.TIME_ZONE, **asked})
        rows: list[Any] = cursor.fetchall()
    return rows
