"""A window of a chat's history far from its end: round a message, and what was said after it.

Comes in: a place that a door gave, and where to look. Goes out: the messages there, whether there are more before and after.
Called by: `messenger.api`. Each is one or two walks along the index of (chat, seq), however long the chat is.
"""

from typing import Any

from zvonok.messenger import history, queries
from zvonok.messenger.models import Message, Place

Row = dict[str, Any]


def around(place: Place, *, seq: int, limit: int) -> Row:
    """Half of what is shown stands before the message. A message that is not there any more leaves its neighbours."""
    before = limit // 2
    newer = history.page(place, "from", seq=seq, limit=limit - before + 1)
    older = history.page(place, "before", seq=seq, limit=before + 1)
    page = older[:before][::-1] + newer[: limit - before]
    return {
        **_page(place, page, more=len(older) > before),
        "more_after": len(newer) > limit - before,
        "pinned": queries.with_reactions(place, queries.pinned(place)),
    }


def around_number(place: Place, *, number: int, limit: int) -> Row:
    """Round a message that is known by its number alone: the first unread, the first that names one."""
    said = Message.objects.filter(chat=place.chat_id, number__gte=number).order_by("number").values_list("seq", flat=True)
    return around(place, seq=said.first() or place.chat.last_seq, limit=limit)


def following(place: Place, *, seq: int, limit: int) -> Row:
    """What was said after it, whatever was changed since: a reader goes down, he does not catch up."""
    page = history.page(place, "after", seq=seq, limit=limit + 1)
    more = len(page) > limit
    return _page(place, page[:limit], more=more) | {"more_after": more}


def _page(place: Place, page: list[Message], *, more: bool) -> Row:
    # Every change up to this seq is in the page: the door read it before the messages were read.
    return {"messages": queries.with_reactions(place, page), "more": more, "last_seq": place.chat.last_seq, "pinned": []}
