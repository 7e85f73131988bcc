"""Who may press which button.

Comes in: the person who presses and the fact the chat belongs to. Goes out: the fact, or 404.
Called by: `chat_rules.pages` and the panels, which show a button to those alone whom the door lets in.
"""

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from zvonok.messenger.models import Chat
from zvonok.roster import doors
from zvonok.roster.models import Person, SchoolClass

Kind = Chat.Kind

# The class teacher and the school's administrators open either chat; a pupil his class's, a parent the parents'.
OPENS = """(
    EXISTS (SELECT FROM roster_classteacher leads JOIN roster_employee employee ON employee.id = leads.employee_id
            WHERE leads.school_class_id = roster_schoolclass.id AND leads.until IS NULL
              AND employee.person_id = %s AND employee.until IS NULL)
    OR EXISTS (SELECT FROM roster_employee employee
               WHERE employee.school_id = roster_schoolclass.school_id AND employee.person_id = %s
                 AND employee.is_administrator AND employee.until IS NULL)
    OR EXISTS ({own} AND enrolment.school_class_id = roster_schoolclass.id AND enrolment.until IS NULL)
)"""
OWN: dict[str, str] = {
    Kind.CLASS: "SELECT FROM roster_enrolment enrolment WHERE enrolment.person_id = %s",
    Kind.PARENTS: """
        SELECT FROM roster_guardianship guardianship
        JOIN roster_enrolment enrolment ON enrolment.person_id = guardianship.child_id
        WHERE guardianship.parent_id = %s""",
}


def may_open(kind: str, person: Person, school_class: SchoolClass) -> bool:
    return _openable(kind, person).filter(pk=school_class.pk).exists()


def class_to_open(kind: str, person: Person, class_id: int) -> SchoolClass:
    found = _openable(kind, person).select_related("school").filter(pk=class_id).first()
    if found is None:
        raise Http404
    return found


def _openable(kind: str, person: Person) -> QuerySet[SchoolClass]:
    """One question, whoever asks, and written out: this door is on the way of every first press."""
    if not person.is_active:
        return SchoolClass.objects.none()
    opens = RawSQL(OPENS.format(own=OWN[kind]), [person.pk] * 3, BooleanField())  # noqa: S611
    return SchoolClass.objects.filter(opens, until=None)


def sees_missing(person: Person, school_class: SchoolClass) -> bool:
    return doors.is_class_teacher(person, school_class) or doors.is_administrator(person, school_class.school_id)
