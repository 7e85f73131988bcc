"""How ruled chats are called: after the fact they belong to, and again when that is renamed.

Called by: opening, and the listener when a class is renamed.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from zvonok.chat_rules.models import RuledChat
from zvonok.messenger import at_once
from zvonok.messenger.models import Chat
from zvonok.roster.models import SchoolClass

Kind = Chat.Kind


def title(rule: RuledChat) -> str:
    """«Учительская», «10 А», «Родители 10 А», «10 А - География». A chat has one title for all, in the school's Russian."""
    with override("ru"):
        if rule.kind == Kind.STAFF_ROOM:
            return _("Учительская")
        if rule.kind == Kind.CLASS:
            return _class(rule).title
        if rule.kind == Kind.PARENTS:
            return _("Родители %(title)s") % {"title": _class(rule).title}
        assert rule.study_group, "a subject chat has its study group: the database sees to it"
        return rule.study_group.title


def _class(rule: RuledChat) -> SchoolClass:
    assert rule.school_class, "a class's chat has its class: the database sees to it"
    return rule.school_class


def follow_renamed(classes: Sequence[int]) -> None:
    """Retitle the chats of these classes and of their study groups."""
    rules = RuledChat.objects.select_related(
        "school_class", "study_group__school_class", "study_group__subgroup", "study_group__subject"
    )
    of_classes = rules.filter(school_class__in=classes)
    # One that has ended keeps the name that it had: it was «5 А» that learned there.
    of_study_groups = rules.filter(study_group__school_class__in=classes, study_group__until=None)
    at_once.retitle({rule.chat_id: title(rule) for rule in (*of_classes, *of_study_groups)})
