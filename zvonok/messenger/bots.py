"""What a school's bot says. Which bots there are, and in which chats, a room to the right knows; here it is words of a school.

Comes in: a chat that the bot is in, its school and its name. Goes out: the message, and events to the members as of anyone's.
Called by: `programs.bots`.

A bot speaks as administrators do: announcements only and slow mode do not silence it, for an administrator has let it in and
takes it out. How much it says has a limit of its own, where bots are known.
"""

from typing import Any

from django.db import transaction

from zvonok.ground import clock
from zvonok.messenger import announce, heard, queries
from zvonok.messenger.actions import words
from zvonok.messenger.models import Chat, Message, Place
from zvonok.roster.models import School


@transaction.atomic
def post_of_bot(*, chat: int, text: str, school: School, bot: dict[str, Any]) -> Message:
    """`bot` is its id and the name that it has now: a message keeps it, whatever becomes of the bot."""
    said = words(text)
    locked = Chat.objects.select_for_update().get(pk=chat)
    message = Message.objects.create(
        chat=locked,
        seq=locked.last_seq + 1,
        number=locked.last_number + 1,
        kind=Message.Kind.TEXT,
        school_author=school,
        text=said,
        data={"bot": bot},
        at=clock.now(),
    )
    Chat.objects.filter(pk=chat).update(
        last_seq=message.seq, last_number=message.number, last_message=message, last_at=message.at
    )
    members = list(Place.objects.filter(chat=chat).values_list("person_id", flat=True))
    announce.said(members, queries.message(message))
    heard.said(message)
    return message
