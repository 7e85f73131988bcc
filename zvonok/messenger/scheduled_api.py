"""Messages that wait for their time, over REST. Each is its author's alone. Thin: a door, an action, an answer.

Called by: the client in `web/`, whose types are generated from this.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, BaseModel, Field

from zvonok.ground import limits
from zvonok.messenger import doors, queries, scheduled
from zvonok.messenger.api import ChatId, Mentions, MessageOut
from zvonok.roster.asker import asker

router = Router(tags=["messenger"])

Text = Annotated[str, Field(max_length=limits.message_length_max)]


class ScheduledIn(Schema):
    """Words, or a sticker."""

    uuid: UUID
    send_at: AwareDatetime
    text: Text = ""
    sticker: Annotated[str, Field(max_length=limits.name_length_max)] | None = None
    reply_to: ChatId | None = None
    mentions: Mentions = []


class RevisedIn(Schema):
    """Each that is given is changed; what is not given stays."""

    text: Text | None = None
    mentions: Mentions | None = None
    send_at: AwareDatetime | None = None


class ScheduledOut(BaseModel):
    id: int
    chat: int
    chat_title: str | None
    text: str
    sticker: str | None
    mentions: list[int]
    send_at: datetime
    refused: str | None


class AllScheduledOut(BaseModel):
    scheduled: list[ScheduledOut]


@router.get("/scheduled", response=AllScheduledOut)
def get_scheduled(request: HttpRequest) -> Any:
    return {"scheduled": scheduled.of(asker(request))}


@router.post("/chats/{chat_id}/scheduled", response={201: ScheduledOut, 200: ScheduledOut})
def schedule(request: HttpRequest, chat_id: ChatId, wanted: ScheduledIn) -> Any:
    by = asker(request)
    place = doors.place(by, chat_id)
    made, is_new = scheduled.schedule(
        place=place,
        text=wanted.text,
        sticker=wanted.sticker,
        send_at=wanted.send_at,
        uuid=wanted.uuid,
        reply_to=doors.message(place, wanted.reply_to) if wanted.reply_to else None,
        chosen=wanted.mentions,
        by=by,
    )
    return Status(201 if is_new else 200, scheduled.row(made))


@router.patch("/scheduled/{scheduled_id}", response=ScheduledOut)
def revise(request: HttpRequest, scheduled_id: ChatId, wanted: RevisedIn) -> Any:
    revised = scheduled.revise(
        scheduled=scheduled_id, text=wanted.text, chosen=wanted.mentions, send_at=wanted.send_at, by=asker(request)
    )
    return scheduled.row(revised)


@router.delete("/scheduled/{scheduled_id}", response={204: None})
def drop(request: HttpRequest, scheduled_id: ChatId) -> Any:
    scheduled.drop(scheduled=scheduled_id, by=asker(request))
    return Status(204, None)


@router.post("/scheduled/{scheduled_id}/now", response=MessageOut)
def send_now(request: HttpRequest, scheduled_id: ChatId) -> Any:
    by = asker(request)
    return queries.whole(scheduled.send_now(scheduled=scheduled_id, by=by), by)
