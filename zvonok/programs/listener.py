"""What a school's webhooks hear of: messages where its bots read, places of its chats, chats that are opened.

Called by: `messenger.heard` and `chat_rules.heard`, in the transaction of the change.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from zvonok.ground import clock
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger import people, queries
from zvonok.messenger.models import Chat, Message
from zvonok.programs import webhooks
from zvonok.programs.models import Webhook
from zvonok.roster.models import Person
from zvonok.roster.touched import Effect

Event = Webhook.Event

# Asked with every change of places, and the answer is mostly: nobody.
WHO_WANTS = """
SELECT chat.id, chat.title, chat.kind, webhook.id, webhook.events
FROM messenger_chat chat
JOIN programs_webhook webhook ON webhook.school_id = chat.school_id AND webhook.paused_at IS NULL
WHERE chat.id = ANY(%(chats)s)
ORDER BY chat.id, webhook.id
"""

# Asked with every message, and the answer is mostly: nobody.
WHERE_BOTS_READ = """
SELECT webhook.id, min(place.sees_after_seq)
FROM programs_botplace place
JOIN programs_bot bot ON bot.id = place.bot_id AND bot.switched_off_at IS NULL
JOIN programs_webhook webhook ON webhook.school_id = bot.school_id AND webhook.paused_at IS NULL
WHERE place.chat_id = %(chat)s AND place.reads AND %(event)s = ANY(webhook.events)
GROUP BY webhook.id ORDER BY webhook.id
"""


class Wanting(NamedTuple):
    chat: int
    title: str
    kind: str
    webhook: int
    events: list[str]


def message_said(message: Message) -> None:
    """By people alone: bots that answer each other's words would never end."""
    if message.author_id is None:
        return
    with prepared_cursor() as cursor:
        cursor.execute(WHERE_BOTS_READ, {"chat": message.chat_id, "event": Event.MESSAGE_SAID.value})
        hooks = cursor.fetchall()
    for hook, sees_after in hooks:
        # An answer to what was said before the bots came is told without the quote.
        data = {"chat": _chat(message.chat), "message": queries.message(message, sees_after=sees_after)}
        webhooks.tell([hook], Event.MESSAGE_SAID, data, at=clock.now())


def places_changed(effects: Sequence[Effect], opened: int | None) -> None:
    """One event a chat, however many people it is about; a chat that was opened is an event of its own."""
    by_chat: dict[int, list[Effect]] = defaultdict(list)
    for effect in effects:
        by_chat[effect.chat_id].append(effect)
    with prepared_cursor() as cursor:
        cursor.execute(WHO_WANTS, {"chats": [*by_chat, opened]})
        wanting = [Wanting(*row) for row in cursor.fetchall()]
    named = {effect.person_id for one in wanting for effect in by_chat[one.chat]}
    persons = Person.objects.in_bulk(named) if named else {}
    for one in wanting:
        chat = {"id": one.chat, "title": one.title, "kind": one.kind}
        if one.chat == opened and Event.CHAT_OPENED in one.events:
            webhooks.tell([one.webhook], Event.CHAT_OPENED, {"chat": chat}, at=clock.now())
        if by_chat[one.chat] and Event.PLACES_CHANGED in one.events:
            data: dict[str, Any] = {"chat": chat, "entered": [], "revised": [], "left": []}
            for effect in by_chat[one.chat]:
                data[effect.what].append({**people.named(persons[effect.person_id]), "role": queries.role_word(effect.role)})
            webhooks.tell([one.webhook], Event.PLACES_CHANGED, data, at=clock.now())


def _chat(chat: Chat) -> dict[str, Any]:
    return {"id": chat.pk, "title": chat.title, "kind": chat.kind}
