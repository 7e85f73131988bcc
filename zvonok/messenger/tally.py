"""What a poll says now: its answers with the votes counted, and which of them are his who asks.

Comes in: messages, and a person or nobody. Goes out: what a message tells beside its words; who chose what, where
that has names.
Called by: `messenger.queries`, `messenger.in_place`, `messenger.polls`, `messenger.export`, `messenger.forwarding`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _

from zvonok.messenger import people
from zvonok.messenger.models import Message, Poll, PollOption, PollVote

Row = dict[str, Any]


def of(messages: Iterable[Message], to: int | None) -> dict[int, Row]:
    """Every poll among the messages. `own` are the answers of `to`; others' are told as numbers alone."""
    asked = [one.pk for one in messages if one.kind == Message.Kind.POLL and not one.deleted_at]
    if not asked:
        return {}
    counted = PollOption.objects.filter(poll__in=asked).annotate(
        given=Count("votes__person"), is_own=Count("votes__person", filter=Q(votes__person=to))
    )
    options: dict[int, list[PollOption]] = defaultdict(list)
    for option in counted.order_by("poll", "number"):
        options[option.poll_id].append(option)
    polls = Poll.objects.filter(pk__in=asked).annotate(voters=Count("votes__person", distinct=True))
    return {poll.pk: _row(poll, options[poll.pk]) for poll in polls}


def owns(message: Message) -> dict[int, tuple[int, ...]]:
    """The answers of each who has voted: every member is told his own."""
    if message.kind != Message.Kind.POLL:
        return {}
    chosen: dict[int, list[int]] = defaultdict(list)
    votes = PollVote.objects.filter(poll=message.pk).order_by("person", "option__number")
    for person, option in votes.values_list("person_id", "option_id"):
        chosen[person].append(option)
    return {person: tuple(options) for person, options in chosen.items()}


def voters(message: Message, *, option: int, after: int, limit: int) -> Row:
    """Who chose an answer, by name. An anonymous poll has nobody to name: it is refused as if there were no such answer."""
    if not PollOption.objects.filter(pk=option, poll=message.pk, poll__anonymous=False).exists():
        raise Http404(_("Такого ответа в этом опросе нет."))
    chose = PollVote.objects.filter(option=option).select_related("person")
    page = list(chose.order_by("person__last_name", "person__first_name", "person_id")[after : after + limit + 1])
    return {
        "people": [people.person(vote.person) for vote in page[:limit]],
        "next": after + limit if len(page) > limit else None,
        "count": chose.count(),
    }


def words(question: str, options: Sequence[str]) -> str:
    """A poll where it can only be read: passed on, reported, saved."""
    return "\n".join([_("Опрос: %(question)s") % {"question": question}, *(f"— {option}" for option in options)])


def texts(messages: Iterable[Message]) -> dict[int, str]:
    """The words of every poll among the messages; those deleted for all keep theirs, until they are erased."""
    polls = {one.pk: one.text for one in messages if one.kind == Message.Kind.POLL}
    options: dict[int, list[str]] = defaultdict(list)
    if polls:
        found = PollOption.objects.filter(poll__in=polls).order_by("poll", "number")
        for poll, option in found.values_list("poll_id", "text"):
            options[poll].append(option)
    return {poll: words(question, options[poll]) for poll, question in polls.items()}


def _row(poll: Poll, options: Sequence[Any]) -> Row:
    return {
        "several": poll.several,
        "anonymous": poll.anonymous,
        "ends_at": poll.ends_at.isoformat() if poll.ends_at else None,
        "closed_at": poll.closed_at.isoformat() if poll.closed_at else None,
        "voters": getattr(poll, "voters", 0),
        "options": [{"id": option.pk, "text": option.text, "votes": option.given} for option in options],
        "own": [option.pk for option in options if option.is_own],
    }
