"""Search in what a person may read: Russian words in any of their forms, «ё» as «е», the newest first.

Comes in: a person and what he typed. Goes out: messages with the found words marked, and where they stand.
Called by: `messenger.search_api`. The index is `message_words` (migration 0010), whose expression stands here too.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from zvonok.ground import limits
from zvonok.messenger import people
from zvonok.messenger.doors import places_of
from zvonok.messenger.models import Message
from zvonok.roster.models import Person

# Signs of nobody's alphabet stand around a found word on its way here; a text that has them itself loses them.
OPEN, CLOSE = "\ue000", "\ue001"

FOUND = """
WITH asked AS (
    SELECT websearch_to_tsquery('russian', replace(lower(%(words)s), 'ё', 'е')) AS query
), found AS (
    SELECT message.id, message.text, message.at
    FROM messenger_message message
    JOIN messenger_place place ON place.chat_id = message.chat_id AND place.person_id = %(person)s
    CROSS JOIN asked
    WHERE message.kind IN ('text', 'poll')
      AND message.chat_id = ANY(%(chats)s)
      AND message.deleted_at IS NULL
      AND message.seq > place.sees_after_seq
      AND NOT EXISTS (
          SELECT FROM messenger_hidden hidden WHERE hidden.message_id = message.id AND hidden.person_id = %(person)s
      )
      AND to_tsvector('russian', replace(lower(message.text), 'ё', 'е')) @@ asked.query
      AND (%(before)s::bigint IS NULL OR message.id < %(before)s)
    ORDER BY message.id DESC
    LIMIT %(limit)s
)
SELECT found.id, ts_headline(
    'russian', translate(found.text, %(marks)s, ''), asked.query,
    'StartSel=' || left(%(marks)s, 1) || ', StopSel=' || right(%(marks)s, 1) || ', MaxFragments=1, MaxWords=16, MinWords=6')
FROM found CROSS JOIN asked
ORDER BY found.id DESC
"""


def messages(person: Person, words: str, *, before: int | None, limit: int = limits.messages_found_max) -> dict[str, Any]:
    """A page of what was found; `next` goes on where it ends."""
    chats = dict(places_of(person).values_list("chat_id", "chat__title"))
    asked: dict[str, Any] = {
        "words": words,
        "person": person.pk,
        "chats": list(chats),
        "before": before,
        "limit": limit + 1,
        "marks": OPEN + CLOSE,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, asked)
        rows = cursor.fetchall()
    page = dict(rows[:limit])
    found = Message.objects.select_related("author", "school_author").in_bulk(page)
    return {
        "found": [_row(found[message], chats[found[message].chat_id], page[message]) for message in page],
        "next": rows[limit - 1][0] if len(rows) > limit else None,
    }


def _row(message: Message, chat_title: str, headline: str) -> dict[str, Any]:
    at: datetime = message.at
    return {
        "chat": message.chat_id,
        "chat_title": chat_title,
        "seq": message.seq,
        "author": people.author(message.author, message.school_author, message.bot_name),
        "parts": _parts(headline),
        "at": at,
    }


def _parts(headline: str) -> list[dict[str, Any]]:
    """The headline as runs of text, found or not: the client marks them, and nothing in it is ever HTML."""
    parts = []
    for run in headline.split(OPEN):
        marked, closed, rest = run.partition(CLOSE)
        if closed:
            parts.append({"text": marked, "is_found": True})
            parts.append({"text": rest, "is_found": False})
        else:
            parts.append({"text": marked, "is_found": False})
    return [part for part in parts if part["text"]]
