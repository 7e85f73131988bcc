"""WHICH OPERATION A TOKEN MAY ASK FOR. One table: an operation that is not in it, or has no scope, is closed to tokens.

Comes in: an operation of the API. Goes out: its scope. Called by: `programs.bearer`, the API's description, the page of tokens.

Closed is what concerns a person's sign-in, his browsers and the people of a chat, and whatever a program has no need of.
"""

from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    CHATS_READ = "chats:read"
    MEMBERS_READ = "members:read"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    # Of bots' tokens, which have this one and no other.
    BOT = "bot"


# What a person may give to a token of his own.
OF_PERSON: dict[Scope, Promise] = {
    Scope.CHATS_READ: _("видеть ваше имя и список ваших чатов"),
    Scope.MEMBERS_READ: _("видеть, кто состоит в ваших чатах"),
    Scope.MESSAGES_READ: _("читать и искать сообщения в ваших чатах"),
    Scope.MESSAGES_WRITE: _("писать в ваши чаты от вашего имени"),
}

CLOSED = None

TABLE: dict[str, Scope | None] = {
    "GET /me": Scope.CHATS_READ,
    "GET /chats": Scope.CHATS_READ,
    "GET /chats/{chat_id}": Scope.CHATS_READ,
    "GET /chats/{chat_id}/why": Scope.CHATS_READ,
    "GET /chats/{chat_id}/allowed": Scope.CHATS_READ,
    "GET /chats/{chat_id}/members": Scope.MEMBERS_READ,
    "GET /chats/{chat_id}/reasons": Scope.MEMBERS_READ,
    "GET /chats/{chat_id}/missing": Scope.MEMBERS_READ,
    "GET /chats/{chat_id}/bots": Scope.MEMBERS_READ,
    "GET /chats/{chat_id}/messages": Scope.MESSAGES_READ,
    "GET /chats/{chat_id}/messages/{seq}/reactions": Scope.MESSAGES_READ,
    "GET /chats/{chat_id}/messages/{seq}/readers": Scope.MESSAGES_READ,
    "GET /chats/{chat_id}/files": Scope.MESSAGES_READ,
    "GET /search": Scope.MESSAGES_READ,
    "GET /chats/{chat_id}/polls/{poll_seq}/voters": Scope.MESSAGES_READ,
    "POST /chats/{chat_id}/messages": Scope.MESSAGES_WRITE,
    "POST /files": Scope.MESSAGES_WRITE,
    "PATCH /chats/{chat_id}/messages/{seq}": Scope.MESSAGES_WRITE,
    "PUT /chats/{chat_id}/messages/{seq}/reaction": Scope.MESSAGES_WRITE,
    # A bot's own.
    "GET /bot": Scope.BOT,
    "GET /bot/chats": Scope.BOT,
    "GET /bot/chats/{chat}/messages": Scope.BOT,
    "POST /bot/chats/{chat}/messages": Scope.BOT,
    # Closed.
    "POST /chats/{chat_id}/deleted": CLOSED,
    "GET /calls/{call_id}": CLOSED,
    "GET /calls/{call_id}/attendance": CLOSED,
    "POST /calls/{call_id}/decline": CLOSED,
    "POST /calls/{call_id}/end": CLOSED,
    "POST /calls/{call_id}/enter": CLOSED,
    "POST /calls/{call_id}/hand": CLOSED,
    "PUT /calls/{call_id}/lock": CLOSED,
    "PUT /calls/{call_id}/people/{person_id}/word": CLOSED,
    "POST /calls/{call_id}/people/{person_id}/{what}": CLOSED,
    "PUT /calls/{call_id}/word": CLOSED,
    "POST /chats": CLOSED,
    "DELETE /chats/{chat_id}/administrators/{person_id}": CLOSED,
    "PUT /chats/{chat_id}/administrators/{person_id}": CLOSED,
    "DELETE /chats/{chat_id}/bots/{bot_id}": CLOSED,
    "PUT /chats/{chat_id}/bots/{bot_id}": CLOSED,
    "POST /chats/{chat_id}/calls": CLOSED,
    "PUT /chats/{chat_id}/draft": CLOSED,
    "POST /chats/{chat_id}/export": CLOSED,
    "POST /chats/{chat_id}/forwarded": CLOSED,
    "POST /chats/{chat_id}/hand-over": CLOSED,
    "GET /chats/{chat_id}/invitations": CLOSED,
    "POST /chats/{chat_id}/invitations": CLOSED,
    "DELETE /chats/{chat_id}/invitations/{invitation_id}": CLOSED,
    "POST /chats/{chat_id}/leave": CLOSED,
    "POST /chats/{chat_id}/members": CLOSED,
    "DELETE /chats/{chat_id}/members/{person_id}": CLOSED,
    "DELETE /chats/{chat_id}/messages/{seq}": CLOSED,
    "POST /chats/{chat_id}/polls/{poll_seq}/close": CLOSED,
    "PUT /chats/{chat_id}/messages/{seq}/pin": CLOSED,
    "POST /chats/{chat_id}/messages/{seq}/report": CLOSED,
    "PUT /chats/{chat_id}/polls/{poll_seq}/vote": CLOSED,
    "DELETE /chats/{chat_id}/picture": CLOSED,
    "PUT /chats/{chat_id}/picture": CLOSED,
    "PATCH /chats/{chat_id}/place": CLOSED,
    "POST /chats/{chat_id}/polls": CLOSED,
    "POST /chats/{chat_id}/read": CLOSED,
    "POST /chats/{chat_id}/scheduled": CLOSED,
    "PUT /chats/{chat_id}/settings": CLOSED,
    "PUT /chats/{chat_id}/title": CLOSED,
    "POST /chats/{chat_id}/typing": CLOSED,
    "POST /chats/{chat_id}/unread": CLOSED,
    "POST /dialogues": CLOSED,
    "GET /invitations/{word}": CLOSED,
    "POST /invitations/{word}": CLOSED,
    "GET /me/archive": CLOSED,
    "DELETE /me/picture": CLOSED,
    "PUT /me/picture": CLOSED,
    "GET /people": CLOSED,
    "GET /people/blocked": CLOSED,
    "GET /people/{person_id}": CLOSED,
    "DELETE /people/{person_id}/block": CLOSED,
    "POST /people/{person_id}/block": CLOSED,
    "DELETE /people/{person_id}/picture": CLOSED,
    "GET /people/{person_id}/presence": CLOSED,
    "GET /presence": CLOSED,
    "PUT /presence": CLOSED,
    "GET /push/key": CLOSED,
    "PUT /push/subscription": CLOSED,
    "POST /push/subscription/end": CLOSED,
    "POST /push/ticket": CLOSED,
    "GET /quiet-hours": CLOSED,
    "PUT /quiet-hours": CLOSED,
    "GET /scheduled": CLOSED,
    "DELETE /scheduled/{scheduled_id}": CLOSED,
    "PATCH /scheduled/{scheduled_id}": CLOSED,
    "POST /scheduled/{scheduled_id}/now": CLOSED,
}


def of(method: str, path: str) -> Scope | None:
    return TABLE.get(f"{method.upper()} {path}")


def describe(schema: dict[str, Any]) -> None:
    """Which operations a token opens, and by which scope; of the rest the way in by a token is taken out."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            scope = of(method, path.removeprefix("/api"))
            ways = [way for way in operation.get("security", ()) if not way.keys() & {"Bearer", "BotBearer"}]
            if scope is Scope.BOT:
                ways = []
            operation["security"] = [*ways, {"Bearer": [scope.value]}] if scope else ways
    schema["components"].get("securitySchemes", {}).pop("BotBearer", None)
