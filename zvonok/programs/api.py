"""What bots ask, and who lets them into a chat. Thin: a door, an action or a query, an answer.

Called by: the bots' programs; the client in `web/`.
"""

from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from zvonok.ground import clock, limits
from zvonok.messenger import doors, queries
from zvonok.messenger.api import ChatId, MessageOut, MessagesOut, Seq
from zvonok.messenger.models import Place
from zvonok.programs import bots
from zvonok.programs.bearer import BotBearer, Turned
from zvonok.programs.models import Bot, Token
from zvonok.roster.asker import asker

router = Router(tags=["programs"])
bot_router = Router(tags=["bots"], auth=BotBearer())


class BotOut(BaseModel):
    id: int
    name: str
    purpose: str


class BotInChatOut(BotOut):
    reads: bool


class BotsOut(BaseModel):
    """`may_be_let_in` is of the chat's administrators who work at a school that has bots; of all others it is empty."""

    bots: list[BotInChatOut]
    may_be_let_in: list[BotOut]


class BotPlaceIn(Schema):
    reads: bool


class BotItselfOut(BotOut):
    school: str


class BotChatOut(BaseModel):
    id: int
    title: str
    kind: str
    reads: bool


class BotMessageIn(Schema):
    uuid: UUID
    text: Annotated[str, Field(max_length=limits.message_length_max)]


@router.get("/chats/{chat_id}/bots", response=BotsOut)
def get_bots(request: HttpRequest, chat_id: ChatId) -> Any:
    by = asker(request)
    place = doors.place(by, chat_id)
    others = bots.may_be_let_in(place, by)[: limits.bots_of_school_max]
    return {
        "bots": [{**_bot(one.bot), "reads": one.reads} for one in bots.of_chat(chat_id)],
        "may_be_let_in": [_bot(one) for one in others],
    }


@router.put("/chats/{chat_id}/bots/{bot_id}", response={204: None})
def let_bot_in(request: HttpRequest, chat_id: ChatId, bot_id: ChatId, given: BotPlaceIn) -> Any:
    by = asker(request)
    place = doors.administrators_place(by, chat_id)
    bots.let_in(place=place, bot=bots.to_let_in(place, bot_id, by), reads=given.reads, by=by)
    return Status(204, None)


@router.delete("/chats/{chat_id}/bots/{bot_id}", response={204: None})
def take_bot_out(request: HttpRequest, chat_id: ChatId, bot_id: ChatId) -> Any:
    by = asker(request)
    bots.take_out(place=doors.administrators_place(by, chat_id), bot=bot_id, by=by)
    return Status(204, None)


@bot_router.get("/bot", response=BotItselfOut)
def get_bot(request: HttpRequest) -> Any:
    bot = _asking_bot(request)
    return {**_bot(bot), "school": bot.school.name}


@bot_router.get("/bot/chats", response=list[BotChatOut])
def get_bot_chats(request: HttpRequest) -> Any:
    places = _asking_bot(request).places.select_related("chat").order_by("chat__title", "chat_id")
    return [
        {"id": one.chat_id, "title": one.chat.title, "kind": one.chat.kind, "reads": one.reads}
        for one in places[: limits.chats_page_max]
    ]


@bot_router.get("/bot/chats/{chat}/messages", response=MessagesOut)
def get_bot_messages(
    request: HttpRequest,
    chat: ChatId,
    before: Seq | None = None,
    after: Seq | None = None,
    limit: Annotated[int, Field(ge=1, le=limits.messages_page_max)] = 50,
) -> Any:
    place = bots.place_of(_asking_bot(request), chat)
    if not place.reads:
        raise Turned(403, _("Этому боту не разрешили читать сообщения чата."))
    # As a member's place would see it that is nobody's: since the bot came.
    seeing = Place(chat=place.chat, sees_after_seq=place.sees_after_seq)
    return queries.messages(seeing, before=before, after=after, limit=limit)


@bot_router.post("/bot/chats/{chat}/messages", response={201: MessageOut, 200: MessageOut})
def post_bot_message(request: HttpRequest, chat: ChatId, message: BotMessageIn) -> Any:
    place = bots.place_of(_asking_bot(request), chat)
    try:
        said, is_new = bots.post(place=place, text=message.text, uuid=message.uuid, now=clock.now())
    except bots.TooFast:
        raise Turned(429, _("Бот пишет слишком часто. Подождите минуту."), {"Retry-After": "60"}) from None
    return Status(201 if is_new else 200, queries.message(said))


def _asking_bot(request: HttpRequest) -> Bot:
    token = cast(Token, cast(Any, request).auth)
    return cast(Bot, token.bot)


def _bot(one: Bot) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "purpose": one.purpose}
