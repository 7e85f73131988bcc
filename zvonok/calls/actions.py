"""The only writers of live rooms: planning, beginning, entering, ending. `calls.leading` has what whoever leads does inside.

Comes in: a chat or a call that a door gave, and who acts. Goes out: the call, a ticket; the chat is told under its next `seq`.
Called by: `calls.api`, lessons.

The call's row is locked first and the chat's row after it, always in this order.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from zvonok.calls import media, showing
from zvonok.calls.doors import leads
from zvonok.calls.models import Attendance, Call, Participant
from zvonok.calls.rights import rights_of
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions as messenger
from zvonok.messenger import switches, voice
from zvonok.messenger.doors import place as place_of
from zvonok.messenger.models import Chat, Message, Place
from zvonok.roster import names
from zvonok.roster.models import Person

Kind, State, Admission = Call.Kind, Call.State, Participant.Admission


@dataclass(frozen=True)
class Ticket:
    """The right of one person to come into one room, within a minute; or `waiting`: he has asked whoever leads."""

    token: str = ""
    waiting: bool = False


@transaction.atomic
def plan(
    *,
    chat: Chat,
    title: str,
    starts_at: datetime,
    minutes: int,
    may_speak: bool = True,
    may_show: bool = True,
    waiting_room: bool = False,
    by: Person,
) -> Call:
    """A lesson in a school's chat, which the school tells of there. Who may plan it is its caller's door."""
    title = names.title(title, "title", length_max=limits.title_length_max)
    if chat.school_id is None:
        raise Refused(_("Урок бывает только в чате школы."), "chat")
    if Chat.objects.select_for_update().get(pk=chat.pk).archived_at:
        raise Refused(voice.only_read())
    ends = _end(starts_at, minutes)
    _refuse_overlap(chat.pk, starts_at, ends)
    call = Call.objects.create(
        chat=chat,
        school_id=chat.school_id,
        kind=Kind.LESSON,
        title=title,
        started_by=by,
        starts_at=starts_at,
        planned_end=ends,
        may_speak=may_speak,
        may_show=may_show,
        waiting_room=waiting_room,
        state=State.PLANNED,
        room=_room(),
    )
    call.message = messenger.post_by_school(chat=chat.pk, kind=Message.Kind.CALL, data=showing.card(call), by=by)
    call.save(update_fields=["message"])
    audit.record("calls:lesson:planned", by=by.pk, school=call.school_id, after=_facts(call))
    return call


@transaction.atomic
def change(
    *,
    call: Call,
    title: str | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    may_speak: bool | None = None,
    may_show: bool | None = None,
    waiting_room: bool | None = None,
    by: Person,
) -> Call:
    """Other words, time or rights of a lesson that has not begun; None leaves as it is. The chat hears of another time once."""
    call = locked(call)
    if call.state != State.PLANNED:
        raise Refused(_("Этот урок уже начался, закончился или отменён: изменить его нельзя."))
    before, was = _facts(call), (call.starts_at, call.planned_end)
    if title is not None:
        call.title = names.title(title, "title", length_max=limits.title_length_max)
    length = minutes or call.minutes or 0
    call.starts_at = starts_at or call.starts_at
    call.planned_end = call.starts_at + timedelta(minutes=length)
    if was != (call.starts_at, call.planned_end):
        _refuse_overlap(call.chat_id, call.starts_at, _end(call.starts_at, length), but=call.pk)
    call.may_speak = call.may_speak if may_speak is None else may_speak
    call.may_show = call.may_show if may_show is None else may_show
    call.waiting_room = call.waiting_room if waiting_room is None else waiting_room
    if _facts(call) == before:
        return call
    call.save()
    if was != (call.starts_at, call.planned_end):
        messenger.say(call.chat_id, {"what": "lesson_moved", **showing.named(call)})
    showing.show(call)
    audit.record("calls:lesson:changed", by=by.pk, school=call.school_id, before=before, after=_facts(call))
    return call


@transaction.atomic
def cancel(*, call: Call, reason: str, by: Person) -> Call:
    """A planned lesson will not be. The chat hears it once, with the reason, and stays."""
    reason = names.title(reason, "reason", length_max=limits.reason_length_max)
    call = locked(call)
    if call.state != State.PLANNED:
        raise Refused(_("Отменить можно только урок, который ещё не начался. Идущий урок можно закончить."))
    call.state, call.reason = State.CANCELLED, reason
    call.save(update_fields=["state", "reason"])
    messenger.say(call.chat_id, {"what": "lesson_cancelled", **showing.named(call), "reason": reason})
    showing.show(call)
    audit.record("calls:lesson:cancelled", by=by.pk, school=call.school_id, after={"call": call.pk, "reason": reason})
    return call


@transaction.atomic
def start(*, call: Call, by: Person) -> Call:
    """A planned lesson begins: whoever leads it does so by entering, a quarter of an hour early at most. Again: nothing."""
    call = locked(call)
    if call.state == State.LIVE:
        return call
    place = place_of(by, call.chat_id)
    if not leads(call, place):
        raise Refused(_("Урок начнёт учитель."))
    _refuse_early(call)
    if call.state != State.PLANNED:
        raise Refused(showing.gone(call))
    other = Call.objects.filter(chat=call.chat_id, state=State.LIVE).first()
    if other:
        raise Refused(_("В этом чате уже идёт «%(title)s». Сначала закончите его.") % {"title": showing.title(other)})
    call.state, call.started_at = State.LIVE, clock.now()
    call.save(update_fields=["state", "started_at"])
    messenger.say(call.chat_id, {"what": "lesson_began", **showing.named(call)})
    showing.show(call)
    audit.record("calls:lesson:began", by=by.pk, school=call.school_id, after={"call": call.pk})
    return call


@transaction.atomic
def begin(*, place: Place, by: Person) -> tuple[Call, bool]:
    """A call from a chat: it rings for all its members. While one is live there, the same one and False."""
    chat = Chat.objects.select_for_update().get(pk=place.chat_id)
    there = Call.objects.filter(chat=chat, state=State.LIVE).first()
    if there:
        return there, False
    if chat.archived_at:
        raise Refused(voice.only_read())
    if not switches.for_chat(chat_school=chat.school_id, space=chat.space, by=by).calls:
        raise Refused(_("Школа выключила звонки в чатах."))
    if chat.ruled and place.role != Place.Role.ADMINISTRATOR:
        raise Refused(_("В чате школы звонок начинают администраторы чата."))
    if why := media.why_not():
        raise Refused(why)
    now = clock.now()
    call = Call.objects.create(
        chat=chat,
        school_id=chat.school_id,
        kind=Kind.CALL,
        started_by=by,
        starts_at=now,
        started_at=now,
        may_speak=True,
        may_show=True,
        waiting_room=False,
        state=State.LIVE,
        room=_room(),
    )
    call.message = messenger.post_call(chat=chat.pk, data=showing.card(call), uuid=uuid4(), by=by)
    call.save(update_fields=["message"])
    showing.hint(call)
    audit.record("calls:call:began", by=by.pk, school=call.school_id, after={"call": call.pk, "chat": chat.pk})
    return call, True


def enter(*, call: Call, session: str = "", by: Person) -> Ticket:
    """His ticket, by his place and role at this moment; the ticket of before lets nobody in any more.

    A lesson begins when whoever leads enters it. Where there is a waiting room, he who asks waits until he is admitted.
    """
    if why := media.why_not():
        raise Refused(why)
    call.refresh_from_db()
    _refuse_entry(call, place_of(by, call.chat_id))
    # Before the transaction: it waits for another machine.
    media.open_room(call.room)
    with transaction.atomic():
        call = locked(call)
        place = place_of(by, call.chat_id)
        _refuse_entry(call, place)
        if call.state == State.PLANNED:
            call = start(call=call, by=by)
        his, _made = Participant.objects.get_or_create(call=call, person=by)
        is_leader = leads(call, place)
        if not is_leader and _must_wait(call, his):
            if his.admission != Admission.WAITING:
                his.admission, his.asked_at = Admission.WAITING, clock.now()
                his.save(update_fields=["admission", "asked_at"])
                showing.hint(call)
            return Ticket(waiting=True)
        his.ticket, his.session_key, his.declined_at = uuid4(), session, None
        his.save(update_fields=["ticket", "session_key", "declined_at"])
        if call.kind == Kind.CALL:
            # His other browsers stop ringing.
            showing.hint(call, people=[by.pk])
    return Ticket(
        media.ticket(
            call.room,
            person=by.pk,
            name=by.name,
            ticket=str(his.ticket),
            leads=is_leader,
            rights=rights_of(call, his, leads=is_leader),
            hand=his.hand_at.isoformat() if his.hand_at else "",
        )
    )


@transaction.atomic
def decline(*, call: Call, by: Person) -> None:
    """It rings for him no more. In a dialogue nobody is left to answer, and the call is over."""
    call = locked(call)
    place_of(by, call.chat_id)
    if call.state != State.LIVE or call.kind != Kind.CALL or call.started_by_id == by.pk:
        return
    Participant.objects.update_or_create(call=call, person=by, defaults={"declined_at": clock.now()})
    showing.hint(call, people=[by.pk])
    if call.chat.kind == Chat.Kind.DIALOGUE and not call.attendance.filter(person=by).exists():
        finish(call, at=clock.now())


@transaction.atomic
def raise_hand(*, call: Call, raised: bool, by: Person) -> None:
    """Hands stand in the order in which they were raised."""
    call = locked(call)
    place = place_of(by, call.chat_id)
    his = Participant.objects.filter(call=call, person=by, ticket__isnull=False).first()
    if his is None or call.state != State.LIVE:
        raise Refused(_("Вы сейчас не на уроке. Войдите и поднимите руку снова."))
    if (his.hand_at is not None) is raised:
        return
    his.hand_at = clock.now() if raised else None
    his.save(update_fields=["hand_at"])
    tell_rights(call, his, is_leader=leads(call, place))


@transaction.atomic
def end(*, call: Call, by: Person) -> Call:
    """For all who are there, by whoever leads; in a dialogue by either. Again: nothing."""
    call = locked(call)
    place = place_of(by, call.chat_id)
    if call.state == State.OVER:
        return call
    if not leads(call, place):
        raise Refused(_("Закончить для всех может только тот, кто ведёт."))
    if call.state != State.LIVE:
        raise Refused(_("Урок ещё не начался."))
    finish(call, at=clock.now())
    audit.record("calls:call:ended", by=by.pk, school=call.school_id, after={"call": call.pk})
    return call


def finish(call: Call, *, at: datetime) -> None:
    """The locked call is over: all are put out, and the chat hears how long it was and how many came."""
    assert call.started_at
    at = max(at, call.started_at)
    leave(call.attendance.all(), at=at)
    call.state, call.ended_at = State.OVER, at
    call.save(update_fields=["state", "ended_at"])
    Participant.objects.filter(call=call).update(ticket=None, hand_at=None)
    if call.kind == Kind.LESSON:
        messenger.say(call.chat_id, {"what": "lesson_over", **showing.named(call), **showing.outcome(call)})
    showing.show(call)
    showing.hint(call)
    transaction.on_commit(lambda: media.close_room(call.room), robust=True)


def leave(attendance: QuerySet[Attendance], *, at: datetime) -> None:
    """Those of these who are still there have left: now, or as soon as they came."""
    attendance.filter(left_at=None).update(left_at=Greatest(Value(at), F("joined_at")))


def locked(call: Call) -> Call:
    """As it is now, with its row locked."""
    return Call.objects.select_for_update(of=("self",)).select_related("chat", "started_by").get(pk=call.pk)


def tell_rights(call: Call, his: Participant, *, is_leader: bool) -> None:
    """After the commit the media server hears what he may now."""
    rights, hand = rights_of(call, his, leads=is_leader), his.hand_at.isoformat() if his.hand_at else ""
    person, ticket, room = his.person_id, str(his.ticket or ""), call.room
    transaction.on_commit(
        lambda: media.allow(room, person, rights=rights, ticket=ticket, leads=is_leader, hand=hand), robust=True
    )


def _must_wait(call: Call, his: Participant) -> bool:
    """Whoever has been let in once comes back without asking: his line may have broken."""
    return call.waiting_room and his.admission != Admission.ADMITTED


def _refuse_entry(call: Call, place: Place) -> None:
    if call.state in (State.OVER, State.CANCELLED):
        raise Refused(showing.gone(call))
    if leads(call, place):
        if call.state == State.PLANNED:
            _refuse_early(call)
        return
    if call.state == State.PLANNED:
        when = clock.said(call.starts_at)
        raise Refused(_("Урок ещё не начался: его начнёт учитель, %(when)s.") % {"when": when})
    his = Participant.objects.filter(call=call, person=place.person_id).first()
    if his and his.admission == Admission.REFUSED:
        raise Refused(_("Вас сюда не впустили. Напишите учителю в чат, если это ошибка."))
    was_there = his is not None and (his.ticket is not None or his.admission == Admission.ADMITTED)
    if call.locked and not was_there:
        raise Refused(_("Вход закрыт: новых людей сюда не пускают. Напишите в чат, чтобы вам открыли."))


def _refuse_early(call: Call) -> None:
    early = call.starts_at - timedelta(minutes=limits.lesson_early_minutes_max)
    if clock.now() < early:
        when = clock.said(early)
        raise Refused(_("Ещё рано: войти можно с %(when)s.") % {"when": when})


def _refuse_overlap(chat: int, starts: datetime, ends: datetime, but: int | None = None) -> None:
    other = Call.objects.filter(
        chat=chat, state__in=[State.PLANNED, State.LIVE], kind=Kind.LESSON, starts_at__lt=ends, planned_end__gt=starts
    ).exclude(pk=but or 0)
    found = other.first()
    if found:
        when = clock.said(found.starts_at)
        raise Refused(_("В это время здесь уже назначен урок «%(title)s», %(when)s.") % {"title": found.title, "when": when})


def _end(starts: datetime, minutes: int) -> datetime:
    if not limits.lesson_minutes_min <= minutes <= limits.lesson_minutes_max:
        least, most = limits.lesson_minutes_min, limits.lesson_minutes_max
        raise Refused(_("Урок длится от %(least)d до %(most)d минут.") % {"least": least, "most": most}, "minutes")
    ends = starts + timedelta(minutes=minutes)
    if ends <= clock.now():
        raise Refused(_("Это время уже прошло. Выберите время впереди."), "starts_at")
    return ends


def _room() -> str:
    return secrets.token_urlsafe(24)


def _facts(call: Call) -> dict[str, Any]:
    return {
        "call": call.pk,
        "chat": call.chat_id,
        "title": call.title,
        "starts_at": call.starts_at,
        "minutes": call.minutes,
        "may_speak": call.may_speak,
        "may_show": call.may_show,
        "waiting_room": call.waiting_room,
    }
