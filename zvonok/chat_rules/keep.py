"""The heart. Rules yield claims, claims fold into places, and `keep` makes the places people have equal to those they
should have, in the caller's transaction. It takes no input but the scope: what should be is read, never told.

Comes in: a scope, and what to say in the chats it changes. Goes out: what was granted, revised and revoked.
Called by: the listener of the roster, the opening of chats, exceptions and the sweep. It alone writes ruled places.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Self

from django.db import connection
from psycopg.types.json import Jsonb

from zvonok.chat_rules import heard
from zvonok.ground import limits
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger import announce, queries
from zvonok.roster.touched import Effect

KEEP = (files("zvonok.chat_rules") / "keep.sql").read_text()
BY_PEOPLE = KEEP.format(scope="person_id = ANY(%(people)s)")
BY_CHATS = KEEP.format(scope="chat_id = ANY(%(chats)s)")
CHATS_OF_SCHOOLS = "SELECT chat_id FROM chat_rules_ruledchat WHERE school_id = ANY(%s)"
# Asked after keep.sql, which has waited for the chats' locks: whoever came in meanwhile is among them.
MEMBERS = "SELECT chat_id, array_agg(person_id) FROM messenger_place WHERE chat_id = ANY(%s) GROUP BY chat_id"

MEMBER, ADMINISTRATOR = 1, 2


@dataclass(frozen=True)
class Kept:
    """What one `keep` did. Nothing at all, when the places were right."""

    effects: Sequence[Effect] = ()

    @property
    def granted(self) -> int:
        return sum(effect.what == "entered" for effect in self.effects)

    @property
    def revised(self) -> int:
        return sum(effect.what == "revised" for effect in self.effects)

    @property
    def revoked(self) -> int:
        return sum(effect.what == "left" for effect in self.effects)


def keep(
    *,
    people: Iterable[int] | None = None,
    chats: Iterable[int] | None = None,
    schools: Iterable[int] | None = None,
    opening: dict[str, Any] | None = None,
) -> Kept:
    """Exactly one scope. The people, or the school, are held by the caller (`roster.touched`).

    `opening` is what the one chat says of itself that is filled for the first time.
    """
    statement, scope = _scope(people, chats, schools)
    is_small = all(len(members) <= limits.scope_planned_once_max for members in scope.values())
    arguments: dict[str, Any] = {
        **scope,
        "saying": Jsonb(opening or {"what": "places"}),
        "names_max": limits.names_in_service_message_max,
    }
    with prepared_cursor() if is_small else connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        changed = [_ChangedChat.of(*row) for row in cursor.fetchall()]
        if changed:
            cursor.execute(MEMBERS, [[chat.chat_id for chat in changed]])
            members = dict(cursor.fetchall())
    for chat in changed:
        _announce(chat, members.get(chat.chat_id, ()))
    effects = [effect for chat in changed for effect in chat.effects()]
    opened = scope["chats"][0] if opening else None
    if effects or opened:
        heard.places_changed(effects, opened)
    return Kept(effects)


@dataclass(frozen=True)
class _ChangedChat:
    """One row of keep.sql; `differences` are [person, role before or None, role after or None]."""

    chat_id: int
    title: str
    seq: int
    data: dict[str, Any]
    at: datetime
    differences: list[tuple[int, int | None, int | None]]

    @classmethod
    def of(cls, chat_id: int, title: str, seq: int, data: str, at: datetime, differences: str) -> Self:
        # Django leaves JSON of a bare cursor as text.
        return cls(chat_id, title, seq, json.loads(data), at, json.loads(differences))

    def effects(self) -> Iterable[Effect]:
        for person, was, role in self.differences:
            what = "entered" if was is None else "left" if role is None else "revised"
            yield Effect(what, person, self.chat_id, self.title, role or was or MEMBER)  # type: ignore[arg-type]


def _scope(
    people: Iterable[int] | None, chats: Iterable[int] | None, schools: Iterable[int] | None
) -> tuple[str, dict[str, list[int]]]:
    match people, chats, schools:
        case people, None, None if people is not None:
            return BY_PEOPLE, {"people": list(people)}
        case None, chats, None if chats is not None:
            return BY_CHATS, {"chats": list(chats)}
        case None, None, schools if schools is not None:
            with connection.cursor() as cursor:
                cursor.execute(CHATS_OF_SCHOOLS, [list(schools)])
                return BY_CHATS, {"chats": [row[0] for row in cursor.fetchall()]}
    raise TypeError("keep takes exactly one of people, chats and schools")


def _announce(chat: _ChangedChat, members: Iterable[int]) -> None:
    newcomers = {person for person, was, _role in chat.differences if was is None}
    leavers = {person for person, _was, role in chat.differences if role is None}
    revised = {person for person, was, role in chat.differences if was and role}
    message = queries.service_message(chat.chat_id, chat.seq, chat.data, chat.at)
    announce.said(set(members) - newcomers, message)
    announce.row_changed(newcomers | revised, chat.chat_id)
    announce.gone(leavers, chat.chat_id)
