"""The demo school's time: bells, the school year with its terms and days off, a week for every class, its lessons, some plans.

Comes in: the demo school and its cast. Goes out: about thirty thousand lessons, made by one statement.
Called by: `operations.demo_school`. The week is laid out greedily: the busiest teachers first, nobody in two
places at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zvonok.ground import clock
from zvonok.lessons import planning, timetable
from zvonok.lessons.models import Entry, Lesson, Term
from zvonok.operations.cast import Cast
from zvonok.roster.models import SchoolClass, StudyGroup, StudyGroupTeacher

USUAL = "1 08:30–09:15\n2 09:25–10:10\n3 10:30–11:15\n4 11:35–12:20\n5 12:30–13:15\n6 13:25–14:10\n7 14:20–15:05"
SHORT = "1 08:30–09:00\n2 09:10–09:40\n3 09:50–10:20\n4 10:30–11:00\n5 11:10–11:40\n6 11:50–12:20\n7 12:30–13:00"
SATURDAY = "1 09:00–09:40\n2 09:50–10:30\n3 10:40–11:20\n4 11:30–12:10"
BELLS: list[tuple[str, list[int], str]] = [
    ("Обычные", [1, 2, 3, 4, 5], USUAL),
    ("Суббота", [6], SATURDAY),
    ("Сокращённые", [], SHORT),
]
TWICE_A_WEEK = ("Литература", "Английский язык", "История", "География", "Физика")
HOURS = {"Русский язык": 3, "Математика": 4, **dict.fromkeys(TWICE_A_WEEK, 2)}
NUMBERS = range(1, 8)
WEEKDAYS = range(1, 6)
GEOGRAPHY_10 = (
    "Политическая карта мира;Государства на карте мира;Природные ресурсы мира;Ресурсообеспеченность;"
    "Население мира: численность;Воспроизводство населения;Состав и структура населения;"
    "Размещение населения и миграции;Урбанизация;"
    "Мировое хозяйство и НТР;Отраслевая структура хозяйства;Топливная промышленность;Электроэнергетика мира;Металлургия мира;"
    "Машиностроение мира;Химическая промышленность;Сельское хозяйство мира;Растениеводство;Животноводство;Транспорт мира;"
    "Морской и речной транспорт: Волга и Дунай;Внешняя торговля;Международный туризм;Зарубежная Европа: общая характеристика;"
    "Население Европы;Хозяйство Европы;Субрегионы Европы;Германия;Зарубежная Азия;Китай"
).split(";")
GEOGRAPHY_6 = "План местности;Масштаб;Условные знаки;Рельеф на карте;Градусная сетка;Реки: река Волга;Озёра;Ледники".split(";")


@dataclass(frozen=True)
class _Wish:
    """A study group that wants so many lessons a week, its pupils and whoever teaches it."""

    group: StudyGroup
    teachers: tuple[int, ...]
    hours: int


def make(cast: Cast, today: date) -> None:
    school, by, year = cast.school, cast.head, cast.year
    for name, weekdays, lines in BELLS:
        timetable.set_bells(school=school, schedule=None, name=name, weekdays=weekdays, bells=lines, by=by)
    terms, holidays = _year(year.starts_on, year.ends_on, today)
    timetable.set_year(
        school=school, year=year, starts_on=year.starts_on, ends_on=year.ends_on, terms=terms, holidays=holidays, by=by
    )
    Entry.objects.bulk_create(_week(cast), batch_size=5000)
    begin = clock.at(year.starts_on)
    timetable.make_lessons(school=school, terms=list(Term.objects.filter(year=year)), now=begin, by=by)
    for group, topics in ((cast.geography_10a, GEOGRAPHY_10), (cast.geography_demo6, GEOGRAPHY_6)):
        _plan(cast, group, topics, begin)


def _plan(cast: Cast, group: StudyGroup, topics: Sequence[str], begin: datetime) -> None:
    # Several weeks of the plan are behind, several ahead.
    free = Lesson.objects.filter(study_group=group).count()
    written = [
        planning.Topic(words, f"§ {place}, вопросы {place % 4 + 1}–{place % 4 + 3}") for place, words in enumerate(topics, 1)
    ]
    if free:
        planning.put_topics(study_group=group, topics=written[:free], now=begin, by=cast.class_teacher)


def _year(starts_on: date, ends_on: date, today: date) -> tuple[str, str]:
    """As schools have it; in summer the last term is longer, so that the demo always has a next lesson."""
    first, second = starts_on.year, ends_on.year
    last = max(date(second, 5, 26), min(today + timedelta(days=14), ends_on))
    terms = (
        f"1 четверть 01.09.{first}–25.10.{first}\n2 четверть 04.11.{first}–29.12.{first}\n"
        f"3 четверть 11.01.{second}–26.03.{second}\n4 четверть 05.04.{second}–{last:%d.%m.%Y}"
    )
    holidays = (
        f"Осенние каникулы 26.10.{first}–03.11.{first}\nДень народного единства 04.11.{first}\n"
        f"Зимние каникулы 30.12.{first}–10.01.{second}\nДень защитника Отечества 23.02.{second}\n"
        f"Международный женский день 08.03.{second}\nВесенние каникулы 27.03.{second}–04.04.{second}\n"
        f"Праздник Весны и Труда 01.05.{second}\nДень Победы 09.05.{second}"
    )
    return terms, holidays


def _week(cast: Cast) -> list[Entry]:
    taught: dict[int, list[int]] = defaultdict(list)
    for group, employee in StudyGroupTeacher.objects.filter(school=cast.school).values_list("study_group", "employee"):
        taught[group].append(employee)
    groups = StudyGroup.objects.filter(school=cast.school, year=cast.year).select_related("subject", "school_class")
    wishes = [_Wish(group, tuple(taught[group.pk]), HOURS.get(group.subject.name, 1)) for group in groups.order_by("pk")]
    load: dict[int, int] = defaultdict(int)
    for wish in wishes:
        for teacher in wish.teachers:
            load[teacher] += wish.hours
    # The cast's own lessons first, so that geography is never the one without a place; then those whose teachers have most.
    of_cast = {cast.geography_10a, cast.geography_demo6, cast.english_10a_first, cast.english_10a_second}
    wishes.sort(key=lambda wish: (wish.group not in of_cast, -max((load[one] for one in wish.teachers), default=0)))
    return _laid_out(cast, wishes)


def _laid_out(cast: Cast, wishes: Sequence[_Wish]) -> list[Entry]:
    busy_teachers: set[tuple[int, int, int]] = set()
    # Who of a class is busy: None is all of it.
    busy_pupils: dict[tuple[int, int, int], set[int | None]] = defaultdict(set)
    filled: dict[tuple[int, int], int] = defaultdict(int)
    teachers = sorted({one for wish in wishes for one in wish.teachers})
    rooms = {employee: str(101 + place) for place, employee in enumerate(teachers)}
    entries = []
    for wish in wishes:
        school_class: SchoolClass = wish.group.school_class
        # The emptiest day first, so that days are even; one lesson a day of a subject.
        days = sorted(WEEKDAYS, key=lambda weekday: (filled[school_class.pk, weekday], (weekday + school_class.pk) % 5))
        left = wish.hours
        for weekday in days:
            number = next((n for n in NUMBERS if left and _is_free(wish, weekday, n, busy_teachers, busy_pupils)), None)
            if number is None:
                continue
            busy_teachers |= {(teacher, weekday, number) for teacher in wish.teachers}
            busy_pupils[school_class.pk, weekday, number].add(wish.group.subgroup_id)
            filled[school_class.pk, weekday] += 1
            room = rooms[wish.teachers[0]] if wish.teachers else ""
            entries.append(Entry(school=cast.school, study_group=wish.group, weekday=weekday, number=number, room=room))
            left -= 1
    return entries


def _is_free(
    wish: _Wish,
    weekday: int,
    number: int,
    busy_teachers: set[tuple[int, int, int]],
    busy_pupils: dict[tuple[int, int, int], set[int | None]],
) -> bool:
    if any((teacher, weekday, number) in busy_teachers for teacher in wish.teachers):
        return False
    there = busy_pupils[wish.group.school_class_id, weekday, number]
    mine = wish.group.subgroup_id
    return not there if mine is None else None not in there and mine not in there
