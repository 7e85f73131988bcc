"""Passing on what was said in one chat into another, under one's own name, with the name of who said it first.

Comes in: messages that a door gave, and the chat where they go. Goes out: new messages there, in their order.
Called by: `messenger.api`.
"""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, people, sent_files, tally
from zvonok.messenger.models import Message
from zvonok.roster.models import Person

# What is a sign to those who were there, and not words: whom it named, where it came from, when it was written.
NOT_PASSED_ON = {"bot", "mentions", "forwarded", "later"}


@transaction.atomic
def forward(*, messages: Sequence[Message], chat: int, uuid: UUID, by: Person) -> list[Message]:
    """The same `uuid` again passes nothing on twice: each copy has a UUID made of it and of what it copies.

    A poll is passed on as its words: those who voted were asked in their own chat, and the votes stay there.
    """
    if any(message.kind == Message.Kind.CALL for message in messages):
        # Its message shows what goes on in its own chat; elsewhere it would be a door that opens to nobody.
        raise Refused(_("Звонок и урок не пересылают."), "messages")
    copies = []
    polls = tally.texts(messages)
    for message in messages:
        kept = {key: value for key, value in message.data.items() if key not in NOT_PASSED_ON}
        said_by = people.author(message.author, message.school_author, message.bot_name)
        first = message.data.get("forwarded") or {
            "name": said_by["short_name"] if said_by else "",
            **({"is_bot": True} if message.bot_name else {}),
            "at": message.at.isoformat(),
        }
        data = {**kept, "forwarded": first}
        kind, text = message.kind, message.text
        if message.pk in polls:
            kind, text = Message.Kind.TEXT, polls[message.pk]
        copy, is_new = actions.post_message(chat, by, kind, text, data, uuid5(uuid, str(message.pk)))
        if is_new:
            sent_files.attach(copy)
        copies.append(copy)
    return copies
