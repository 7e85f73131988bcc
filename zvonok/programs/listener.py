"""What a school's webhooks hear of: messages where its bots read, places of its chats, chats that are opened.

Called by: `messenger.heard` and `chat_rules.heard`, in the transaction of the change.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from zvonok.ground import clock
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger import people, queries
from zvonok.messenger.models import Chat, Message
from zvonok.programs import webhooks
from zvonok.programs.models import Webhook
from zvonok.roster.models import Person
from zvonok.roster.touched import Effect

Event = Webhook.Event

# Asked with every message, and the answer is mostly: nobody.
WHERE_BOTS_READ = """
SELECT webhook.id, min(place.sees_after_seq)
FROM programs_botplace place
JOIN programs_bot bot ON bot.id = place.bot_id AND bot.switched_off_at IS NULL
JOIN programs_webhook webhook ON webhook.school_id = bot.school_id AND webhook.paused_at IS NULL
WHERE place.chat_id = %(chat)s AND place.reads AND %(event)s = ANY(webhook.events)
GROUP BY webhook.id ORDER BY webhook.id
"""


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


def places_changed(effects: Sequence[Effect]) -> None:
    """One event a chat, however many people it is about."""
    wanting = _wanting(Event.PLACES_CHANGED).values("school")
    chats = Chat.objects.filter(pk__in={effect.chat_id for effect in effects}, school__in=wanting)
    heard = {chat.pk: chat for chat in chats}
    if not heard:
        return
    by_chat: dict[int, list[Effect]] = defaultdict(list)
    for effect in effects:
        if effect.chat_id in heard:
            by_chat[effect.chat_id].append(effect)
    persons = Person.objects.in_bulk({one.person_id for several in by_chat.values() for one in several})
    hooks = _by_school({chat.school_id for chat in heard.values() if chat.school_id}, Event.PLACES_CHANGED)
    for chat, several in by_chat.items():
        data: dict[str, Any] = {"chat": _chat(heard[chat]), "entered": [], "revised": [], "left": []}
        for one in several:
            data[one.what].append({**people.named(persons[one.person_id]), "role": queries.role_word(one.role)})
        webhooks.tell(hooks[heard[chat].school_id or 0], Event.PLACES_CHANGED, data, at=clock.now())


def chat_opened(chat: Chat) -> None:
    if chat.school_id:
        hooks = _by_school({chat.school_id}, Event.CHAT_OPENED)[chat.school_id]
        webhooks.tell(hooks, Event.CHAT_OPENED, {"chat": _chat(chat)}, at=clock.now())


def _wanting(event: str) -> Any:
    return Webhook.objects.filter(paused_at=None, events__contains=[event])


def _by_school(schools: set[int], event: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for school, webhook in _wanting(event).filter(school__in=schools).order_by("pk").values_list("school_id", "pk"):
        found[school].append(webhook)
    return found


def _chat(chat: Chat) -> dict[str, Any]:
    return {"id": chat.pk, "title": chat.title, "kind": chat.kind}
