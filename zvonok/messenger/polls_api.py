"""Polls over REST: each by the seq of its message. Thin: a door, an action or a query, an answer.

Called by: the client in `web/`, whose types are generated from this.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, BaseModel, Field

from zvonok.ground import limits
from zvonok.messenger import doors, polls, queries, tally
from zvonok.messenger.api import ChatId, MessageOut, PersonOut
from zvonok.roster.asker import asker

router = Router(tags=["messenger"])

Option = Annotated[str, Field(max_length=limits.poll_option_length_max * 2)]


class PollIn(Schema):
    uuid: UUID
    question: Annotated[str, Field(max_length=limits.poll_question_length_max * 2)]
    options: Annotated[list[Option], Field(max_length=limits.poll_options_max)]
    several: bool = False
    anonymous: bool = True
    ends_at: AwareDatetime | None = None


class VoteIn(Schema):
    """The whole of one's own answers; none takes them back."""

    options: Annotated[list[ChatId], Field(max_length=limits.poll_options_max)]


class VotersOut(BaseModel):
    people: list[PersonOut]
    next: int | None
    count: int


@router.post("/chats/{chat_id}/polls", response={201: MessageOut, 200: MessageOut})
def ask(request: HttpRequest, chat_id: ChatId, poll: PollIn) -> Any:
    by = asker(request)
    message, is_new = polls.ask(
        chat=doors.place(by, chat_id).chat_id,
        question=poll.question,
        options=poll.options,
        several=poll.several,
        anonymous=poll.anonymous,
        ends_at=poll.ends_at,
        uuid=poll.uuid,
        by=by,
    )
    return Status(201 if is_new else 200, queries.whole(message, by))


@router.put("/chats/{chat_id}/polls/{poll_seq}/vote", response=MessageOut)
def vote(request: HttpRequest, chat_id: ChatId, poll_seq: ChatId, chosen: VoteIn) -> Any:
    by = asker(request)
    return polls.vote(message=doors.poll(doors.place(by, chat_id), poll_seq), options=chosen.options, by=by)


@router.post("/chats/{chat_id}/polls/{poll_seq}/close", response=MessageOut)
def close(request: HttpRequest, chat_id: ChatId, poll_seq: ChatId) -> Any:
    by = asker(request)
    return polls.close(message=doors.poll(doors.place(by, chat_id), poll_seq), by=by)


@router.get("/chats/{chat_id}/polls/{poll_seq}/voters", response=VotersOut)
def get_voters(
    request: HttpRequest,
    chat_id: ChatId,
    poll_seq: ChatId,
    option: ChatId,
    after: Annotated[int, Field(ge=0, le=limits.free_chat_members_max * 100)] = 0,
    limit: Annotated[int, Field(ge=1, le=limits.voters_page_max)] = limits.voters_page_max,
) -> Any:
    message = doors.poll(doors.place(asker(request), chat_id), poll_seq)
    return tally.voters(message, option=option, after=after, limit=limit)
