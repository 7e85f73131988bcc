"""One change of many chats, in a few statements whatever their number: another title, the archive and the way back.

Comes in: the numbers of ruled chats. Goes out: events to their members, after the commit.
Called by: `chat_rules.titles`, `chat_rules.archive`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from zvonok.messenger import announce, queries

# In the order in which everybody locks chats, so that nobody waits in a ring.
LOCK = "SELECT id FROM messenger_chat WHERE id = ANY(%s) ORDER BY id FOR UPDATE"

RETITLE = """
UPDATE messenger_chat chat SET title = given.title
FROM unnest(%(chats)s::bigint[], %(titles)s::text[]) AS given(id, title)
WHERE chat.id = given.id AND chat.title <> given.title RETURNING chat.id
"""

ARCHIVE = "UPDATE messenger_chat SET archived_at = %(at)s WHERE id = ANY(%(chats)s) AND archived_at IS NULL RETURNING id"
BRING_BACK = "UPDATE messenger_chat SET archived_at = NULL WHERE id = ANY(%(chats)s) AND archived_at IS NOT NULL RETURNING id"

SAY = """
WITH said AS (
    INSERT INTO messenger_message (chat_id, seq, kind, text, data)
    SELECT chat.id, chat.last_seq + 1, 'service', '', told.data
    FROM unnest(%(chats)s::bigint[], %(words)s::jsonb[]) AS told(id, data) JOIN messenger_chat chat ON chat.id = told.id
    ORDER BY chat.id
    RETURNING chat_id, seq, data, at
), counted AS (
    UPDATE messenger_chat SET last_seq = last_seq + 1 WHERE id = ANY(ARRAY(SELECT chat_id FROM said))
)
SELECT chat_id, seq, data, at, ARRAY(SELECT person_id FROM messenger_place place WHERE place.chat_id = said.chat_id)
FROM said ORDER BY chat_id
"""


@transaction.atomic
def retitle(titles: Mapping[int, str]) -> None:
    chats = sorted(titles)
    _lock(chats)
    changed = _changed(RETITLE, chats=chats, titles=[titles[chat] for chat in chats])
    _say({chat: {"what": "titled", "title": titles[chat]} for chat in changed})


@transaction.atomic
def archive(chats: Iterable[int], *, at: datetime) -> list[int]:
    """From now on they are only read. Returns those that were not in the archive before."""
    chosen = sorted(chats)
    _lock(chosen)
    changed = _changed(ARCHIVE, chats=chosen, at=at)
    _say({chat: {"what": "archived"} for chat in changed})
    return changed


@transaction.atomic
def bring_back(chats: Iterable[int]) -> list[int]:
    chosen = sorted(chats)
    _lock(chosen)
    changed = _changed(BRING_BACK, chats=chosen)
    _say({chat: {"what": "brought_back"} for chat in changed})
    return changed


def _lock(chats: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [chats])


def _changed(statement: str, **arguments: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return sorted(chat for (chat,) in cursor.fetchall())


def _say(words: Mapping[int, Mapping[str, Any]]) -> None:
    """A service message in each, under its next `seq`."""
    if not words:
        return
    told: dict[str, Any] = {"chats": list(words), "words": [Jsonb(one) for one in words.values()]}
    with connection.cursor() as cursor:
        cursor.execute(SAY, told)
        said = cursor.fetchall()
    for chat, seq, data, at, members in said:
        announce.said(members, queries.service_message(chat, seq, json.loads(data), at))
