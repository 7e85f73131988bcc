"""Who may press which button.

Comes in: the person who presses and the fact the chat belongs to. Goes out: the fact, or 404.
Called by: `chat_rules.pages` and the panels, which show a button to those alone whom the door lets in.
"""

from django.http import Http404

from zvonok.messenger.models import Chat
from zvonok.roster import doors
from zvonok.roster.models import Person, SchoolClass

Kind = Chat.Kind


def may_open(kind: str, person: Person, school_class: SchoolClass) -> bool:
    """The class teacher and the school's administrators either chat; a pupil his class's, a parent the parents'."""
    if doors.is_class_teacher(person, school_class) or doors.is_administrator(person, school_class.school_id):
        return True
    own_kind = doors.is_pupil if kind == Kind.CLASS else doors.is_parent
    return own_kind(person, school_class)


def class_to_open(kind: str, person: Person, class_id: int) -> SchoolClass:
    school_class = doors.school_class(person, class_id)
    if not may_open(kind, person, school_class):
        raise Http404
    return school_class


def sees_missing(person: Person, school_class: SchoolClass) -> bool:
    return doors.is_class_teacher(person, school_class) or doors.is_administrator(person, school_class.school_id)
