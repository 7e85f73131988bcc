"""Who may press which button.

Comes in: the person who presses and the fact the chat belongs to. Goes out: the fact, or 404.
Called by: `chat_rules.pages` and the panels, which show a button to those alone whom the door lets in.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from zvonok.messenger.models import Chat
from zvonok.roster import doors
from zvonok.roster.models import ClassTeacher, Employee, Enrolment, Person, SchoolClass

Kind = Chat.Kind


def may_open(kind: str, person: Person, school_class: SchoolClass) -> bool:
    return _openable(kind, person).filter(pk=school_class.pk).exists()


def class_to_open(kind: str, person: Person, class_id: int) -> SchoolClass:
    found = _openable(kind, person).select_related("school").filter(pk=class_id).first()
    if found is None:
        raise Http404
    return found


def _openable(kind: str, person: Person) -> QuerySet[SchoolClass]:
    """The class teacher and the school's administrators open either chat; a pupil his class's, a parent the parents'.

    One question, whoever asks: this door is on the way of every first press.
    """
    led = ClassTeacher.objects.filter(school_class=OuterRef("pk"), employee__person=person, until=None)
    administered = Employee.objects.filter(school=OuterRef("school"), person=person, is_administrator=True, until=None)
    pupils = Enrolment.objects.filter(school_class=OuterRef("pk"), until=None)
    own = pupils.filter(person=person) if kind == Kind.CLASS else pupils.filter(person__parents__parent=person)
    if not person.is_active:
        return SchoolClass.objects.none()
    return SchoolClass.objects.filter(Exists(led) | Exists(administered) | Exists(own), until=None)


def sees_missing(person: Person, school_class: SchoolClass) -> bool:
    return doors.is_class_teacher(person, school_class) or doors.is_administrator(person, school_class.school_id)
