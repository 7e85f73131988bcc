"""The school's time: bells, the year with its terms and holidays, the weekly timetable, and the lessons that follow from them.

Comes in: what an administrator wrote. Goes out: rows; for lessons, how many were added, changed, taken away and set aside.
Called by: `lessons.school_pages`, the demo school. Each action holds the school's timetable alone, so that what
it checked stays so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.lessons import clashes, written
from zvonok.lessons.models import Bell, BellSchedule, DayBells, Entry, Holiday, Term
from zvonok.roster import actions as roster
from zvonok.roster import names
from zvonok.roster.models import Person, School, SchoolYear, StudyGroup

HOLD = "SELECT pg_advisory_xact_lock(7002, %s)"

# 1. The slots that the weekly timetable asks for, from now on.  2. Lessons that people have moved, cancelled, given to a
# substitute or made remote stay as they are, and hold their slot.  3. A lesson whose slot is still asked for keeps it; the rest
# of a study group's lessons take its other slots of the same week, in their order, with all that is written on them.
# 4. Slots left over become new lessons. Lessons left over go: those with something written are set aside as cancelled.
MAKE = """
WITH term AS MATERIALIZED (
    SELECT term.year_id, year.school_id, term.starts_on, term.ends_on
    FROM lessons_term term JOIN roster_schoolyear year ON year.id = term.year_id
    WHERE term.id = ANY(%(terms)s)
), asked AS MATERIALIZED (
    SELECT term.school_id, entry.study_group_id, each.date::date AS day, entry.number, entry.room,
           (each.date::date + bell.starts) AT TIME ZONE %(zone)s AS starts_at,
           (each.date::date + bell.ends) AT TIME ZONE %(zone)s AS ends_at
    FROM term
    CROSS JOIN LATERAL generate_series(term.starts_on::timestamp, term.ends_on::timestamp, interval '1 day') AS each(date)
    JOIN lessons_entry entry ON entry.school_id = term.school_id AND entry.weekday = extract(isodow FROM each.date)
    JOIN roster_studygroup study ON study.id = entry.study_group_id AND study.year_id = term.year_id
    LEFT JOIN lessons_daybells special ON special.school_id = term.school_id AND special.day = each.date::date
    LEFT JOIN lessons_bellschedule usual
           ON usual.school_id = term.school_id AND extract(isodow FROM each.date)::smallint = ANY(usual.weekdays)
    JOIN lessons_bell bell ON bell.schedule_id = coalesce(special.schedule_id, usual.id) AND bell.number = entry.number
    WHERE NOT EXISTS (SELECT FROM lessons_holiday holiday WHERE holiday.year_id = term.year_id
                      AND each.date::date BETWEEN holiday.starts_on AND holiday.ends_on)
      AND (each.date::date + bell.starts) AT TIME ZONE %(zone)s > %(now)s
), present AS MATERIALIZED (
    SELECT lesson.id, lesson.study_group_id, lesson.day, lesson.number, lesson.room, lesson.starts_at, lesson.ends_at,
           coalesce((lesson.moved_from AT TIME ZONE %(zone)s)::date, lesson.day) AS slot_day,
           lesson.moved_from IS NOT NULL OR lesson.state = 'cancelled' OR lesson.substitution_id IS NOT NULL
               OR {is_remote} AS stays,
           lesson.topic <> '' OR lesson.homework <> ''
               OR EXISTS (SELECT FROM lessons_homeworkfile file WHERE file.lesson_id = lesson.id) AS written
    FROM lessons_lesson lesson
    WHERE lesson.school_id = (SELECT min(school_id) FROM term) AND (lesson.starts_at > %(now)s OR lesson.moved_from > %(now)s)
      AND EXISTS (SELECT FROM term WHERE coalesce((lesson.moved_from AT TIME ZONE %(zone)s)::date, lesson.day)
                  BETWEEN term.starts_on AND term.ends_on)
), same AS MATERIALIZED (
    SELECT present.id, asked.*
    FROM asked JOIN present ON present.study_group_id = asked.study_group_id
                           AND present.slot_day = asked.day AND present.number = asked.number
), left_over AS (
    SELECT present.*, date_trunc('week', day) AS week,
           row_number() OVER (PARTITION BY study_group_id, date_trunc('week', day) ORDER BY starts_at, id) AS place
    FROM present WHERE NOT stays AND id NOT IN (SELECT id FROM same)
), free AS (
    SELECT asked.*, date_trunc('week', day) AS week,
           row_number() OVER (PARTITION BY study_group_id, date_trunc('week', day) ORDER BY starts_at) AS place
    FROM asked
    WHERE NOT EXISTS (SELECT FROM same WHERE same.study_group_id = asked.study_group_id AND same.day = asked.day
                      AND same.number = asked.number)
), taken AS MATERIALIZED (
    SELECT left_over.id, left_over.written, free.school_id, study_group_id, free.day, free.number, free.room, free.starts_at,
           free.ends_at
    FROM left_over FULL JOIN free USING (study_group_id, week, place)
), keeps AS MATERIALIZED (
    SELECT id, day, number, room, starts_at, ends_at FROM taken WHERE id IS NOT NULL AND starts_at IS NOT NULL
    UNION ALL
    SELECT same.id, same.day, same.number, same.room, same.starts_at, same.ends_at
    FROM same JOIN present USING (id) WHERE NOT present.stays
), changed AS (
    UPDATE lessons_lesson lesson
    SET day = keeps.day, number = keeps.number, room = keeps.room, starts_at = keeps.starts_at, ends_at = keeps.ends_at,
        sequence = lesson.sequence + 1, changed_at = %(now)s
    FROM keeps
    WHERE lesson.id = keeps.id AND (lesson.starts_at, lesson.ends_at, lesson.room, lesson.number)
          IS DISTINCT FROM (keeps.starts_at, keeps.ends_at, keeps.room, keeps.number)
    RETURNING 1
), set_aside AS (
    UPDATE lessons_lesson lesson
    SET state = 'cancelled', reason = %(reason)s, sequence = lesson.sequence + 1, changed_at = %(now)s
    FROM taken WHERE lesson.id = taken.id AND taken.starts_at IS NULL AND taken.written
    RETURNING 1
), gone AS (
    DELETE FROM lessons_lesson lesson USING taken
    WHERE lesson.id = taken.id AND taken.starts_at IS NULL AND NOT taken.written
      -- Once more on the row itself: somebody may have written on it while this waited for him.
      AND lesson.topic = '' AND lesson.homework = ''
    RETURNING 1
), added AS (
    INSERT INTO lessons_lesson
        (school_id, study_group_id, day, number, starts_at, ends_at, room, topic, homework, state, reason)
    SELECT school_id, study_group_id, day, number, starts_at, ends_at, room, '', '', 'planned', ''
    FROM taken WHERE id IS NULL ORDER BY starts_at, study_group_id
    RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed), (SELECT count(*) FROM gone),
       (SELECT count(*) FROM set_aside)
"""


@dataclass(frozen=True)
class Made:
    """What making lessons did. Those set aside had something written on them, and no place in the new timetable."""

    added: int
    changed: int
    gone: int
    set_aside: int


def hold_timetable(school: int) -> None:
    """Until the commit nobody else changes this school's timetable or the times of its lessons."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [school])


@transaction.atomic
def set_bells(
    *, school: School, schedule: BellSchedule | None, name: str, weekdays: Sequence[int], bells: str, by: Person
) -> BellSchedule:
    """A new schedule, or that one written anew."""
    hold_timetable(school.pk)
    name = names.title(name, "name")
    rows = written.bells(bells, "bells")
    others = BellSchedule.objects.filter(school=school)
    if schedule:
        others = others.exclude(pk=schedule.pk)
    if others.filter(name=name).exists():
        raise Refused(_("Звонки «%(name)s» уже есть. Дайте другое название.") % {"name": name}, "name")
    if schedule is None and len(others) >= limits.bell_schedules_max:
        raise Refused(_("Расписаний звонков уже %(most)d. Удалите лишние.") % {"most": limits.bell_schedules_max})
    for other in others:
        if set(other.weekdays) & set(weekdays):
            raise Refused(
                _("Для одного из этих дней недели уже есть звонки «%(name)s». Сначала снимите там день.")
                % {"name": other.name},
                "weekdays",
            )
    before = _told(schedule) if schedule else None
    schedule = schedule or BellSchedule(school=school)
    schedule.name, schedule.weekdays = name, sorted(set(weekdays))
    schedule.save()
    schedule.bells.all().delete()
    Bell.objects.bulk_create(Bell(schedule=schedule, number=row.number, starts=row.starts, ends=row.ends) for row in rows)
    audit.record("lessons:bells:set", by=by.pk, school=school.pk, before=before, after=_told(schedule))
    return schedule


@transaction.atomic
def delete_bells(*, schedule: BellSchedule, by: Person) -> None:
    hold_timetable(schedule.school_id)
    if schedule.weekdays:
        raise Refused(_("По этим звонкам идут уроки. Сначала снимите с них дни недели."))
    before = _told(schedule)
    schedule.delete()
    audit.record("lessons:bells:deleted", by=by.pk, school=schedule.school_id, before=before)


@transaction.atomic
def set_day_bells(*, school: School, day: date, schedule: BellSchedule | None, by: Person) -> None:
    """This one day by other bells; None: as its weekday always."""
    hold_timetable(school.pk)
    if schedule and schedule.school_id != school.pk:
        raise Refused(_("Это звонки другой школы. Выберите свои."), "schedule")
    if not SchoolYear.objects.filter(school=school, starts_on__lte=day, ends_on__gte=day).exists():
        raise Refused(_("Этот день вне учебного года. Выберите другой."), "day")
    if schedule:
        DayBells.objects.update_or_create(school=school, day=day, defaults={"schedule": schedule})
    else:
        DayBells.objects.filter(school=school, day=day).delete()
    audit.record(
        "lessons:day_bells:set", by=by.pk, school=school.pk, after={"day": day, "schedule": schedule.name if schedule else None}
    )


@transaction.atomic
def set_year(
    *, school: School, year: SchoolYear | None, starts_on: date, ends_on: date, terms: str, holidays: str, by: Person
) -> SchoolYear:
    """The year with its terms and days off, written anew. Lessons follow when they are made again."""
    hold_timetable(school.pk)
    year = roster.set_year(school=school, year=year, starts_on=starts_on, ends_on=ends_on, by=by)
    of_terms = written.periods(terms, "terms", starts_on=starts_on, ends_on=ends_on, may_touch=False)
    days_off = written.periods(holidays, "holidays", starts_on=starts_on, ends_on=ends_on, may_touch=True)
    if not of_terms:
        raise Refused(_("Напишите хотя бы одну четверть или полугодие с датами."), "terms")
    before = {"terms": _periods(year.terms.all()), "holidays": _periods(year.holidays.all())}
    year.terms.all().delete()
    year.holidays.all().delete()
    Term.objects.bulk_create(Term(year=year, **vars(one)) for one in of_terms)
    Holiday.objects.bulk_create(Holiday(year=year, **vars(one)) for one in days_off)
    after = {"terms": _periods(of_terms), "holidays": _periods(days_off)}
    audit.record("lessons:year:set", by=by.pk, school=school.pk, before=before, after=after)
    return year


@transaction.atomic
def put_entry(*, study_group: StudyGroup, weekday: int, number: int, room: str = "", by: Person) -> Entry:
    hold_timetable(study_group.school_id)
    room = names.title(room, "room", length_max=limits.room_length_max) if room.strip() else ""
    if not 1 <= weekday <= 7:
        raise Refused(_("Выберите день недели."), "weekday")
    if not Bell.objects.filter(
        schedule__school=study_group.school_id, schedule__weekdays__contains=[weekday], number=number
    ).exists():
        raise Refused(
            _("В этот день недели нет звонка с таким номером. Добавьте его в «Звонки» или выберите другой."), "number"
        )
    if Entry.objects.filter(study_group=study_group, weekday=weekday, number=number).exists():
        raise Refused(_("Этот урок уже стоит в расписании."), "study_group")
    clashes.refuse_entry(study_group=study_group, weekday=weekday, number=number, room=room, field="study_group")
    entry = Entry.objects.create(
        school_id=study_group.school_id, study_group=study_group, weekday=weekday, number=number, room=room
    )
    audit.record("lessons:entry:put", by=by.pk, school=entry.school_id, after=_entry(entry))
    return entry


@transaction.atomic
def remove_entry(*, entry: Entry, by: Person) -> None:
    hold_timetable(entry.school_id)
    deleted, _by_table = Entry.objects.filter(pk=entry.pk).delete()
    if not deleted:
        raise Refused(_("Этого урока в расписании уже нет. Обновите страницу."))
    audit.record("lessons:entry:removed", by=by.pk, school=entry.school_id, before=_entry(entry))


@transaction.atomic
def make_lessons(*, school: School, terms: Sequence[Term], now: datetime, by: Person) -> Made:
    """The lessons of these terms from now on. What is past, and what people have written, moved or cancelled, stays."""
    hold_timetable(school.pk)
    if not terms:
        raise Refused(_("Сначала запишите четверти в «Учебный год»."), "terms")
    if not Entry.objects.filter(school=school).exists():
        raise Refused(_("Сначала поставьте уроки в недельное расписание."), "terms")
    facts: dict[str, Any] = {
        "terms": [term.pk for term in terms],
        "zone": settings.TIME_ZONE,
        "now": now,
        "reason": _("Этого урока нет в новом расписании."),
    }
    with connection.cursor() as cursor:
        cursor.execute(MAKE.format(is_remote=IS_REMOTE), facts)
        made = Made(*cursor.fetchone())
    audit.record("lessons:lessons:made", by=by.pk, school=school.pk, after={"terms": facts["terms"], **vars(made)})
    return made


IS_REMOTE = "EXISTS (SELECT FROM lessons_remotelesson remote WHERE remote.lesson_id = lesson.id)"


def refuse_no_school_day(*, school: int, day: date, field: str) -> None:
    """A lesson is within the school year and on no holiday."""
    year = SchoolYear.objects.filter(school=school, starts_on__lte=day, ends_on__gte=day).first()
    if year is None:
        raise Refused(_("Этот день вне учебного года. Выберите другой или измените учебный год."), field)
    holiday = Holiday.objects.filter(year=year, starts_on__lte=day, ends_on__gte=day).first()
    if holiday:
        raise Refused(_("В этот день уроков нет: %(name)s. Выберите другой день.") % {"name": holiday.name}, field)


def refuse_past(starts_at: datetime, now: datetime, field: str) -> None:
    if starts_at <= now:
        raise Refused(_("Это время уже прошло. Выберите время позже."), field)


def at(day: date, bell: Bell) -> tuple[datetime, datetime]:
    return clock.at(day, bell.starts), clock.at(day, bell.ends)


def _told(schedule: BellSchedule) -> dict[str, object]:
    bells = [f"{bell.number} {bell.starts:%H:%M}–{bell.ends:%H:%M}" for bell in schedule.bells.all()]
    return {"name": schedule.name, "weekdays": schedule.weekdays, "bells": bells}


def _entry(entry: Entry) -> dict[str, object]:
    return {"study_group": entry.study_group_id, "weekday": entry.weekday, "number": entry.number, "room": entry.room}


def _periods(rows: object) -> list[str]:
    return [f"{one.name} {one.starts_on:%d.%m.%Y}–{one.ends_on:%d.%m.%Y}" for one in rows]  # type: ignore[attr-defined]
