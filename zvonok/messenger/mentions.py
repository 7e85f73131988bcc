"""Whom a message names with @, and whom it answers.

Comes in: the words, and the people whom the author chose. Goes out: what the message keeps of them, and rows of `Mention`.
Called by: `messenger.actions`, `messenger.in_place`.

A mention is plain words, «@Вероника С.», so that a list, a search and an export show it as it is; beside them the message
keeps whose name that is. A name that the words no longer hold is no mention.
"""

from collections.abc import Iterable
from typing import Any

from zvonok.messenger import people
from zvonok.messenger.models import Mention, Message, Place


def named_in(chat: int, text: str, chosen: Iterable[int]) -> dict[str, Any]:
    """The members among those chosen whose names the words hold."""
    wanted = set(chosen)
    if not wanted or "@" not in text:
        return {}
    members = Place.objects.filter(chat=chat, person__in=wanted).select_related("person").order_by("person_id")
    named = [people.named(place.person) for place in members]
    found = [one for one in named if f"@{one['name']}" in text]
    return {"mentions": found} if found else {}


def keep(message: Message) -> None:
    """Rows of `Mention` made equal to what the message says now. One does not mention oneself."""
    named = {one["id"] for one in message.data.get("mentions", ())}
    if message.reply_to and message.reply_to.author_id:
        named.add(message.reply_to.author_id)
    named.discard(message.author_id)
    Mention.objects.filter(message=message).exclude(person__in=named).delete()
    if named and message.number is not None:
        inside = Place.objects.filter(chat=message.chat_id, person__in=named).values_list("person_id", flat=True)
        Mention.objects.bulk_create(
            [Mention(message=message, person_id=person, chat_id=message.chat_id, number=message.number) for person in inside],
            ignore_conflicts=True,
        )
