"""The messenger's REST. Thin: a door, an action or a query, an answer.

Called by: the client in `web/`, whose types are generated from this.
"""

from dataclasses import asdict
from datetime import datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import AfterValidator, BaseModel, Field

from zvonok.files.api import FileOut
from zvonok.ground import clock, limits
from zvonok.messenger import (
    actions,
    doors,
    forwarding,
    history,
    in_place,
    me,
    own_place,
    queries,
    sent_files,
    several,
    switches,
    windows,
)
from zvonok.messenger.models import Place
from zvonok.roster.asker import asker

router = Router(tags=["messenger"])

Space = Literal["learning", "personal"]
Role = Literal["member", "administrator"]
ChatId = Annotated[int, Field(ge=1, lt=2**63)]
Seq = Annotated[int, Field(ge=0, lt=2**63)]
Search = Annotated[str, Field(max_length=limits.name_length_max)]
People = Annotated[list[ChatId], Field(max_length=limits.free_chat_members_max)]


def _is_moment_and_chat(given: str) -> str:
    """Only a moment that there is may stand before the stroke; else it is refused here, as what it is."""
    datetime.fromisoformat(given.partition("/")[0])
    return given


Before = Annotated[str, AfterValidator(_is_moment_and_chat)]


# What goes out is plain pydantic: ninja's Schema would look up every field of every row as it might stand in a model or in a
# template, and a list of fifty chats would take twice as long. What comes in is Schema.
class PersonOut(BaseModel):
    id: int
    name: str
    short_name: str
    initials: str
    colour: int
    picture: str | None


class SchoolOut(BaseModel):
    id: int
    name: str


class UnreadOut(BaseModel):
    learning: int
    personal: int


class HoursOut(BaseModel):
    starts: time
    ends: time


class PresenceOut(BaseModel):
    """Here now, or when he was; null where nobody knows. A person who may not be seen has no presence at all."""

    here: bool
    seen_at: datetime | None


class DraftOut(BaseModel):
    text: str
    reply_to: int | None


class MeOut(BaseModel):
    person: PersonOut
    language: Literal["ru", "en"]
    learning_space: str
    messenger: str
    profile: Literal["none", "awaiting_parent", "active", "suspended"]
    unread: UnreadOut
    schools: list[SchoolOut]
    # Whether he makes free chats in the learning space: a school may have switched pupils' off.
    makes_chats: bool
    edit_hours: int
    quiet_hours: HoursOut | None


class PreviewOut(BaseModel):
    author: str
    is_bot: bool
    own: bool
    kind: Literal["text", "sticker", "call", "photo", "file", "voice", "poll", "deleted"]
    text: str


class LiveOut(BaseModel):
    """A lesson or a call that is going on in the chat."""

    call: int
    kind: Literal["lesson", "call"]
    title: str
    by: int | None
    started_at: datetime


class ChatOut(BaseModel):
    id: int
    space: Space
    kind: Literal["staff_room", "class", "parents", "subject", "free", "dialogue"]
    ruled: bool
    title: str
    other: PersonOut | None
    school: str | None
    initials: str
    colour: int
    picture: str | None
    members: int
    role: Role
    muted: bool
    muted_until: datetime | None
    pinned_at: datetime | None
    hidden: bool
    announcements_only: bool
    reactions_only: bool
    slow_mode_seconds: int
    archived: bool
    last_seq: int
    last_number: int
    read_number: int
    unread: int
    marked_unread: bool
    mentions: list[int]
    read_by_others: int
    hidden_count: int
    draft: DraftOut | None
    preview: PreviewOut | None
    live: LiveOut | None
    at: datetime


class ChatsOut(BaseModel):
    chats: list[ChatOut]
    next: str | None


class AuthorOut(BaseModel):
    person: int | None
    name: str
    short_name: str
    initials: str
    colour: int
    picture: str | None
    # A program of the school: whoever shows its name says so beside it, in words.
    is_bot: bool


class QuoteOut(BaseModel):
    seq: int
    author: str
    is_bot: bool
    person: int | None
    kind: Literal["text", "sticker", "call", "photo", "file", "voice", "poll", "service"]
    text: str
    deleted: bool


class ReactionOut(BaseModel):
    emoji: str
    people: list[int]


class MessageOut(BaseModel):
    chat: int
    seq: int
    number: int | None
    kind: Literal["text", "sticker", "call", "photo", "file", "voice", "poll", "service"]
    author: AuthorOut | None
    text: str
    data: dict[str, Any]
    uuid: UUID | None
    at: datetime
    changed_seq: int | None
    edited_at: datetime | None
    pinned_at: datetime | None
    deleted: bool
    reply: QuoteOut | None
    reactions: list[ReactionOut]


class MessagesOut(BaseModel):
    messages: list[MessageOut]
    more: bool
    # Of a window round a message, and of those that follow one: whether the chat goes on after it.
    more_after: bool = False
    last_seq: int
    pinned: list[MessageOut]


class MemberOut(BaseModel):
    person: PersonOut
    role: Role
    presence: PresenceOut | None


class MembersOut(BaseModel):
    members: list[MemberOut]
    next: str | None
    count: int


class PeopleOut(BaseModel):
    people: list[PersonOut]


class ReadersOut(BaseModel):
    people: list[PersonOut]
    count: int


class ReactedOut(BaseModel):
    emoji: str
    person: PersonOut


Mentions = Annotated[list[ChatId], Field(max_length=limits.mentions_max)]


class WordsIn(Schema):
    text: Annotated[str, Field(max_length=limits.message_length_max)]
    mentions: Mentions = []


class MessageIn(WordsIn):
    """Words, with files or without, or a sticker."""

    uuid: UUID
    text: Annotated[str, Field(max_length=limits.message_length_max)] = ""
    files: Annotated[list[ChatId], Field(max_length=limits.files_in_message_max)] = []
    sticker: Annotated[str, Field(max_length=limits.name_length_max)] | None = None
    reply_to: ChatId | None = None


class ReactionIn(Schema):
    """Null takes one's own away."""

    emoji: Annotated[str, Field(max_length=limits.emoji_length_max)] | None


class ForwardedIn(Schema):
    uuid: UUID
    from_chat: ChatId
    messages: Annotated[list[ChatId], Field(min_length=1, max_length=limits.chosen_messages_max)]


class ChosenIn(Schema):
    messages: Annotated[list[ChatId], Field(min_length=1, max_length=limits.chosen_messages_max)]
    for_all: bool


class AllowedOut(BaseModel):
    """What the school lets its chats do. The server refuses the rest; a client does not offer it."""

    files: bool
    voice: bool
    polls: bool
    calls: bool


class PinIn(Schema):
    pinned: bool


class SharedFileOut(BaseModel):
    file: FileOut
    seq: int
    author: str
    at: datetime


class SharedOut(BaseModel):
    files: list[SharedFileOut]
    next: int | None = None


class ReadIn(Schema):
    number: Seq


class ReadOut(BaseModel):
    read_number: int


class PlaceIn(Schema):
    """Each that is given is settled; what is not given stays."""

    muted_for: own_place.MuteFor | None = None
    pinned: bool | None = None
    hidden: bool | None = None


class ChatIn(Schema):
    uuid: UUID
    title: Annotated[str, Field(max_length=limits.title_length_max * 2)]
    people: People
    space: Space = "learning"


class MembersIn(Schema):
    people: People


@router.get("/me", response=MeOut)
def get_me(request: HttpRequest) -> Any:
    return me.me(request)


@router.get("/chats", response=ChatsOut)
def get_chats(
    request: HttpRequest,
    space: Space = "learning",
    before: Annotated[Before | None, Field(pattern=r"^\d{4}-\d\d-\d\dT[\d:.]{8,15}\+\d\d:\d\d/\d{1,18}$")] = None,
    limit: Annotated[int, Field(ge=1, le=limits.chats_page_max)] = limits.chats_page_max,
) -> Any:
    return queries.chats(asker(request), space, before=before, limit=limit)


@router.post("/chats", response={201: ChatOut, 200: ChatOut})
def make_chat(request: HttpRequest, chat: ChatIn) -> Any:
    made, is_new = actions.make_free_chat(
        title=chat.title, members=chat.people, space=chat.space, uuid=chat.uuid, by=asker(request)
    )
    return Status(201 if is_new else 200, _chat(request, made.pk))


@router.get("/chats/{chat_id}", response=ChatOut)
def get_chat(request: HttpRequest, chat_id: ChatId) -> Any:
    return _chat(request, chat_id)


@router.get("/chats/{chat_id}/allowed", response=AllowedOut)
def get_allowed(request: HttpRequest, chat_id: ChatId) -> Any:
    by = asker(request)
    chat = doors.place(by, chat_id).chat
    return asdict(switches.for_chat(chat_school=chat.school_id, space=chat.space, by=by))


@router.get("/chats/{chat_id}/messages", response=MessagesOut)
def get_messages(
    request: HttpRequest,
    chat_id: ChatId,
    before: Seq | None = None,
    after: Seq | None = None,
    around: Seq | None = None,
    around_number: Seq | None = None,
    following: Seq | None = None,
    limit: Annotated[int, Field(ge=1, le=limits.messages_page_max)] = 50,
) -> Any:
    """The newest; those `before` a seq; what has changed `after` a seq; a window `around` a message, and `following` it."""
    place = doors.place(asker(request), chat_id)
    if around is not None:
        return windows.around(place, seq=around, limit=limit)
    if around_number is not None:
        return windows.around_number(place, number=around_number, limit=limit)
    if following is not None:
        return windows.following(place, seq=following, limit=limit)
    return queries.messages(place, before=before, after=after, limit=limit)


@router.post("/chats/{chat_id}/messages", response={201: MessageOut, 200: MessageOut})
def post_message(request: HttpRequest, chat_id: ChatId, message: MessageIn) -> Any:
    by, reply_to = asker(request), None
    if message.reply_to:
        reply_to = doors.message(doors.place(by, chat_id), message.reply_to)
    if message.files:
        # The door stands before the files too: nobody learns of a chat by what is said of them.
        sent = sent_files.post(
            chat=doors.place(by, chat_id).chat_id,
            files=message.files,
            text=message.text,
            uuid=message.uuid,
            reply_to=reply_to,
            chosen=message.mentions,
            by=by,
        )
    elif message.sticker:
        sent = actions.post_sticker(chat=chat_id, sticker=message.sticker, uuid=message.uuid, reply_to=reply_to, by=by)
    else:
        sent = actions.post(
            chat=chat_id, text=message.text, uuid=message.uuid, reply_to=reply_to, chosen=message.mentions, by=by
        )
    posted, is_new = sent
    reactions = {} if is_new else history.reactions([posted])
    return Status(201 if is_new else 200, queries.message(posted, reactions=reactions.get(posted.pk, ())))


@router.patch("/chats/{chat_id}/messages/{seq}", response=MessageOut)
def edit_message(request: HttpRequest, chat_id: ChatId, seq: ChatId, words: WordsIn) -> Any:
    by = asker(request)
    message = doors.message(doors.place(by, chat_id), seq)
    return in_place.edit(message=message, text=words.text, chosen=words.mentions, by=by)


@router.delete("/chats/{chat_id}/messages/{seq}", response={204: None})
def delete_message(request: HttpRequest, chat_id: ChatId, seq: ChatId, for_all: bool) -> Any:
    by = asker(request)
    place = doors.place(by, chat_id)
    message = doors.message(place, seq)
    if for_all:
        in_place.delete_for_all(message=message, by=by)
    else:
        own_place.hide_message(place=place, message=message)
    return Status(204, None)


@router.put("/chats/{chat_id}/messages/{seq}/reaction", response=MessageOut)
def react(request: HttpRequest, chat_id: ChatId, seq: ChatId, reaction: ReactionIn) -> Any:
    by = asker(request)
    return in_place.react(message=doors.message(doors.place(by, chat_id), seq), emoji=reaction.emoji, by=by)


@router.get("/chats/{chat_id}/messages/{seq}/reactions", response=list[ReactedOut])
def get_reactions(request: HttpRequest, chat_id: ChatId, seq: ChatId) -> Any:
    return queries.reacted(doors.message(doors.place(asker(request), chat_id), seq))


@router.put("/chats/{chat_id}/messages/{seq}/pin", response=MessageOut)
def pin_message(request: HttpRequest, chat_id: ChatId, seq: ChatId, pin: PinIn) -> Any:
    by = asker(request)
    return in_place.pin(message=doors.message(doors.place(by, chat_id), seq), pinned=pin.pinned, by=by)


@router.get("/chats/{chat_id}/messages/{seq}/readers", response=ReadersOut)
def get_readers(request: HttpRequest, chat_id: ChatId, seq: ChatId) -> Any:
    """For its author alone: who reads whose words is nobody else's business."""
    by = asker(request)
    place = doors.place(by, chat_id)
    message = doors.message(place, seq)
    if message.author_id != by.pk:
        raise Http404(doors.NO_SUCH_MESSAGE)
    return queries.readers(place, message)


@router.post("/chats/{chat_id}/deleted", response={204: None})
def delete_messages(request: HttpRequest, chat_id: ChatId, chosen: ChosenIn) -> Any:
    """All of them, or none."""
    by = asker(request)
    place = doors.place(by, chat_id)
    messages = doors.chosen(place, chosen.messages)
    if chosen.for_all:
        several.delete_several(messages=messages, by=by)
    else:
        several.hide_several(place=place, messages=messages)
    return Status(204, None)


@router.post("/chats/{chat_id}/forwarded", response=list[MessageOut])
def forward_messages(request: HttpRequest, chat_id: ChatId, forwarded: ForwardedIn) -> Any:
    """Into this chat, from another where the person sees them."""
    by = asker(request)
    doors.place(by, chat_id)
    messages = doors.messages(doors.place(by, forwarded.from_chat), forwarded.messages)
    copies = forwarding.forward(messages=messages, chat=chat_id, uuid=forwarded.uuid, by=by)
    return [queries.message(one) for one in copies]


@router.post("/chats/{chat_id}/unread", response=ChatOut)
def mark_unread(request: HttpRequest, chat_id: ChatId) -> Any:
    own_place.mark_unread(place=doors.place(asker(request), chat_id))
    return _chat(request, chat_id)


@router.get("/chats/{chat_id}/files", response=SharedOut, exclude_none=True)
def get_shared_files(
    request: HttpRequest,
    chat_id: ChatId,
    kind: Literal["image", "file", "voice"],
    before: Annotated[int | None, Field(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Field(ge=1, le=limits.shared_files_page_max)] = limits.shared_files_page_max,
) -> Any:
    return sent_files.shared(doors.place(asker(request), chat_id), kind=kind, before=before, limit=limit)


@router.post("/chats/{chat_id}/read", response=ReadOut)
def post_read(request: HttpRequest, chat_id: ChatId, read: ReadIn) -> Any:
    return {"read_number": actions.read(place=doors.place(asker(request), chat_id), number=read.number)}


@router.patch("/chats/{chat_id}/place", response=ChatOut)
def patch_place(request: HttpRequest, chat_id: ChatId, place: PlaceIn) -> Any:
    own, now = doors.place(asker(request), chat_id), clock.now()
    if place.muted_for is not None:
        own_place.mute(place=own, muted_for=place.muted_for, now=now)
    if place.pinned is not None:
        own_place.pin(place=own, pinned=place.pinned, now=now)
    if place.hidden is not None:
        own_place.hide(place=own, hidden=place.hidden)
    return _chat(request, chat_id)


@router.post("/chats/{chat_id}/leave", response={204: None})
def leave_chat(request: HttpRequest, chat_id: ChatId) -> Any:
    actions.leave(place=doors.place(asker(request), chat_id), by=asker(request))
    return Status(204, None)


@router.get("/chats/{chat_id}/members", response=MembersOut)
def get_members(
    request: HttpRequest,
    chat_id: ChatId,
    search: Search = "",
    after: Annotated[str | None, Field(pattern=r"^\d{1,6}$")] = None,
    limit: Annotated[int, Field(ge=1, le=limits.members_page_max)] = limits.members_page_max,
) -> Any:
    return queries.members(doors.place(asker(request), chat_id), search=search, after=after, limit=limit)


@router.post("/chats/{chat_id}/members", response={204: None})
def add_members(request: HttpRequest, chat_id: ChatId, members: MembersIn) -> Any:
    place = doors.administrators_place(asker(request), chat_id)
    actions.add_members(place=place, members=members.people, by=asker(request))
    return Status(204, None)


@router.delete("/chats/{chat_id}/members/{person_id}", response={204: None})
def remove_member(request: HttpRequest, chat_id: ChatId, person_id: ChatId) -> Any:
    place = doors.administrators_place(asker(request), chat_id)
    member = get_object_or_404(Place.objects.select_related("person"), chat=place.chat_id, person=person_id)
    actions.remove_member(place=place, person=member.person, by=asker(request))
    return Status(204, None)


def _chat(request: HttpRequest, chat_id: int) -> Any:
    row = queries.chat(asker(request), chat_id)
    if row is None:
        raise Http404(doors.NO_SUCH_CHAT)
    return row
