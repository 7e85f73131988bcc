"""What may be asked of the roster. Each list is one query, whatever its length.

Called by: pages of this room and of the rooms to the right.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from zvonok.ground.storable import storable
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
)


def schools_where_employed(person: Person) -> list[Employee]:
    return list(Employee.objects.filter(person=person, until=None).select_related("school").order_by("school__name", "pk"))


@dataclass(frozen=True)
class MyClass:
    """One tab of «Мой класс»: one's own class, or a child's."""

    enrolment: Enrolment
    child: Person | None


def my_classes(person: Person) -> list[MyClass]:
    """First one's own classes, then the children's, by name."""
    found = (
        Enrolment.objects.filter(Q(person=person) | Q(person__parents__parent=person), until=None)
        .select_related("person", "school_class", "school")
        .distinct()
    )
    own = [MyClass(one, None) for one in found if one.person_id == person.pk]
    children = [MyClass(one, one.person) for one in found if one.person_id != person.pk]
    return own + sorted(children, key=lambda one: (one.enrolment.person.first_name, one.enrolment.pk))


def classes(school: School) -> QuerySet[SchoolClass]:
    """With `pupils` (how many) and `led_by` (the class teacher's name)."""
    teacher = ClassTeacher.objects.filter(school_class=OuterRef("pk"), until=None).annotate(
        name=Concat(
            F("employee__person__last_name"),
            Value(" "),
            F("employee__person__first_name"),
            Value(" "),
            F("employee__person__middle_name"),
        )
    )
    return (
        SchoolClass.objects.filter(school=school, until=None)
        .annotate(pupils=Count("enrolments", filter=Q(enrolments__until=None)), led_by=Subquery(teacher.values("name")[:1]))
        .order_by("grade", "title")
    )


def employees(school: School, search: str = "") -> QuerySet[Employee]:
    found = Employee.objects.filter(school=school, until=None).select_related("person")
    for word in storable(search).split()[:4]:
        found = found.filter(
            Q(person__last_name__istartswith=word)
            | Q(person__first_name__istartswith=word)
            | Q(person__middle_name__istartswith=word)
            | Q(position__icontains=word)
        )
    return found.order_by("person__last_name", "person__first_name", "pk")


def class_teacher(school_class: SchoolClass) -> Employee | None:
    leads = ClassTeacher.objects.filter(school_class=school_class, until=None).select_related("employee__person").first()
    return leads.employee if leads else None


def pupils(school_class: SchoolClass) -> QuerySet[Enrolment]:
    """With each pupil's parents and subgroups."""
    parents = Guardianship.objects.select_related("parent").order_by("pk")
    return (
        Enrolment.objects.filter(school_class=school_class, until=None)
        .select_related("person")
        .prefetch_related(Prefetch("person__parents", parents), "subgroups__subgroup")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def study_groups(school: School) -> QuerySet[StudyGroup]:
    return (
        StudyGroup.objects.filter(school=school)
        .select_related("school_class", "subgroup", "subject")
        .order_by("school_class__grade", "school_class__title", "subject__name", "subgroup__name")
    )


def teaching(employee: Employee) -> QuerySet[StudyGroupTeacher]:
    return (
        employee.study_groups.filter(study_group__until=None)
        .select_related("study_group__school_class", "study_group__subgroup", "study_group__subject")
        .order_by("study_group__school_class__grade", "study_group__subject__name", "pk")
    )


def year_of(school: School, day: date) -> SchoolYear | None:
    """The school year of this day, else the next one, else the last."""
    years = list(SchoolYear.objects.filter(school=school).order_by("starts_on"))
    coming = [year for year in years if year.ends_on >= day]
    return coming[0] if coming else (years[-1] if years else None)


def people_named(school: School, last_name: str, first_name: str) -> QuerySet[Person]:
    """People of the school with the same last and first name: perhaps the one who is being entered again."""
    of_school = Q(employments__school=school) | Q(enrolments__school=school) | Q(children__child__enrolments__school=school)
    same = Q(last_name__iexact=storable(last_name).strip(), first_name__iexact=storable(first_name).strip())
    return Person.objects.filter(of_school, same).distinct().order_by("pk")
