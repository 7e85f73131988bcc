"""What lives beside the messages: what one has begun to write, that one is typing, that one is here. Thin: a door, an answer.

Called by: the client in `web/`.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from zvonok.accounts import presence as own_presence
from zvonok.ground import limits
from zvonok.messenger import doors, drafts, presence
from zvonok.messenger.api import ChatId, PresenceOut
from zvonok.roster.asker import asker

router = Router(tags=["messenger"])


class DraftIn(Schema):
    """All that stands in the field now; nothing erases the draft."""

    text: Annotated[str, Field(max_length=limits.message_length_max)]
    reply_to: ChatId | None = None


class OwnPresence(Schema):
    hidden: bool


class OwnPresenceOut(BaseModel):
    hidden: bool


class SeenOut(BaseModel):
    presence: PresenceOut | None


@router.put("/chats/{chat_id}/draft", response={204: None})
def put_draft(request: HttpRequest, chat_id: ChatId, draft: DraftIn) -> Any:
    drafts.save(place=doors.place(asker(request), chat_id), text=draft.text, reply_to=draft.reply_to)
    return Status(204, None)


@router.post("/chats/{chat_id}/typing", response={204: None})
def post_typing(request: HttpRequest, chat_id: ChatId) -> Any:
    by = asker(request)
    presence.typing(place=doors.place(by, chat_id), by=by)
    return Status(204, None)


@router.get("/people/{person_id}/presence", response=SeenOut)
def get_presence(request: HttpRequest, person_id: ChatId) -> Any:
    by = asker(request)
    person = doors.person(by, person_id)
    return {"presence": presence.seen(by.pk, [person.pk]).get(person.pk)}


@router.get("/presence", response=OwnPresenceOut)
def get_own_presence(request: HttpRequest) -> Any:
    return {"hidden": own_presence.is_hidden(asker(request))}


@router.put("/presence", response=OwnPresenceOut)
def put_own_presence(request: HttpRequest, own: OwnPresence) -> Any:
    own_presence.hide(hidden=own.hidden, by=asker(request))
    return {"hidden": own.hidden}
