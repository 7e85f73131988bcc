"""What a school's bot says. Which bots there are, and in which chats, a room to the right knows; here it is words of a school.

Comes in: a chat that the bot is in, its school and its name. Goes out: the message, and events to the members as of anyone's.
Called by: `programs.bots`.

A bot speaks as administrators do: announcements only and slow mode do not silence it, for an administrator has let it in and
takes it out. How much it says has a limit of its own, where bots are known.
"""

from typing import Any

from zvonok.messenger.actions import post_by_school, words
from zvonok.messenger.models import Message
from zvonok.roster.models import School


def post_of_bot(*, chat: int, text: str, school: School, bot: dict[str, Any]) -> Message:
    """`bot` is its id and the name that it has now: a message keeps it, whatever becomes of the bot."""
    return post_by_school(chat=chat, kind=Message.Kind.TEXT, text=words(text), data={"bot": bot}, school=school.pk, by=None)
