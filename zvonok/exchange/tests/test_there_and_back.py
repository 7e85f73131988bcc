"""A school is exported and imported again: into itself, and nothing changes; into an empty one, and that becomes the same."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.shared_cast import cast, cast_of_module, db
from zvonok.exchange import actions
from zvonok.exchange.giving import files
from zvonok.exchange.models import Doubt, FoundProblem, Run
from zvonok.exchange.reading import oneroster_csv
from zvonok.operations.cast import Cast
from zvonok.roster import actions as roster
from zvonok.roster.models import (
    ClassTeacher,
    Employee,
    Enrolment,
    Guardianship,
    Person,
    School,
    SchoolClass,
    SchoolYear,
    StudyGroup,
    StudyGroupTeacher,
    Subgroup,
    SubgroupPupil,
    Subject,
)

__all__ = ["cast", "cast_of_module", "db"]
pytestmark = pytest.mark.django_db
FACTS = (
    School,
    SchoolYear,
    Person,
    Employee,
    SchoolClass,
    ClassTeacher,
    Enrolment,
    Subgroup,
    SubgroupPupil,
    Guardianship,
    Subject,
    StudyGroup,
    StudyGroupTeacher,
)


@pytest.fixture
def lived_in(cast: Cast) -> Cast:
    """A school in which things have happened: somebody moved, somebody left, a father and a guardian came."""
    roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    roster.withdraw(enrolment=cast.enrolment(cast.pupil_without_profile), by=cast.head)
    roster.dismiss(employee=cast.employee(cast.without_profile), by=cast.head)
    for name, relation in (("Пётр", "father"), ("Вера", "guardian")):
        parent = roster.add_person(last_name="Иванов", first_name=name, by=cast.head)
        roster.add_parent(parent=parent, child=cast.sibling, relation=relation, school=cast.school, by=cast.head)
    past = cast.school.years.create(starts_on=cast.year.starts_on - timedelta(365), ends_on=cast.year.starts_on - timedelta(90))
    StudyGroup.objects.create(school=cast.school, year=past, school_class=cast.class_10a, subject=cast.geography_10a.subject)
    return cast


def exported(school: School, folder: Path) -> Path:
    path = folder / f"school-{school.pk}.zip"
    with path.open("wb") as file:
        files.export(school=school, to=file, by=None)
    return path


def imported(school: School, path: Path, by: Person | None) -> Run:
    run = actions.begin(source=actions.source_of(school, "oneroster_csv"), files=[path.name], by=by)
    run = actions.read_into(run, oneroster_csv.read(path))
    assert run.state != Run.State.PROBLEMS, list(FoundProblem.objects.filter(run=run).values())
    assert not Doubt.objects.filter(run=run).exists()
    return actions.plan(run)


def rows() -> dict[str, list[dict[str, Any]]]:
    return {one.__name__: [dict(row) for row in one.objects.order_by("pk").values()] for one in FACTS}


def in_words(school: School) -> dict[str, list[tuple[Any, ...]]]:
    """All that is now, without numbers."""
    name = "person__last_name", "person__first_name", "person__middle_name"
    employee = tuple(f"employee__{one}" for one in name)
    parents = Guardianship.objects.filter(child__enrolments__school=school, child__enrolments__until=None)
    told = {
        "years": SchoolYear.objects.filter(school=school, pk__in=school.study_groups.values("year")).order_by("-starts_on")[:1],
        "employees": Employee.objects.filter(school=school, until=None),
        "classes": SchoolClass.objects.filter(school=school, until=None),
        "class teachers": ClassTeacher.objects.filter(school=school, until=None),
        "pupils": Enrolment.objects.filter(school=school, until=None),
        "parents": parents,
        "study groups": StudyGroup.objects.filter(school=school),
        "teachers": StudyGroupTeacher.objects.filter(school=school),
        "subgroups": SubgroupPupil.objects.filter(school_class__school=school),
    }
    columns = {
        "years": ("starts_on", "ends_on"),
        "employees": (*name, "person__birth_date", "position", "is_administrator"),
        "classes": ("title", "grade"),
        "class teachers": ("school_class__title", *employee),
        "pupils": (*name, "person__birth_date", "school_class__title"),
        "parents": (
            "parent__last_name",
            "parent__first_name",
            "parent__middle_name",
            "child__last_name",
            "child__first_name",
            "relation",
        ),
        "study groups": ("school_class__title", "subgroup__name", "subject__name", "year__starts_on"),
        "teachers": (
            "study_group__school_class__title",
            "study_group__subgroup__name",
            "study_group__subject__name",
            *employee,
        ),
        "subgroups": ("subgroup__name", *(f"enrolment__{one}" for one in name)),
    }
    return {one: sorted(found.values_list(*columns[one]), key=str) for one, found in told.items()}


def test_into_itself_changes_nothing(lived_in: Cast, tmp_path: Path) -> None:
    before = rows()
    for _time in range(2):
        run = imported(lived_in.school, exported(lived_in.school, tmp_path), lived_in.head)
        assert (run.state, run.summary.get("changes", {})) == (Run.State.PLANNED, {}), run.summary
        actions.apply(run, by=lived_in.head)
        assert rows() == before


def test_into_an_empty_school_makes_the_same(lived_in: Cast, tmp_path: Path) -> None:
    StudyGroup.objects.filter(school=lived_in.school).exclude(year=lived_in.year).delete()
    path = exported(lived_in.school, tmp_path)
    empty = School.objects.create(name="Школа на новом месте")
    run = imported(empty, path, None)
    run = actions.apply(run, confirmed=empty.name, by=None)
    assert run.state == Run.State.APPLIED
    there, here = in_words(empty), in_words(lived_in.school)
    for one, rows_here in here.items():
        assert there[one] == rows_here, one
    # What came of it is told again in the same words, but for the numbers.
    again = imported(empty, exported(empty, tmp_path), None)
    assert again.summary.get("changes", {}) == {}, again.summary
