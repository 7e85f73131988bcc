"""Reports of messages: a member says that something is wrong, the school's administrators see it with what stood round it.

Comes in: a place that a door gave and a message it sees. Goes out: a report, which nobody but those administrators is told of.
Called by: `messenger.reports_api`, `messenger.school_pages`.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from zvonok.ground import audit, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import people, tally
from zvonok.messenger.models import Chat, Message, Place, Report
from zvonok.messenger.queries import schools_of
from zvonok.roster import names
from zvonok.roster.models import Person, School

around_max = 5


@transaction.atomic
def report(*, place: Place, seq: int, reason: str, words: str, by: Person) -> Report:
    """The same person's report of the same message is one. What stood round it is kept: it may be deleted later."""
    seen = place.chat.messages.filter(seq__gt=place.sees_after_seq, deleted_at=None).exclude(kind=Message.Kind.SERVICE)
    message = seen.select_related("author").filter(seq=seq).first()
    if message is None:
        raise Http404(_("Такого сообщения нет."))
    if message.author is None or message.author_id == by.pk:
        raise Refused(_("На это сообщение пожаловаться нельзя."))
    if words:
        words = names.title(words, "words", length_max=limits.reason_length_max)
    there = Report.objects.filter(message=message, by=by).first()
    if there:
        return there
    made = Report.objects.create(
        school_id=_school_of(place.chat, message.author, by),
        message=message,
        chat_title=place.chat.title,
        about=message.author,
        by=by,
        reason=reason,
        words=words,
        context=_around(seen, message),
    )
    audit.record(
        "messenger:message:reported",
        by=by.pk,
        school=made.school_id,
        person=message.author_id,
        after={"report": made.pk, "chat": place.chat_id, "seq": seq, "reason": reason},
    )
    return made


@transaction.atomic
def close(*, report: Report, outcome: str, now: datetime, by: Person) -> None:
    outcome = names.title(outcome, "outcome", length_max=limits.reason_length_max)
    if not Report.objects.filter(pk=report.pk, closed_at=None).update(closed_at=now, closed_by=by, outcome=outcome):
        raise Refused(_("Эту жалобу уже закрыли."))
    audit.record(
        "messenger:report:closed",
        by=by.pk,
        school=report.school_id,
        person=report.about_id,
        after={"report": report.pk, "outcome": outcome},
    )


def of_school(school: School, administrator: Person) -> QuerySet[Report]:
    """Open ones first. Nobody judges a report about himself."""
    found = Report.objects.filter(school=school).exclude(about=administrator).select_related("about", "by", "closed_by")
    return found.order_by(F("closed_at").desc(nulls_first=True), "-pk")


def _school_of(chat: Chat, author: Person, by: Person) -> int:
    """A school's chat belongs to its school; of others it is the school the two have in common, else the reporter's own."""
    if chat.school_id:
        return chat.school_id
    own = schools_of(by)
    common = [school for school in own if school in schools_of(author)]
    if not own:
        raise Refused(_("Вы сейчас не связаны ни с одной школой, и жалобу некому рассмотреть."))
    return (common or list(own))[0]


def _around(seen: QuerySet[Message], message: Message) -> list[dict[str, Any]]:
    rows = seen.select_related("author", "school_author")
    before = list(rows.filter(seq__lt=message.seq).order_by("-seq")[:around_max])
    after = list(rows.filter(seq__gt=message.seq).order_by("seq")[:around_max])
    around = [*reversed(before), message, *after]
    polls = tally.texts(around)
    return [_row(one, polls.get(one.pk, one.text), reported=one is message) for one in around]


def _row(one: Message, text: str, *, reported: bool) -> dict[str, Any]:
    author = one.author.name if one.author else people.author_name(None, one.school_author, one.bot_name)
    told = {"author": author, "is_bot": one.bot_name is not None, "at": one.at.isoformat()}
    return {**told, "kind": one.kind, "text": text, "reported": reported}
