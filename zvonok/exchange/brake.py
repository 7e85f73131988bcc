"""The brake: a change so great that it is perhaps a mistake is done only by one who types the school's name.

Comes in: what a change did to chats, asked in its transaction, after it. Goes out: what is grave about it, as JSON keeps it,
or nothing. Called by: `exchange.planning`; whatever else is planned before it is done (the rollover) may ask it too.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection

from zvonok.roster.names import looks
from zvonok.roster.touched import Effect

# Chats that somebody left or in which somebody is no administrator any more, as they are now.
CHATS: Final = """
SELECT chat.id, chat.title, count(place.person_id), count(place.person_id) FILTER (WHERE place.role = 2)
FROM messenger_chat chat LEFT JOIN messenger_place place ON place.chat_id = chat.id
WHERE chat.id = ANY(%s)
GROUP BY chat.id ORDER BY chat.title, chat.id
"""
TITLES_KEPT_MAX: Final = 200


def grave(effects: Sequence[Effect], *, leaving: int = 0) -> dict[str, Any]:
    """`leaving`: how many people the change takes out of the school, for it may have no chats yet."""
    left = {effect.chat_id for effect in effects if effect.what == "left"}
    led = {
        effect.chat_id
        for effect in effects
        if (effect.what == "left" and effect.role == 2) or (effect.what == "revised" and effect.role == 1)
    }
    with connection.cursor() as cursor:
        cursor.execute(CHATS, [sorted(left | led)])
        chats = cursor.fetchall()
    emptied = [title for chat, title, people, _administrators in chats if chat in left and not people]
    without = [title for chat, title, people, administrators in chats if chat in led and people and not administrators]
    revoked = sum(effect.what == "left" for effect in effects)
    found: dict[str, Any] = {}
    if emptied:
        found["emptied"] = {"count": len(emptied), "titles": emptied[:TITLES_KEPT_MAX]}
    if without:
        found["without_administrator"] = {"count": len(without), "titles": without[:TITLES_KEPT_MAX]}
    if revoked > settings.ROSTER_REVOKES_MAX:
        found["revoked"] = revoked
    if leaving > settings.ROSTER_REVOKES_MAX:
        found["leaving"] = leaving
    return found


def lets(typed: str, school_name: str) -> bool:
    """Whether this is the school's name: in any letters and quotes, for people type them as they are used to."""
    return _said(typed) == _said(school_name)


def _said(name: str) -> str:
    return "".join(sign for sign in looks(name) if sign.isalnum())
