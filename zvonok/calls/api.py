"""The REST of calls. Thin: a door, an action or a query, an answer. And the address where the media server tells what happens.

Called by: the client in `web/`; LiveKit's webhooks.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from zvonok.calls import actions, attending, doors, leading, media, queries
from zvonok.calls.models import Call
from zvonok.ground import clock, media_address
from zvonok.messenger import doors as chats
from zvonok.messenger import people
from zvonok.messenger.api import PersonOut
from zvonok.roster.asker import asker
from zvonok.roster.models import Person

router = Router(tags=["calls"])

Id = Annotated[int, Field(ge=1, lt=2**63)]


class RightsOut(BaseModel):
    speak: bool
    show: bool


class CallOut(BaseModel):
    id: int
    chat: int
    kind: Literal["lesson", "call"]
    state: Literal["planned", "live", "over", "cancelled"]
    title: str
    by: PersonOut | None
    starts_at: datetime
    planned_minutes: int | None
    started_at: datetime | None
    ended_at: datetime | None
    may_speak: bool
    may_show: bool
    waiting_room: bool
    locked: bool
    leads: bool
    rights: RightsOut
    ringing: bool
    admission: Literal["waiting", "admitted", "refused"] | None
    why_not: str | None
    waiting: list[PersonOut]
    refused: list[PersonOut]


class EntranceOut(BaseModel):
    """Where to come in, and by what; or `waiting`, until whoever leads has answered."""

    waiting: bool
    url: str
    token: str


class SpanOut(BaseModel):
    since: datetime
    until: datetime


class AttendedOut(BaseModel):
    person: PersonOut
    minutes: int
    is_there: bool
    spans: list[SpanOut]


class AttendanceOut(BaseModel):
    people: list[AttendedOut]


class HandIn(Schema):
    raised: bool


class LockIn(Schema):
    locked: bool


class AllIn(Schema):
    may_speak: bool


class WordIn(Schema):
    speak: bool
    show: bool | None = None


@router.post("/chats/{chat_id}/calls", response={200: CallOut, 201: CallOut})
def begin(request: HttpRequest, chat_id: Id) -> Any:
    """Call all of the chat; 200 where a call or a lesson is going on already."""
    person = asker(request)
    place = chats.place(person, chat_id)
    call, is_new = actions.begin(place=place, by=person)
    return Status(201 if is_new else 200, queries.seen(call, place))


@router.get("/calls/{call_id}", response=CallOut)
def look(request: HttpRequest, call_id: Id) -> Any:
    return queries.seen(*doors.call(asker(request), call_id))


@router.post("/calls/{call_id}/enter", response=EntranceOut)
def enter(request: HttpRequest, call_id: Id) -> Any:
    person = asker(request)
    call, _place = doors.call(person, call_id)
    ticket = actions.enter(call=call, session=request.session.session_key or "", by=person)
    return {"waiting": ticket.waiting, "url": media_address.for_page(request), "token": ticket.token}


@router.post("/calls/{call_id}/decline", response={204: None})
def decline(request: HttpRequest, call_id: Id) -> Any:
    person = asker(request)
    actions.decline(call=doors.call(person, call_id)[0], by=person)
    return Status(204, None)


@router.post("/calls/{call_id}/hand", response={204: None})
def raise_hand(request: HttpRequest, call_id: Id, given: HandIn) -> Any:
    person = asker(request)
    actions.raise_hand(call=doors.call(person, call_id)[0], raised=given.raised, by=person)
    return Status(204, None)


@router.post("/calls/{call_id}/end", response=CallOut)
def end(request: HttpRequest, call_id: Id) -> Any:
    person = asker(request)
    call, place = doors.call(person, call_id)
    return queries.seen(actions.end(call=call, by=person), place)


@router.get("/calls/{call_id}/attendance", response=AttendanceOut)
def attendance(request: HttpRequest, call_id: Id) -> Any:
    call = doors.call_to_lead(asker(request), call_id)
    return {"people": [_attended(one) for one in queries.attendance(call)]}


@router.put("/calls/{call_id}/word", response={204: None})
def word_of_all(request: HttpRequest, call_id: Id, given: AllIn) -> Any:
    """Silence, or the word to everybody again."""
    person, call = _led(request, call_id)
    (leading.let_all_speak if given.may_speak else leading.mute_all)(call=call, by=person)
    return Status(204, None)


@router.put("/calls/{call_id}/lock", response={204: None})
def lock(request: HttpRequest, call_id: Id, given: LockIn) -> Any:
    person, call = _led(request, call_id)
    (leading.lock if given.locked else leading.unlock)(call=call, by=person)
    return Status(204, None)


@router.put("/calls/{call_id}/people/{person_id}/word", response={204: None})
def word_of_one(request: HttpRequest, call_id: Id, person_id: Id, given: WordIn) -> Any:
    person, call = _led(request, call_id)
    leading.let_speak(call=call, person=_other(call, person_id), speak=given.speak, show=given.show, by=person)
    return Status(204, None)


@router.post("/calls/{call_id}/people/{person_id}/{what}", response={204: None})
def lead(
    request: HttpRequest, call_id: Id, person_id: Id, what: Literal["admit", "refuse", "mute", "stop-sharing", "remove"]
) -> Any:
    person, call = _led(request, call_id)
    do = {
        "admit": leading.admit,
        "refuse": leading.refuse,
        "mute": leading.mute,
        "stop-sharing": leading.stop_sharing,
        "remove": leading.remove,
    }[what]
    do(call=call, person=_other(call, person_id), by=person)
    return Status(204, None)


@router.post("/media/webhook", auth=None, response={204: None, 401: None}, include_in_schema=False)
def webhook(request: HttpRequest) -> Any:
    """The media server tells what happens; nobody else can, for it is signed over these very bytes."""
    try:
        happened = media.heard(request.body, request.headers.get("Authorization", ""))
    except media.Forged:
        return Status(401, None)
    attending.told(happened, now=clock.now())
    return Status(204, None)


def _led(request: HttpRequest, call_id: int) -> tuple[Person, Call]:
    person = asker(request)
    return person, doors.call_to_lead(person, call_id)


def _other(call: Call, person_id: int) -> Person:
    """Somebody of the call's chat, or 404."""
    return get_object_or_404(Person, pk=person_id, places__chat=call.chat_id)


def _attended(one: queries.Attended) -> dict[str, Any]:
    return {
        "person": people.person(one.person),
        "minutes": one.minutes,
        "is_there": one.is_there,
        "spans": [{"since": since, "until": until} for since, until in one.spans],
    }
