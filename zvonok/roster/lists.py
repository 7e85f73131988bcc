"""Lists of a school as tables: each as the page shows it, and those that no page shows whole.

Comes in: a school or a class. Goes out: a title, heads, rows. Called by: `roster.pages`, for downloading. Each is one question
of the database, or one a kind of neighbour, whatever its length.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zvonok.roster import queries
from zvonok.roster.models import (
    Employee,
    Enrolment,
    Guardianship,
    Person,
    School,
    SchoolClass,
    StudyGroupTeacher,
)

Row = Sequence[Any]


@dataclass(frozen=True)
class List:
    """`for_administrators`: the page that it is of is theirs alone, or there is none."""

    title: Promise
    heads: Sequence[Promise]
    rows: Callable[[Any], Iterable[Row]]
    for_administrators: bool = False


LAST, FIRST, MIDDLE, BORN = _("Фамилия"), _("Имя"), _("Отчество"), _("Дата рождения")


def _name(person: Person) -> list[str]:
    return [person.last_name, person.first_name, person.middle_name]


def _employees(school: School) -> Iterator[Row]:
    for one in queries.employees(school):
        yield [*_name(one.person), one.position, _("да") if one.is_administrator else ""]


def _classes(school: School) -> Iterator[Row]:
    for one in queries.classes(school):
        yield [one.title, one.grade, one.pupils, one.led_by or ""]  # type: ignore[attr-defined]


def _pupils(school_class: SchoolClass) -> Iterator[Row]:
    for one in queries.pupils(school_class):
        subgroups = ", ".join(sorted(each.subgroup.name for each in one.subgroups.all()))
        parents = ", ".join(each.parent.full_name for each in one.person.parents.all())
        yield [*_name(one.person), one.person.birth_date, one.since, subgroups, parents]


def _parents_of(pupils: Q) -> Iterator[Row]:
    found = (
        Guardianship.objects.filter(pupils)
        .select_related("parent", "child")
        .order_by("parent__last_name", "parent__first_name", "parent", "child__last_name", "child__first_name")
    )
    for one in found.distinct():
        yield [*_name(one.parent), one.get_relation_display(), one.child.full_name]


def _parents(school: School) -> Iterator[Row]:
    now = Enrolment.objects.filter(school=school, until=None)
    return _parents_of(Q(child__in=now.values("person")))


def _parents_of_class(school_class: SchoolClass) -> Iterator[Row]:
    now = Enrolment.objects.filter(school_class=school_class, until=None)
    return _parents_of(Q(child__in=now.values("person")))


def _people(school: School) -> Iterator[Row]:
    """Everybody with all that he is here."""
    here = Q(employments__school=school, employments__until=None) | Q(enrolments__school=school, enrolments__until=None)
    parents = Guardianship.objects.filter(child__enrolments__school=school, child__enrolments__until=None)
    people = (
        Person.objects.filter(here | Q(pk__in=parents.values("parent")))
        .distinct()
        .prefetch_related(
            Prefetch("employments", Employee.objects.filter(school=school, until=None)),
            Prefetch("enrolments", Enrolment.objects.filter(school=school, until=None).select_related("school_class")),
            Prefetch("children", parents.distinct().select_related("child")),
        )
        .order_by("last_name", "first_name", "pk")
    )
    for person in people:
        yield [
            *_name(person),
            ", ".join(one.position for one in person.employments.all()),
            ", ".join(one.school_class.title for one in person.enrolments.all()),
            ", ".join(one.child.full_name for one in person.children.all()),
        ]


def _study_groups(school: School) -> Iterator[Row]:
    taught = StudyGroupTeacher.objects.select_related("employee__person").order_by("pk")
    groups = (
        queries.study_groups(school).filter(until=None).select_related("year").prefetch_related(Prefetch("teachers", taught))
    )
    for one in groups:
        teachers = ", ".join(each.employee.person.full_name for each in one.teachers.all())
        subgroup = one.subgroup.name if one.subgroup else ""
        yield [one.school_class.title, subgroup, one.subject.name, teachers, str(one.year)]


OF_SCHOOL: Final = {
    "employees": List(_("Сотрудники"), [LAST, FIRST, MIDDLE, _("Должность"), _("Администратор")], _employees),
    "classes": List(_("Классы"), [_("Класс"), _("Параллель"), _("Учеников"), _("Классный руководитель")], _classes),
    "study-groups": List(
        _("Группы по предметам"),
        [_("Класс"), _("Подгруппа"), _("Предмет"), _("Учителя"), _("Учебный год")],
        _study_groups,
    ),
    "people": List(
        _("Люди школы"),
        [LAST, FIRST, MIDDLE, _("Должность"), _("Учится в классе"), _("Дети")],
        _people,
        for_administrators=True,
    ),
    "parents": List(_("Родители"), [LAST, FIRST, MIDDLE, _("Кем приходится"), _("Ребёнок")], _parents, for_administrators=True),
}
OF_CLASS: Final = {
    "pupils": List(_("Ученики"), [LAST, FIRST, MIDDLE, BORN, _("В классе с"), _("Подгруппы"), _("Родители")], _pupils),
    "parents": List(_("Родители"), [LAST, FIRST, MIDDLE, _("Кем приходится"), _("Ребёнок")], _parents_of_class),
}
