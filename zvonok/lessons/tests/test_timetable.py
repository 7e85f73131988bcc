"""Bells, the year, the weekly timetable, and the lessons that follow from them.

Called by: pytest.
"""

from datetime import timedelta

import pytest

from zvonok.ground.refusal import Refused
from zvonok.lessons import actions, clashes, planning, timetable
from zvonok.lessons.models import Entry, Lesson, local_day
from zvonok.lessons.tests.week import BELLS, School, at, day
from zvonok.roster import actions as roster
from zvonok.roster.models import StudyGroup, Subject


def times(lessons: list[Lesson]) -> list[str]:
    return [f"{one.day:%a} {one.number}" for one in lessons]


def test_it_works(school: School) -> None:
    """Two lessons a week in each term, none on the day off."""
    lessons = school.geography
    assert times(lessons[:2]) == ["Tue 1", "Thu 2"]
    assert lessons[0].starts_at == at(school.monday + timedelta(days=1), 8, 30)
    assert lessons[0].room == "214"
    assert len(school.lessons(school.cast.geography_10a)) == 2 * 15
    off = school.monday + timedelta(days=9)
    assert not Lesson.objects.filter(day=off).exists()


def test_made_again_nothing_changes(school: School) -> None:
    before = list(Lesson.objects.order_by("pk").values())
    assert school.remake() == timetable.Made(0, 0, 0, 0)
    assert list(Lesson.objects.order_by("pk").values()) == before


def test_what_is_written_goes_with_its_lesson_to_another_day_of_the_week(school: School) -> None:
    first = school.geography[0]
    planning.write(lesson=first, topic="Волга", homework="§ 14", by=school.cast.class_teacher)
    Entry.objects.get(study_group=school.cast.geography_10a, weekday=2).delete()
    timetable.put_entry(study_group=school.cast.geography_10a, weekday=3, number=3, by=school.cast.head)
    made = school.remake()
    first.refresh_from_db()
    assert (first.topic, first.homework, local_day(first.starts_at).isoweekday(), first.number) == ("Волга", "§ 14", 3, 3)
    assert first.sequence == 1, "calendars hear of it"
    assert made.added == 0 and made.changed == 6 and made.gone == 1, "one of the Wednesdays is a day off"


def test_a_lesson_with_nothing_written_goes_and_one_with_something_is_set_aside(school: School) -> None:
    kept, gone = school.geography[0], school.geography[2]
    planning.write(lesson=kept, topic="Волга", homework="", by=school.cast.class_teacher)
    Entry.objects.filter(study_group=school.cast.geography_10a, weekday=2).delete()
    made = school.remake()
    kept.refresh_from_db()
    assert kept.is_cancelled and kept.topic == "Волга" and kept.reason
    assert not Lesson.objects.filter(pk=gone.pk).exists()
    assert made.set_aside == 1 and made.gone == 6


def test_what_is_past_stays_as_it_was(school: School) -> None:
    past = list(Lesson.objects.filter(starts_at__lt=school.now).order_by("pk").values())
    Entry.objects.all().delete()
    timetable.put_entry(study_group=school.cast.geography_10a, weekday=5, number=5, by=school.cast.head)
    school.remake()
    assert list(Lesson.objects.filter(starts_at__lt=school.now).order_by("pk").values()) == past


def test_lessons_moved_cancelled_and_substituted_by_people_stay(school: School) -> None:
    moved, cancelled, given = school.geography[:3]
    by, friday = school.cast.head, at(school.monday + timedelta(days=4), 12, 30)
    actions.move(lesson=moved, starts_at=friday, minutes=45, room="", reason="экскурсия", now=school.now, by=by)
    actions.cancel(lesson=cancelled, reason="карантин", now=school.now, by=by)
    employee = school.cast.employee(school.cast.other_class_teacher)
    actions.substitute(lesson=given, employee=employee, reason="болезнь", now=school.now, by=by)
    assert school.remake() == timetable.Made(0, 0, 0, 0)
    moved.refresh_from_db()
    assert moved.starts_at == friday


def test_a_lesson_moved_into_the_past_of_its_slot_is_not_made_twice(school: School) -> None:
    second = school.geography[1]
    early = at(school.monday, 12, 30)
    actions.move(lesson=second, starts_at=early, minutes=45, room="", reason="экскурсия", now=school.now, by=school.cast.head)
    assert school.remake(now=early + timedelta(hours=1)) == timetable.Made(0, 0, 0, 0)


def test_a_day_by_other_bells(school: School) -> None:
    tuesday = school.monday + timedelta(days=1)
    timetable.set_day_bells(school=school.cast.school, day=tuesday, schedule=school.short, by=school.cast.head)
    assert school.remake().changed == 2
    first = school.geography[0]
    first.refresh_from_db()
    assert (first.starts_at, first.ends_at) == (at(tuesday, 8, 30), at(tuesday, 9, 0))
    timetable.set_day_bells(school=school.cast.school, day=tuesday, schedule=None, by=school.cast.head)
    assert school.remake().changed == 2


def test_a_new_day_off_takes_its_lessons(school: School) -> None:
    tuesday = school.monday + timedelta(days=1)
    year = school.year
    timetable.set_year(
        school=school.cast.school,
        year=year,
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        terms=f"1 четверть {day(year.starts_on)}–{day(year.ends_on)}",
        holidays=f"Карантин {day(tuesday)}",
        by=school.cast.head,
    )
    school.remake()
    assert not Lesson.objects.filter(day=tuesday).exists()


@pytest.mark.parametrize(("what", "sentence"), [
    ("pupils", "У этих учеников в это время уже есть урок: 10 А - География"),
    ("subgroup", "У этих учеников в это время уже есть урок: 10 А (группа 1) - Английский язык"),
    ("teacher", "Учитель в это время ведёт другой урок: 10 А - География"),
    ("room", "Кабинет 214 в это время занят: 10 А - География"),
])  # fmt: skip
def test_two_lessons_at_one_time_are_refused(school: School, what: str, sentence: str) -> None:
    cast = school.cast
    other = StudyGroup.objects.create(
        school=cast.school,
        year=school.year,
        school_class=cast.class_10a if what in ("pupils", "subgroup") else cast.class_demo6,
        subject=Subject.objects.create(school=cast.school, name="Химия"),
    )
    if what == "teacher":
        roster.give_study_group(employee=cast.employee(cast.class_teacher), study_group=other, by=cast.head)
    weekday, room = (1, "") if what == "subgroup" else (2, "214" if what == "room" else "")
    with pytest.raises(Refused, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        timetable.put_entry(study_group=other, weekday=weekday, number=1, room=room, by=cast.head)


def test_two_subgroups_learn_at_one_time(school: School) -> None:
    first, second = school.cast.english_10a_first, school.cast.english_10a_second
    roster.take_study_group(
        employee=school.cast.employee(school.cast.teacher_and_parent), study_group=second, by=school.cast.head
    )
    timetable.put_entry(study_group=second, weekday=1, number=1, by=school.cast.head)
    assert Entry.objects.filter(weekday=1, number=1).count() == 2
    assert not clashes.of_school(school.cast.school.pk, school.year.pk, most=10)
    teacher = school.cast.employee(school.cast.teacher_and_parent)
    roster.give_study_group(employee=teacher, study_group=second, by=school.cast.head)
    (clash,) = clashes.of_school(school.cast.school.pk, school.year.pk, most=10)
    assert clash.what == "teacher" and {clash.one, clash.other} == {first, second}


def test_a_lesson_is_not_moved_onto_another_nor_out_of_the_year_nor_into_the_past(school: School) -> None:
    lesson, by = school.geography[0], school.cast.head

    def move(days: int, hour: int, minute: int) -> None:
        actions.move(
            lesson=lesson,
            starts_at=at(school.monday + timedelta(days=days), hour, minute),
            minutes=45,
            room="",
            reason="так надо",
            now=school.now,
            by=by,
        )

    for days, hour, minute, sentence in (
        (1, 9, 30, "Учитель в это время ведёт другой урок: Демо 6 - География"),
        (0, 8, 50, "У этих учеников в это время уже есть урок"),
        (9, 10, 0, "В этот день уроков нет: День города"),
        (200, 10, 0, "Этот день вне учебного года"),
        (-3, 10, 0, "Это время уже прошло"),
    ):
        with pytest.raises(Refused, match=sentence):
            move(days, hour, minute)


@pytest.mark.parametrize(("bells", "sentence"), [
    ("", "Напишите хотя бы один звонок"),
    ("первый урок", "строка 1: напишите номер урока и время"),
    ("1 8:30-9:15\n2 25:00-26:00", "строка 2: напишите номер урока и время"),
    ("1 8:30-9:15\n\n1 9:30-10:00", "строка 3: урок с номером 1 уже есть"),
    ("1 8:30-9:15\n2 9:00-9:45", "строка 2: уроки накладываются"),
    ("1 9:15-8:30", "строка 1: урок кончается раньше"),
    ("99 8:30-9:15", "строка 1: номер урока"),
])  # fmt: skip
def test_bells_that_cannot_be_read_are_told_by_their_line(school: School, bells: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        timetable.set_bells(
            school=school.cast.school, schedule=None, name="Новые", weekdays=[6], bells=bells, by=school.cast.head
        )
    assert school.bells.bells.count() == 5


def test_two_schedules_of_one_weekday_are_refused(school: School) -> None:
    with pytest.raises(Refused, match="уже есть звонки «Обычные»"):
        timetable.set_bells(
            school=school.cast.school, schedule=school.short, name="Сокращённые", weekdays=[5], bells=BELLS, by=school.cast.head
        )


@pytest.mark.parametrize(("terms", "sentence"), [
    ("", "Напишите хотя бы одну четверть"),
    ("1 четверть", "строка 1: напишите название и даты"),
    ("1 четверть 31.02.2026–01.03.2026", "строка 1: напишите название и даты"),
    ("1 четверть 01.01.1999–02.01.1999", "строка 1: эти дни вне учебного года"),
])  # fmt: skip
def test_terms_that_cannot_be_read_are_told_by_their_line(school: School, terms: str, sentence: str) -> None:
    year = school.year
    with pytest.raises(Refused, match=sentence):
        timetable.set_year(
            school=school.cast.school,
            year=year,
            starts_on=year.starts_on,
            ends_on=year.ends_on,
            terms=terms,
            holidays="",
            by=school.cast.head,
        )
    assert year.terms.count() == 2


def test_a_lesson_without_a_bell_is_refused(school: School) -> None:
    with pytest.raises(Refused, match="нет звонка с таким номером"):
        timetable.put_entry(study_group=school.cast.geography_10a, weekday=6, number=1, by=school.cast.head)


def test_a_cancelled_lesson_comes_back_only_to_a_free_time(school: School) -> None:
    cast, lesson = school.cast, school.geography[0]
    actions.cancel(lesson=lesson, reason="карантин", now=school.now, by=cast.head)
    other = school.lessons(cast.geography_demo6)[-1]
    actions.move(lesson=other, starts_at=lesson.starts_at, minutes=45, room="", reason="вместо", now=school.now, by=cast.head)
    with pytest.raises(Refused, match="Учитель в это время ведёт другой урок"):
        actions.restore(lesson=lesson, now=school.now, by=cast.head)
    actions.cancel(lesson=other, reason="карантин", now=school.now, by=cast.head)
    assert actions.restore(lesson=lesson, now=school.now, by=cast.head).state == Lesson.State.PLANNED
