"""Two who change a school's timetable at the same moment, on real connections: the second sees what the first has done.

Called by: pytest.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from zvonok.calls.models import Call
from zvonok.chat_rules.tests.two_at_once import second_meets_first
from zvonok.chat_rules.tests.world import assert_right
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.lessons import actions, planning, remote, timetable
from zvonok.lessons.models import Entry, Lesson
from zvonok.lessons.tests.week import School, make
from zvonok.operations import cast as casts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school(transactional_db: None) -> Iterator[School]:
    """Committed, for other connections must see it."""
    yield make(casts.make(clock.today()))
    assert_right()


def test_two_administrators_put_two_lessons_of_one_teacher_at_one_time(school: School) -> None:
    cast = school.cast

    def put(group: object) -> Entry:
        return timetable.put_entry(study_group=group, weekday=5, number=5, by=cast.head)  # type: ignore[arg-type]

    first, second = second_meets_first(lambda: put(cast.geography_10a), lambda: put(cast.geography_demo6))
    assert second.waited and first.value().pk
    assert isinstance(second.error, Refused) and "Учитель в это время ведёт другой урок" in second.error.sentence


def test_a_lesson_is_cancelled_while_its_teacher_makes_it_remote(school: School) -> None:
    lesson, cast = school.geography[0], school.cast
    first, second = second_meets_first(
        lambda: actions.cancel(lesson=lesson, reason="карантин", now=school.now, by=cast.head),
        lambda: remote.make(lesson=lesson, wish=remote.Wish(), now=school.now, by=cast.class_teacher),
    )
    assert second.waited and first.value().is_cancelled
    assert isinstance(second.error, Refused) and "отменён" in second.error.sentence
    assert not Call.objects.exists()


def test_a_remote_lesson_is_made_while_a_substitute_is_appointed(school: School) -> None:
    """The locks of the timetable and of the school's facts are taken in one order: neither waits for the other for ever."""
    lesson, cast = school.geography[0], school.cast
    employee = cast.employee(cast.other_class_teacher)
    first, second = second_meets_first(
        lambda: remote.make(lesson=lesson, wish=remote.Wish(), now=school.now, by=cast.class_teacher),
        lambda: actions.substitute(lesson=lesson, employee=employee, reason="болезнь", now=school.now, by=cast.head),
    )
    assert second.waited and first.value().call_id
    assert second.value().record.substitution.employee == employee


def test_a_topic_is_written_while_lessons_are_made_anew(school: School) -> None:
    lesson, cast = school.geography[0], school.cast
    Entry.objects.filter(study_group=cast.geography_10a, weekday=2).update(weekday=3)
    first, second = second_meets_first(
        lambda: planning.write(lesson=lesson, topic="Волга", homework="", by=cast.class_teacher),
        lambda: school.remake(),
    )
    assert second.waited and first.value().topic == "Волга" and second.value().changed
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.day) == ("Волга", school.monday + timedelta(days=2))
    assert Lesson.objects.filter(topic="Волга").count() == 1


def test_a_topic_is_written_on_a_lesson_that_is_about_to_go(school: School) -> None:
    lesson, cast = school.geography[0], school.cast
    Entry.objects.filter(study_group=cast.geography_10a, weekday=2).delete()
    first, second = second_meets_first(
        lambda: planning.write(lesson=lesson, topic="Волга", homework="", by=cast.class_teacher),
        lambda: school.remake(),
    )
    assert second.waited and first.value().topic == "Волга" and second.value().gone
    assert Lesson.objects.get(pk=lesson.pk).topic == "Волга"
