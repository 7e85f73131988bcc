"""A chat as its member's list shows it, in one prepared question: every page of the list and every change of a row asks it.

Comes in: a person, and which of his chats. Goes out: rows. Called by: `messenger.queries`, which is what others ask.

A seam to the right too: what another room has to show in a row is asked in the row's own question.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from zvonok.ground import clock, limits
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger import people
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person

Row = dict[str, Any]

ROW = Path(__file__).with_name("row.sql").read_text()
HERE = "/* shown by rooms to the right */"
OF_ONE = "AND place.chat_id = %(chat)s"
# A dialogue that was opened and where nothing was said is shown to him alone who opened it.
OF_SPACE = """
AND chat.space = %(space)s AND (chat.kind <> 'dialogue' OR chat.last_seq > 0 OR chat.made_by_id = %(person)s)
AND (chat.last_at, chat.id) < (%(before_at)s, %(before_id)s)
ORDER BY chat.last_at DESC, chat.id DESC LIMIT %(limit)s
"""

_shown: dict[str, str] = {}


def show(name: str, expression: str) -> None:
    """Said once, when the program starts: SQL over the question's own `chat` and `place` that gives one JSON."""
    _shown[name] = expression
    _question.cache_clear()


def chats(person: Person, space: str, *, before: str | None = None, limit: int = limits.chats_page_max) -> Row:
    """The person's chats of one space, the newest first; `next` continues the list."""
    at, chat_id = _place_in_list(before)
    page = _asked(OF_SPACE, person, space=space, before_at=at, before_id=chat_id, limit=limit + 1)
    last = page[limit - 1] if len(page) > limit else None
    return {"chats": page[:limit], "next": f"{last['at'].isoformat()}/{last['id']}" if last else None}


def chat(person: Person, chat_id: int) -> Row | None:
    page = _asked(OF_ONE, person, chat=chat_id)
    return page[0] if page else None


def role_word(role: int) -> str:
    return "administrator" if role == Place.Role.ADMINISTRATOR else "member"


def _place_in_list(before: str | None) -> tuple[datetime | str, int]:
    if before is None:
        return "infinity", 0
    at, _, chat_id = before.rpartition("/")
    return datetime.fromisoformat(at), int(chat_id)


def _asked(which: str, person: Person, **scope: Any) -> list[Row]:
    ends = {"quote": limits.quote_length_max, "mentions": limits.unread_mentions_shown_max}
    with prepared_cursor() as cursor:
        cursor.execute(_question(which), {"person": person.pk, **ends, **scope})
        names = [column.name for column in cursor.description]
        now = clock.now()
        return [_row(person, dict(zip(names, values, strict=True)), now) for values in cursor.fetchall()]


@cache
def _question(which: str) -> str:
    shown = "".join(f", ({expression}) AS {name}" for name, expression in _shown.items())
    return ROW.replace(HERE, shown) + which


def _row(person: Person, found: Row, now: datetime) -> Row:
    other = _other(found)
    return {
        "id": found["id"],
        "space": found["space"],
        "kind": found["kind"],
        "ruled": found["ruled"],
        "title": other["name"] if other else found["title"],
        "other": other,
        "school": found["school"],
        "initials": other["initials"] if other else people.initials(found["title"]),
        "colour": other["colour"] if other else found["id"] % people.COLOURS,
        "picture": other["picture"] if other else found["picture"],
        "members": found["members"],
        "role": role_word(found["role"]),
        "muted": bool(found["muted_until"] and found["muted_until"] > now),
        "muted_until": found["muted_until"],
        "pinned_at": found["pinned_at"],
        "hidden": found["hidden"],
        "announcements_only": found["announcements_only"],
        "reactions_only": found["reactions_only"],
        "slow_mode_seconds": found["slow_mode_seconds"],
        "archived": found["archived_at"] is not None,
        "last_seq": found["last_seq"],
        "last_number": found["last_number"],
        "read_number": found["read_number"],
        "unread": found["last_number"] - found["read_number"],
        "marked_unread": found["marked_unread"],
        "mentions": found["mentions"],
        "read_by_others": found["read_by_others"],
        "hidden_count": found["hidden_count"],
        "draft": _draft(found),
        "preview": _preview(person, found),
        "at": found["at"],
        **{name: json.loads(found[name] or "null") for name in _shown},
    }


def _other(found: Row) -> Row | None:
    """Of a dialogue: it is shown to each under the other's name."""
    if found["kind"] != Chat.Kind.DIALOGUE:
        return None
    names = {"first_name": found["other_first_name"], "last_name": found["other_last_name"]}
    return people.person(Person(pk=found["other_id"], picture=found["other_picture"], **names))


def _preview(person: Person, found: Row) -> Row | None:
    if found["said_seq"] is None or found["said_seq"] <= found["sees_after_seq"]:
        return None
    gone = found["said_is_gone"]
    return {
        "author": _author(found),
        "is_bot": found["said_by_bot"] is not None,
        "own": found["said_by"] == person.pk,
        "kind": "deleted" if gone else found["said_kind"],
        "text": "" if gone else found["said_text"],
    }


def _draft(found: Row) -> Row | None:
    if found["draft_text"] is None:
        return None
    return {"text": found["draft_text"], "reply_to": found["draft_reply_to"]}


def _author(found: Row) -> str:
    if found["said_by"]:
        return Person(first_name=found["author_first_name"], last_name=found["author_last_name"]).short_name
    return found["said_by_bot"] or found["said_by_school"] or ""
