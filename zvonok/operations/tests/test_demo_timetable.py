"""The demo school's timetable: every class has a week without clashes, and geography has its plan.

Called by: pytest.
"""

import pytest

from zvonok.ground import clock
from zvonok.lessons import clashes
from zvonok.lessons.models import Entry, Lesson
from zvonok.operations import demo_school
from zvonok.roster.models import SchoolClass


@pytest.mark.django_db
def test_every_class_has_a_week_without_clashes_and_lessons_ahead() -> None:
    crowd = demo_school.make(clock.today())
    cast = crowd.cast
    assert not clashes.of_school(cast.school.pk, cast.year.pk, most=10)
    classes = SchoolClass.objects.filter(school=cast.school)
    assert {entry.study_group.school_class_id for entry in Entry.objects.select_related("study_group")} == {
        one.pk for one in classes
    }
    assert Entry.objects.filter(study_group=cast.geography_10a).count() == 2
    assert Lesson.objects.filter(study_group=cast.geography_10a, starts_at__gt=clock.now()).exclude(topic="").exists()
    assert Lesson.objects.count() > 10_000
