"""Messages of a chat as one place sees them, with all that they are told with, in one prepared question.

Comes in: a place that a door gave, and which messages. Goes out: messages in the order asked, and the signs given to them.
Called by: `messenger.queries`, `messenger.windows`. The door `visible` says the same to those who ask more rarely.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

from zvonok.ground.prepared import Joined, prepared_cursor
from zvonok.messenger.models import Message, Place
from zvonok.roster.models import Person, School

# Beyond every message of every chat.
ANY_SEQ = 2**63 - 1
Which = Literal["before", "from", "after", "changed", "pinned"]

TOLD = Joined(message=Message, author=Person, school=School, said=Message, said_author=Person, said_school=School)
# How many is written into the text: a plan for any number of messages would be one for a tenth of the chat.
PAGE = """
SELECT {columns}
FROM (
    SELECT message.* FROM {which} message
    WHERE message.seq > %(sees_after)s
      AND NOT EXISTS (
          SELECT FROM messenger_hidden hidden WHERE hidden.message_id = message.id AND hidden.person_id = %(person)s)
    ORDER BY {order} LIMIT {limit}
) message
LEFT JOIN roster_person author ON author.id = message.author_id
LEFT JOIN roster_school school ON school.id = message.school_author_id
LEFT JOIN messenger_message said ON said.id = message.reply_to_id
LEFT JOIN roster_person said_author ON said_author.id = said.author_id
LEFT JOIN roster_school said_school ON said_school.id = said.school_author_id
ORDER BY {order}
"""
OF_CHAT = "(SELECT * FROM messenger_message WHERE chat_id = %(chat)s AND {})"
WHICH: dict[Which, tuple[str, str]] = {
    "before": (OF_CHAT.format("seq < %(seq)s"), "message.seq DESC"),
    "from": (OF_CHAT.format("seq >= %(seq)s"), "message.seq"),
    "after": (OF_CHAT.format("seq > %(seq)s"), "message.seq"),
    "changed": (
        """(
            SELECT * FROM messenger_message WHERE chat_id = %(chat)s AND seq > %(seq)s
            UNION ALL
            SELECT * FROM messenger_message WHERE chat_id = %(chat)s AND changed_seq > %(seq)s AND seq <= %(seq)s
        )""",
        "greatest(message.seq, message.changed_seq)",
    ),
    "pinned": (OF_CHAT.format("pinned_at IS NOT NULL"), "message.pinned_at DESC, message.seq DESC"),
}
SIGNS = """
SELECT message_id, emoji, person_id FROM messenger_reaction WHERE message_id = ANY(%s) ORDER BY at, person_id
"""


def page(place: Place, which: Which, *, seq: int = 0, limit: int) -> list[Message]:
    source, order = WHICH[which]
    asked = {"chat": place.chat_id, "sees_after": place.sees_after_seq, "person": place.person_id, "seq": seq}
    with prepared_cursor() as cursor:
        cursor.execute(PAGE.format(columns=TOLD.columns, which=source, order=order, limit=limit), asked)
        return [_message(row) for row in cursor.fetchall()]


def reactions(messages: Sequence[Message]) -> dict[int, list[dict[str, Any]]]:
    """What people answered to each message by a sign: in the order of the first of each sign, all who gave it."""
    found: dict[int, dict[str, list[int]]] = defaultdict(dict)
    with prepared_cursor() as cursor:
        cursor.execute(SIGNS, [[one.pk for one in messages]])
        for message, emoji, person in cursor.fetchall():
            found[message].setdefault(emoji, []).append(person)
    return {key: [{"emoji": emoji, "people": people} for emoji, people in signs.items()] for key, signs in found.items()}


def _message(row: Sequence[Any]) -> Message:
    message: Message
    message, message.author, message.school_author, said, said_author, said_school = TOLD.objects(row)
    if said:
        said.author, said.school_author = said_author, said_school
    message.reply_to = said
    return message
