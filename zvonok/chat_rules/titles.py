"""How ruled chats are called: after the fact they belong to, and again when that is renamed.

Called by: opening, and the listener when a class is renamed.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from zvonok.chat_rules.models import RuledChat
from zvonok.messenger import actions
from zvonok.messenger.models import Chat

Kind = Chat.Kind


def title(rule: RuledChat) -> str:
    """«Учительская», «10 А», «Родители 10 А», «10 А - География». A chat has one title for all, in the school's Russian."""
    with override("ru"):
        if rule.kind == Kind.STAFF_ROOM:
            return _("Учительская")
        if rule.kind == Kind.CLASS:
            return rule.school_class.title
        if rule.kind == Kind.PARENTS:
            return _("Родители %(title)s") % {"title": rule.school_class.title}
        return rule.study_group.title


def follow_renamed(classes: Sequence[int]) -> None:
    """Retitle the chats of these classes and of their study groups."""
    rules = RuledChat.objects.select_related(
        "school_class", "study_group__school_class", "study_group__subgroup", "study_group__subject"
    )
    of_classes = rules.filter(school_class__in=classes)
    of_study_groups = rules.filter(study_group__school_class__in=classes)
    for rule in [*of_classes, *of_study_groups]:
        actions.retitle(chat=rule.chat_id, title=title(rule))
