"""The only way from an address to a school, a class or a person. Absent and forbidden get the same 404.

Called by: `roster.pages`, `chat_rules.pages`, `accounts.pages`.
"""

from django.db.models import Q
from django.http import Http404

from zvonok.roster.models import ClassTeacher, Employee, Enrolment, Guardianship, Person, School, SchoolClass


def employee(person: Person, school_id: int) -> Employee:
    """The asker's own employment at the school."""
    found = (
        Employee.objects.select_related("school")
        .filter(person=person, school=school_id, until=None, person__is_active=True)
        .first()
    )
    if found is None:
        raise Http404
    return found


def administrator(person: Person, school_id: int) -> Employee:
    found = employee(person, school_id)
    if not found.is_administrator:
        raise Http404
    return found


def school(person: Person, school_id: int) -> School:
    """Of anyone who works there, learns there or has a child there."""
    enrolled = Enrolment.objects.filter(Q(person=person) | Q(person__parents__parent=person), until=None)
    belongs = Q(pk__in=Employee.objects.filter(person=person, until=None).values("school")) | Q(
        pk__in=enrolled.values("school")
    )
    found = School.objects.filter(belongs, pk=school_id).first() if person.is_active else None
    if found is None:
        raise Http404
    return found


def school_class(person: Person, class_id: int) -> SchoolClass:
    """For the school's employees, the class's pupils and their parents."""
    found = SchoolClass.objects.select_related("school").filter(pk=class_id, until=None).first()
    if found is None or not person.is_active:
        raise Http404
    if is_employee(person, found.school_id) or is_pupil(person, found) or is_parent(person, found):
        return found
    raise Http404


def person_of_school(administrators: Employee, person_id: int) -> Person:
    """Anyone of the administrator's school, those who have left it too."""
    school_id = administrators.school_id
    of_school = (
        Q(employments__school=school_id) | Q(enrolments__school=school_id) | Q(children__child__enrolments__school=school_id)
    )
    found = Person.objects.filter(of_school, pk=person_id).first()
    if found is None:
        raise Http404
    return found


def is_employee(person: Person, school_id: int) -> bool:
    return Employee.objects.filter(person=person, school=school_id, until=None).exists()


def is_administrator(person: Person, school_id: int) -> bool:
    return Employee.objects.filter(person=person, school=school_id, until=None, is_administrator=True).exists()


def is_class_teacher(person: Person, of: SchoolClass) -> bool:
    return ClassTeacher.objects.filter(school_class=of, employee__person=person, until=None).exists()


def is_pupil(person: Person, of: SchoolClass) -> bool:
    return Enrolment.objects.filter(person=person, school_class=of, until=None).exists()


def is_parent(person: Person, of: SchoolClass) -> bool:
    children = Enrolment.objects.filter(school_class=of, until=None).values("person")
    return Guardianship.objects.filter(parent=person, child__in=children).exists()
