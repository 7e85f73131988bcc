"""Why one is in a chat, and who is missing, for the messenger's member list.

Called by: the client in `web/`.
"""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zvonok.chat_rules import queries
from zvonok.ground import limits
from zvonok.messenger import doors, people
from zvonok.messenger.api import ChatId, PersonOut, Role
from zvonok.messenger.queries import role_word
from zvonok.roster.asker import asker

router = Router(tags=["chat rules"])


class ReasonsOfPersonOut(Schema):
    person: int
    reasons: list[str]


class ReasonsOut(Schema):
    reasons: list[ReasonsOfPersonOut]


class WhyOut(Schema):
    reasons: list[str]


class MissingPersonOut(Schema):
    person: PersonOut
    role: Role
    why: str


class MissingOut(Schema):
    missing: list[MissingPersonOut]
    count: int


@router.get("/chats/{chat_id}/reasons", response=ReasonsOut)
def get_reasons(request: HttpRequest, chat_id: ChatId) -> Any:
    doors.place(asker(request), chat_id)
    found = queries.reasons(chat_id)
    return {"reasons": [{"person": person, "reasons": reasons} for person, reasons in found.items()]}


@router.get("/chats/{chat_id}/why", response=WhyOut)
def get_why(request: HttpRequest, chat_id: ChatId) -> Any:
    person = asker(request)
    doors.place(person, chat_id)
    return {"reasons": queries.reasons(chat_id, person.pk).get(person.pk, [])}


@router.get("/chats/{chat_id}/missing", response=MissingOut)
def get_missing(request: HttpRequest, chat_id: ChatId) -> Any:
    doors.administrators_place(asker(request), chat_id)
    found = queries.missing([chat_id])
    shown = found[: limits.members_page_max]
    return {
        "missing": [{"person": people.person(one.person), "role": role_word(one.role), "why": one.why} for one in shown],
        "count": len(found),
    }
