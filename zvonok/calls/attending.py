"""Who comes into a call and who goes: told by the media server's webhooks, and once a minute asked of it, for one may be lost.

Comes in: a webhook that `media` has verified, or the clock. Goes out: attendance written down, calls ended, strangers put out.
Called by: `calls.api`, `calls.jobs`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from zvonok.calls import media, putting_out, showing
from zvonok.calls.actions import finish, leave, locked
from zvonok.calls.media import Happened, Present
from zvonok.calls.models import Attendance, Call, Participant
from zvonok.ground import limits
from zvonok.messenger.models import Chat


def told(happened: Happened, *, now: datetime) -> None:
    """One webhook. The same again, or in another order, leads to the same."""
    call = Call.objects.filter(room=happened.room).first()
    if call is None:
        return
    match happened:
        case Happened("joined", _, Present() as who):
            _joined(call, who, now)
        case Happened("left", _, Present() as who):
            _left(call, who, now)
        case Happened("finished"):
            look_after(call, now=now)


def look_after_all(*, now: datetime) -> None:
    """What no webhook has told: compare with those who are there, and end what nobody ended."""
    live = Call.objects.filter(state=Call.State.LIVE).order_by("pk")
    for call in live[: limits.calls_looked_after_max]:
        look_after(call, now=now)


def look_after(call: Call, *, now: datetime) -> None:
    there = media.present(call.room)
    if there is None:
        # Nobody is taken for gone because the media server is; but nothing lasts for ever.
        _end_if_left(call, now)
        return
    written = set(call.attendance.filter(left_at=None).values_list("sid", flat=True))
    for who in there:
        if who.sid not in written:
            _joined(call, who, now)
    leave(call.attendance.exclude(sid__in=[who.sid for who in there]), at=now)
    _put_out_strangers(call, there)
    _end_if_left(call, now)


def _joined(call: Call, who: Present, now: datetime) -> None:
    """Who comes in with a ticket that is not his last one, or has no place any more, goes out at once."""
    if call.state != Call.State.LIVE or not _put_out_strangers(call, [who]):
        return
    with transaction.atomic():
        call = locked(call)
        if call.state != Call.State.LIVE or call.attendance.filter(sid=who.sid).exists():
            return
        # Whoever comes again has left before, whatever was told of it.
        leave(call.attendance.filter(person=who.person), at=now)
        Attendance.objects.create(
            call=call, person_id=who.person, sid=who.sid, joined_at=min(max(who.since, _start(call)), now)
        )


def _left(call: Call, who: Present, now: datetime) -> None:
    with transaction.atomic():
        call = locked(call)
        leave(call.attendance.filter(sid=who.sid), at=now)
        Participant.objects.filter(call=call, person=who.person).update(hand_at=None)
    _end_if_left(call, now)


def _put_out_strangers(call: Call, there: Iterable[Present]) -> bool:
    """True if all of them may be there."""
    shown = {who.person: who.ticket for who in there}
    participants = {one.person_id: one for one in Participant.objects.filter(call=call, person__in=shown)}
    stay = {
        standing.participant.person_id
        for standing in putting_out.of_participants(participants.values())
        if standing.may_stay and str(standing.participant.ticket) == shown[standing.participant.person_id]
    }
    for person in set(shown) - stay:
        media.put_out(call.room, person)
    return stay == set(shown)


def _end_if_left(call: Call, now: datetime) -> None:
    """A call ends when all have left, or nobody has come; a lesson when nobody has come back for a while."""
    with transaction.atomic():
        call = locked(call)
        if call.state != Call.State.LIVE:
            return
        if now - _start(call) > timedelta(hours=limits.call_hours_max):
            finish(call, at=now)
            return
        if call.attendance.filter(left_at=None).exists():
            if _nobody_answered(call, now):
                finish(call, at=now)
            return
        last = call.attendance.order_by("-left_at").values_list("left_at", flat=True).first()
        if now - (last or _start(call)) >= _patience(call, has_been=last is not None):
            finish(call, at=last or now)
        elif last is not None:
            showing.hint(call)


def _patience(call: Call, *, has_been: bool) -> timedelta:
    """How long an empty call waits. A call that all have left is over; a lesson may have lost its line."""
    if call.is_lesson:
        return timedelta(seconds=limits.lesson_empty_seconds_max)
    return timedelta(seconds=0 if has_been else limits.call_ringing_seconds_max)


def _nobody_answered(call: Call, now: datetime) -> bool:
    if call.is_lesson or call.chat.kind != Chat.Kind.DIALOGUE:
        return False
    is_late = now - _start(call) > timedelta(seconds=limits.call_ringing_seconds_max)
    return is_late and call.attendance.values("person").distinct().count() < len(("who calls", "who answers"))


def _start(call: Call) -> datetime:
    assert call.started_at
    return call.started_at
