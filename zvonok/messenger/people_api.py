"""People: whom one may write to, a person's card, dialogues, and those one has blocked. Thin: a door, an action, an answer.

Called by: the client in `web/`.
"""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel

from zvonok.ground import limits
from zvonok.messenger import dialogues, doors, people, queries
from zvonok.messenger.acquaintance import people_to_write
from zvonok.messenger.api import ChatId, ChatOut, PeopleOut, PersonOut, PresenceOut, Search, Space
from zvonok.messenger.card import card
from zvonok.messenger.models import Block
from zvonok.roster.asker import asker

router = Router(tags=["people"])


class DialogueIn(Schema):
    person: ChatId
    space: Space = "learning"


class MayWriteOut(BaseModel):
    """`why` is the table's reason, whichever way it decides."""

    may: bool
    why: str


class CardOut(BaseModel):
    person: PersonOut
    words: list[str]
    presence: PresenceOut | None
    may_write: MayWriteOut
    dialogue: int | None
    may_take_picture_away: bool
    blocked: bool


@router.get("/people", response=PeopleOut)
def get_people(request: HttpRequest, search: Search = "", space: Space = "learning") -> Any:
    found = people_to_write(asker(request), space)
    if search:
        found = found.filter(queries.named_like(search))
    return {"people": [people.person(one) for one in found[: limits.people_found_max]]}


@router.get("/people/blocked", response=PeopleOut)
def get_blocked(request: HttpRequest) -> Any:
    found = Block.objects.filter(person=asker(request)).select_related("blocked").order_by("-at", "pk")
    return {"people": [people.person(one.blocked) for one in found[: limits.members_page_max]]}


@router.get("/people/{person_id}", response=CardOut)
def get_person(request: HttpRequest, person_id: ChatId, space: Space = "learning") -> Any:
    by = asker(request)
    return card(doors.person(by, person_id), space=space, by=by)


@router.post("/people/{person_id}/block", response={204: None})
def block(request: HttpRequest, person_id: ChatId) -> Any:
    by = asker(request)
    dialogues.block(person=doors.person(by, person_id), by=by)
    return Status(204, None)


@router.delete("/people/{person_id}/block", response={204: None})
def unblock(request: HttpRequest, person_id: ChatId) -> Any:
    by = asker(request)
    dialogues.unblock(person=doors.person(by, person_id), by=by)
    return Status(204, None)


@router.post("/dialogues", response={201: ChatOut, 200: ChatOut})
def open_dialogue(request: HttpRequest, wanted: DialogueIn) -> Any:
    by = asker(request)
    chat, is_new = dialogues.open_dialogue(person=doors.person(by, wanted.person), space=wanted.space, by=by)
    return Status(201 if is_new else 200, queries.chat(by, chat.pk))
