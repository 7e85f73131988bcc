"""How a call shows in its chat: its message, changed in place as it goes on, and hints to those whom it concerns.

Comes in: a call. Goes out: JSON for the client; events after the commit. Called by: the writers of calls.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from zvonok.calls.models import Call
from zvonok.ground import clock, push
from zvonok.messenger import announce, in_place, people
from zvonok.messenger.models import TOLD_WITH, Chat, Message, Place


def card(call: Call) -> dict[str, Any]:
    """What the message of the call holds, whatever its state."""
    return {
        "call": call.pk,
        "kind": call.kind,
        "state": call.state,
        "title": call.title,
        "by": people.named(call.started_by) if call.started_by else None,
        "starts_at": call.starts_at.isoformat(),
        "planned_minutes": call.minutes,
        "started_at": call.started_at.isoformat() if call.started_at else None,
        "reason": call.reason,
        **(outcome(call) if call.state == Call.State.OVER else {}),
    }


def named(call: Call) -> dict[str, Any]:
    """As service messages name a lesson."""
    return {
        "call": call.pk,
        "title": call.title,
        "starts_at": call.starts_at.isoformat(),
        "planned_minutes": call.minutes,
    }


def outcome(call: Call) -> dict[str, Any]:
    """«Урок шёл 42 минуты, 27 человек»."""
    came = call.attendance.values("person").distinct().count()
    return {"minutes": call.took_minutes(clock.now()), "people": came}


def title(call: Call) -> str:
    return call.title or _("Звонок")


def gone(call: Call) -> str:
    """Why nobody comes in any more."""
    if call.state == Call.State.CANCELLED:
        return _("Этот урок отменён: %(reason)s.") % {"reason": call.reason}
    return _("Урок уже закончился.") if call.is_lesson else _("Этот звонок уже закончился.")


def show(call: Call) -> None:
    """The call's message as it is now, under the chat's next `seq`."""
    Chat.objects.select_for_update().get(pk=call.chat_id)
    with_all = Message.objects.select_related(*TOLD_WITH)
    message = with_all.filter(pk=call.message_id or 0, deleted_at=None).first()
    if message is not None:
        message.data = card(call)
        message.save(update_fields=["data"])
        in_place.tell_changed(message)
    else:
        announce.row_changed(_members(call), call.chat_id)


def hint(call: Call, people: Iterable[int] | None = None) -> None:
    """Something of this call has changed for these people, all members by default: their browsers ask for it again."""
    push.after_commit(_members(call) if people is None else people, announce.TOPIC, {"event": "call", "call": call.pk})


def _members(call: Call) -> list[int]:
    return list(Place.objects.filter(chat=call.chat_id).values_list("person_id", flat=True))
