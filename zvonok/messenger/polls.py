"""Polls: asking, voting, closing. The only writer of their tables.

Comes in: a message that a door gave, or a chat and a question. Goes out: the message as it is now, and events to the members.
Called by: `messenger.polls_api`, `messenger.jobs`.

A vote is a change in place like a reaction: whoever sees the message votes, also where only administrators speak. From
`ends_at` on no vote is taken, to the second, for that is asked under the chat's lock; the members are told of the end by a job
of each minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.ground.storable import storable
from zvonok.messenger import actions, in_place, queries, switches, tally
from zvonok.messenger.models import TOLD_WITH, Chat, Message, Place, Poll, PollOption, PollVote
from zvonok.roster.models import Person


@transaction.atomic
def ask(
    *,
    chat: int,
    question: str,
    options: Sequence[str],
    several: bool,
    anonymous: bool,
    ends_at: datetime | None,
    uuid: UUID,
    by: Person,
) -> tuple[Message, bool]:
    """The same `uuid` again gives the same message and False."""
    asked = _words(question, "question", limits.poll_question_length_max)
    answers = [_words(option, "options", limits.poll_option_length_max) for option in options]
    if not limits.poll_options_min <= len(answers) <= limits.poll_options_max:
        least, most = limits.poll_options_min, limits.poll_options_max
        raise Refused(_("Ответов может быть от %(least)d до %(most)d.") % {"least": least, "most": most}, "options")
    if len({answer.casefold() for answer in answers}) < len(answers):
        raise Refused(_("Два ответа одинаковы. Измените один из них."), "options")
    if ends_at:
        _refuse_end(ends_at)

    def keep(message: Message) -> dict[str, Any]:
        poll = Poll.objects.create(message=message, several=several, anonymous=anonymous, ends_at=ends_at)
        PollOption.objects.bulk_create(
            PollOption(poll=poll, number=number, text=answer) for number, answer in enumerate(answers, start=1)
        )
        return tally.of([message], by.pk)[message.pk]

    return actions.post_message(chat, by, Message.Kind.POLL, asked, {}, uuid, beside=keep)


@transaction.atomic
def vote(*, message: Message, options: Sequence[int], by: Person) -> dict[str, Any]:
    """His votes become these; none takes them back."""
    now, place = in_place.changing(message, by)
    poll = Poll.objects.get(pk=now.pk)
    wanted = set(options)
    if _is_over(poll):
        raise Refused(_("Опрос завершён: голоса больше не принимаются."))
    if not wanted <= set(poll.options.values_list("pk", flat=True)):
        raise Refused(_("Такого ответа в этом опросе нет."), "options")
    if len(wanted) > 1 and not poll.several:
        raise Refused(_("В этом опросе выбирают один ответ."), "options")
    chat = place.chat
    silenced = wanted and switches.refusal(now.kind, chat_school=chat.school_id, space=chat.space, by=by)
    if silenced:
        raise Refused(silenced)
    own = PollVote.objects.filter(poll=poll, person=by)
    before = set(own.values_list("option_id", flat=True))
    if before == wanted:
        return queries.whole(now, by)
    own.exclude(option__in=wanted).delete()
    PollVote.objects.bulk_create(PollVote(poll=poll, person=by, option_id=option) for option in wanted - before)
    return in_place.tell_changed(now, by)


@transaction.atomic
def close(*, message: Message, by: Person) -> dict[str, Any]:
    now, place = in_place.changing(message, by)
    if now.author_id != by.pk and place.role != Place.Role.ADMINISTRATOR:
        raise Refused(_("Завершить опрос может его автор или администратор чата."))
    if not Poll.objects.filter(pk=now.pk, closed_at=None).update(closed_at=clock.now(), closed_by=by):
        return queries.whole(now, by)
    after = {"chat": now.chat_id, "seq": now.seq}
    audit.record("messenger:poll:closed", by=by.pk, school=place.chat.school_id, person=now.author_id, after=after)
    return in_place.tell_changed(now, by)


def close_ended(*, now: datetime) -> int:
    """Polls whose end has come are closed as of then. Each is a change of its own chat, in its own transaction."""
    ended = Poll.objects.filter(closed_at=None, ends_at__lte=now, message__deleted_at=None).order_by("ends_at")
    due = list(ended.values_list("pk", "message__chat")[: limits.polls_closed_at_once_max])
    return sum(_close_ended(poll, chat, now) for poll, chat in due)


@transaction.atomic
def _close_ended(poll_id: int, chat: int, now: datetime) -> bool:
    Chat.objects.select_for_update().get(pk=chat)
    seen = Message.objects.select_related(*TOLD_WITH)
    message = seen.filter(pk=poll_id, deleted_at=None).first()
    poll = Poll.objects.filter(pk=poll_id, closed_at=None, ends_at__lte=now).first()
    if message is None or poll is None:
        return False
    poll.closed_at = poll.ends_at
    poll.save(update_fields=["closed_at"])
    in_place.tell_changed(message)
    return True


def _is_over(poll: Poll) -> bool:
    return poll.closed_at is not None or (poll.ends_at is not None and poll.ends_at <= clock.now())


def _refuse_end(ends_at: datetime) -> None:
    now = clock.now()
    if ends_at <= now:
        raise Refused(_("Это время уже прошло. Выберите другое."), "ends_at")
    if ends_at > now + timedelta(days=limits.poll_ends_in_days_max):
        raise Refused(_("Опрос может идти до %(most)d дней.") % {"most": limits.poll_ends_in_days_max}, "ends_at")


def _words(typed: str, field: str, length_max: int) -> str:
    words = " ".join(storable(typed).split())
    if not words:
        raise Refused(_("Напишите вопрос и все ответы."), field)
    if len(words) > length_max:
        raise Refused(_("Слишком длинно: можно до %(most)d знаков. Сократите.") % {"most": length_max}, field)
    return words
