"""What may be asked of the messenger. Every list has an end and a fixed number of queries.

Called by: `messenger.api`, the rooms to the right.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum

from zvonok.ground import clock, limits
from zvonok.messenger import history, people, presence, tally
from zvonok.messenger.doors import places_of
from zvonok.messenger.models import Chat, Message, Place, Reaction
from zvonok.messenger.rows import chat as chat
from zvonok.messenger.rows import chats as chats
from zvonok.messenger.rows import role_word as role_word
from zvonok.roster.models import Employee, Enrolment, Person

Row = dict[str, Any]


def unread(person: Person) -> dict[str, int]:
    """How many unread messages each space holds, muted and hidden chats left out."""
    counted = (
        places_of(person)
        .filter(audible(), hidden=False)
        .values_list("chat__space")
        .annotate(unread=Sum("chat__last_number") - Sum("read_number"))
    )
    return dict.fromkeys(Chat.Space.values, 0) | dict(counted)


def messages(place: Place, *, before: int | None, after: int | None, limit: int) -> Row:
    """A page of the history that the place lets see, in the order of `seq`; `more` in the direction asked.

    `after` asks what has changed since: what was said, and what was changed in place, in the order of the changes. The
    answer knows every change up to its `last_seq`, which the door read before the messages are read here.
    """
    if after is not None:
        page = history.page(place, "changed", seq=after, limit=limit + 1)
    else:
        page = history.page(place, "before", seq=history.ANY_SEQ if before is None else before, limit=limit + 1)
    more = len(page) > limit
    page = page[:limit]
    if after is None:
        page.reverse()
    newest = before is None and after is None
    return {
        "messages": with_reactions(place, page),
        "more": more,
        "last_seq": place.chat.last_seq,
        "pinned": with_reactions(place, pinned(place)) if newest else [],
    }


def pinned(place: Place) -> list[Message]:
    """The last pinned first."""
    return history.page(place, "pinned", limit=limits.pinned_messages_max)


def with_reactions(place: Place, page: list[Message]) -> list[Row]:
    reactions = history.reactions(page) if page else {}
    polls = tally.of(page, place.person_id)
    after = place.sees_after_seq
    return [message(one, reactions=reactions.get(one.pk, ()), poll=polls.get(one.pk), sees_after=after) for one in page]


def whole(one: Message, to: Person, *, sees_after: int = 0) -> Row:
    """A message with all that was done to it, as one person sees it."""
    poll = tally.of([one], to.pk).get(one.pk)
    return message(one, reactions=history.reactions([one]).get(one.pk, ()), poll=poll, sees_after=sees_after)


def members(place: Place, *, search: str, after: str | None, limit: int) -> Row:
    """Administrators first, then by name."""
    everyone = Place.objects.filter(chat_id=place.chat_id)
    count = everyone.count()
    found = everyone.select_related("person").order_by("-role", "person__last_name", "person__first_name", "person_id")
    if search:
        found = found.filter(named_like(search, "person__"))
    start = int(after or 0)
    page = list(found[start : start + limit + 1])
    seen = presence.seen(place.person_id, [one.person_id for one in page])
    return {
        "members": [
            {"person": people.person(one.person), "role": role_word(one.role), "presence": seen.get(one.person_id)}
            for one in page[:limit]
        ],
        "next": str(start + limit) if len(page) > limit else None,
        "count": count,
    }


def schools_of(person: Person) -> Sequence[int]:
    """Where he works, learns, or has a child who learns."""
    employed = Employee.objects.filter(person=person, until=None).values_list("school_id")
    learns = Enrolment.objects.filter(person=person, until=None).values_list("school_id")
    of_children = Enrolment.objects.filter(person__parents__parent=person, until=None).values_list("school_id")
    return [row[0] for row in employed.union(learns, of_children)]


def named_like(search: str, prefix: str = "") -> Q:
    """Every word typed begins a word of the name."""
    matching = Q()
    for word in search.split()[:4]:
        matching &= Q(**{f"{prefix}last_name__istartswith": word}) | Q(**{f"{prefix}first_name__istartswith": word})
    return matching


def audible() -> Q:
    """Places that are not muted now."""
    return Q(muted_until=None) | Q(muted_until__lte=clock.now())


def message(one: Message, *, reactions: Sequence[Row] = (), poll: Row | None = None, sees_after: int = 0) -> Row:
    """A message as a member sees it whose place sees what came after `sees_after`. A deleted one has no words."""
    if one.deleted_at:
        return {**_message(one), "text": "", "data": {}, "reply": None, "reactions": [], "pinned_at": None, "deleted": True}
    said = one.reply_to
    return {
        **_message(one),
        "data": {**one.data, "poll": poll} if poll else one.data,
        "reply": quote(said) if said and said.seq > sees_after else None,
        "reactions": list(reactions),
    }


def quote(one: Message) -> Row:
    """What an answer repeats of what it answers. The client makes the same of a message that changes."""
    return {
        "seq": one.seq,
        "author": people.author_name(one.author, one.school_author, one.bot_name),
        "is_bot": one.bot_name is not None,
        "person": one.author_id,
        "kind": one.kind,
        "text": "" if one.deleted_at else one.text[: limits.quote_length_max],
        "deleted": one.deleted_at is not None,
    }


def _message(one: Message) -> Row:
    return {
        "chat": one.chat_id,
        "seq": one.seq,
        "number": one.number,
        "kind": one.kind,
        "author": people.author(one.author, one.school_author, one.bot_name),
        "text": one.text,
        "data": one.data,
        "uuid": str(one.client_uuid) if one.client_uuid else None,
        "at": one.at.isoformat(),
        "changed_seq": one.changed_seq,
        "edited_at": one.edited_at.isoformat() if one.edited_at else None,
        "pinned_at": one.pinned_at.isoformat() if one.pinned_at else None,
        "deleted": False,
    }


def service_message(chat: int, seq: int, data: Row, at: datetime) -> Row:
    return {
        "chat": chat,
        "seq": seq,
        "number": None,
        "kind": Message.Kind.SERVICE,
        "author": None,
        "text": "",
        "data": data,
        "uuid": None,
        "at": at.isoformat(),
        "changed_seq": None,
        "edited_at": None,
        "pinned_at": None,
        "deleted": False,
        "reply": None,
        "reactions": [],
    }


def readers(place: Place, one: Message) -> Row:
    """Who has read a message, those who read last first. A newcomer's unread past is not read by him."""
    read = Place.objects.filter(chat=place.chat_id, read_at__isnull=False, read_number__gte=one.number, since__lte=one.at)
    found = read.exclude(person=one.author_id).select_related("person").order_by("-read_at", "person_id")
    page = found[: limits.members_page_max]
    return {"people": [people.person(each.person) for each in page], "count": found.count()}


def reacted(one: Message) -> list[Row]:
    """Who answered a message by which sign."""
    given = Reaction.objects.filter(message=one).select_related("person").order_by("at", "person_id")
    return [{"emoji": each.emoji, "person": people.person(each.person)} for each in given[: limits.free_chat_members_max]]
