"""Opening ruled chats, and exceptions to their rules.

Comes in: the fact a chat belongs to, and who presses. Goes out: the chat, and what `keep` did.
Called by: `chat_rules.pages`, lessons, the demo school, periodic jobs.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from zvonok.chat_rules.keep import Kept, keep
from zvonok.chat_rules.models import ChatException, RuledChat
from zvonok.chat_rules.titles import title
from zvonok.ground import audit, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import people
from zvonok.messenger.actions import make_ruled_chat
from zvonok.messenger.models import Chat, Place
from zvonok.roster import names
from zvonok.roster.models import Person, School, SchoolClass, StudyGroup
from zvonok.roster.touched import Changed, hold, hold_school_alone

log = logging.getLogger(__name__)
Kind = Chat.Kind

# Written out, for every press asks this twice: before it waits for the school and after.
FIND = {
    Kind.STAFF_ROOM: "SELECT chat_id FROM chat_rules_ruledchat WHERE kind = 'staff_room' AND school_id = %(school)s",
    Kind.CLASS: "SELECT chat_id FROM chat_rules_ruledchat WHERE kind = %(kind)s AND school_class_id = %(class)s",
    Kind.PARENTS: "SELECT chat_id FROM chat_rules_ruledchat WHERE kind = %(kind)s AND school_class_id = %(class)s",
    Kind.SUBJECT: "SELECT chat_id FROM chat_rules_ruledchat WHERE study_group_id = %(study)s",
}

# Parents and staff speak of people: who comes later reads from his coming on. A class's past is the class's.
NEWCOMERS_SEE_ALL = {Kind.STAFF_ROOM: False, Kind.CLASS: True, Kind.PARENTS: False, Kind.SUBJECT: True}


@dataclass(frozen=True)
class Opened:
    """`is_new` for the one press that made the chat."""

    chat_id: int
    is_new: bool
    kept: Kept = Kept()


def open_staff_room(*, school: School, by: Person) -> Opened:
    return _open(RuledChat(kind=Kind.STAFF_ROOM, school=school), by)


def open_class_chat(*, school_class: SchoolClass, by: Person) -> Opened:
    return _open(RuledChat(kind=Kind.CLASS, school=school_class.school, school_class=school_class), by)


def open_parents_chat(*, school_class: SchoolClass, by: Person) -> Opened:
    return _open(RuledChat(kind=Kind.PARENTS, school=school_class.school, school_class=school_class), by)


def open_subject_chat(*, study_group: StudyGroup, by: Person) -> Opened:
    return _open(RuledChat(kind=Kind.SUBJECT, school=study_group.school, study_group=study_group), by)


def find(kind: str, *, school: int, school_class: int | None = None, study_group: int | None = None) -> int | None:
    """The chat of a fact, if it has been opened."""
    with connection.cursor() as cursor:
        cursor.execute(FIND[Kind(kind)], {"kind": kind, "school": school, "class": school_class, "study": study_group})
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def make_exception(
    *,
    chat: Chat,
    person: Person,
    effect: str,
    role: int = Place.Role.MEMBER,
    reason: str,
    ends_at: datetime,
    now: datetime,
    by: Person,
) -> Changed[ChatException]:
    """Add a person to a ruled chat, or keep one out, until a moment and for a reason that all may read."""
    reason = names.title(reason, "reason", length_max=limits.reason_length_max)
    if not chat.ruled:
        raise Refused(_("Исключения бывают только в чатах, состав которых ведёт школа."), "chat")
    if not now < ends_at <= now + timedelta(days=limits.exception_length_days_max):
        raise Refused(_("Срок исключения — не раньше сегодняшнего дня и не позже чем через год."), "ends_at")
    people_held = hold([person.pk], schools=[chat.school_id] if chat.school_id else [])
    if ChatException.objects.filter(chat=chat, person=person, ended_at=None).exists():
        raise Refused(_("Для этого человека исключение уже есть. Сначала закончите его."), "person")
    exception = ChatException.objects.create(
        chat=chat, person=person, effect=effect, role=role, reason=reason, author=by, ends_at=ends_at
    )
    effects = keep(people=people_held).effects
    audit.record(
        "chat_rules:exception:made",
        by=by.pk,
        school=chat.school_id,
        person=person.pk,
        after={"chat": chat.pk, "effect": effect, "role": role, "reason": reason, "ends_at": ends_at},
    )
    return Changed(exception, effects)


@transaction.atomic
def end_exception(*, exception: ChatException, now: datetime, by: Person | None) -> Changed[ChatException]:
    """By hand, or (`by` is None) because its end has come."""
    people_held = hold([exception.person_id], schools=[exception.chat.school_id] if exception.chat.school_id else [])
    if not ChatException.objects.filter(pk=exception.pk, ended_at=None).update(ended_at=now):
        raise Refused(_("Это исключение уже закончилось."))
    effects = keep(people=people_held).effects
    audit.record(
        "chat_rules:exception:ended",
        by=by.pk if by else None,
        school=exception.chat.school_id,
        person=exception.person_id,
        before={"chat": exception.chat_id, "effect": exception.effect},
    )
    return Changed(exception, effects)


def end_due_exceptions(*, now: datetime) -> int:
    """Each in a transaction of its own, so that one that fails holds up no other."""
    due = ChatException.objects.select_related("chat").filter(ended_at=None, ends_at__lte=now).order_by("ends_at")
    return sum(_end_due(exception, now) for exception in due[: limits.exceptions_ended_at_once_max])


def _end_due(exception: ChatException, now: datetime) -> bool:
    try:
        end_exception(exception=exception, now=now, by=None)
    except Refused:
        return False  # somebody has just ended it by hand
    except DatabaseError:
        log.exception("Исключение %s не закончилось в срок", exception.pk)
        return False
    return True


def _open(rule: RuledChat, by: Person) -> Opened:
    there = _find(rule)
    return Opened(there, is_new=False) if there else _make(rule, by)


@transaction.atomic
def _make(rule: RuledChat, by: Person) -> Opened:
    """The school is held alone: no fact about it changes between this reading of it and the commit."""
    hold_school_alone(rule.school_id)
    there = _find(rule)
    if there:
        return Opened(there, is_new=False)
    if rule.study_group_id and StudyGroup.objects.filter(pk=rule.study_group_id).exclude(until=None).exists():
        raise Refused(_("Эта группа закончилась вместе с учебным годом: чата у неё уже не будет."))
    rule.chat = make_ruled_chat(
        kind=rule.kind,
        school=rule.school,
        title=title(rule),
        newcomers_see_all=NEWCOMERS_SEE_ALL[Kind(rule.kind)],
        by=by,
    )
    rule.save(force_insert=True)
    kept = keep(chats=[rule.chat_id], opening=_opened(by))
    audit.record("chat_rules:chat:opened", by=by.pk, school=rule.school_id, after={"chat": rule.chat_id, "kind": rule.kind})
    return Opened(rule.chat_id, is_new=True, kept=kept)


def _find(rule: RuledChat) -> int | None:
    return find(rule.kind, school=rule.school_id, school_class=rule.school_class_id, study_group=rule.study_group_id)


def _opened(by: Person) -> dict[str, Any]:
    return {"what": "opened", "by": people.named(by)}
