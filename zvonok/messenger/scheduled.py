"""Messages that wait for their time. The only writer of `Scheduled`.

Comes in: a place that a door gave, words and a moment; each minute, this moment. Goes out: rows that their author alone sees,
and at their time messages, posted as he would post them then. Called by: `messenger.scheduled_api`, `messenger.jobs`.

What may be said is asked when it is said and not before: whoever has lost his place by then, or may not speak in the chat,
finds his words kept, with the sentence why. A message keeps the UUID it was written with, and its row goes in the transaction
in which it is posted, so a job that runs twice posts it once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, announce, doors, stickers
from zvonok.messenger.models import Message, Place, Scheduled
from zvonok.roster.models import Person

Row = dict[str, Any]


def own(person: Person, scheduled_id: int, *, locked: bool = False) -> Scheduled:
    """His own that still waits or was refused, or 404."""
    rows = Scheduled.objects.select_for_update(of=("self",)) if locked else Scheduled.objects.all()
    found = rows.select_related("author", "reply_to").filter(pk=scheduled_id, author=person).first()
    if found is None:
        raise Http404(_("Этого сообщения уже нет среди запланированных."))
    return found


def of(person: Person) -> list[Row]:
    """All that wait, the first to go first. A chat that he is no longer in has no name here."""
    open_chats = dict(doors.places_of(person).values_list("chat_id", "chat__title"))
    rows = Scheduled.objects.filter(author=person).order_by("send_at", "pk")
    return [_row(one, open_chats) for one in rows[: limits.scheduled_of_person_max]]


def row(one: Scheduled) -> Row:
    return _row(one, dict(doors.places_of(one.author).filter(chat=one.chat_id).values_list("chat_id", "chat__title")))


@transaction.atomic
def schedule(
    *,
    place: Place,
    text: str,
    sticker: str | None,
    send_at: datetime,
    uuid: UUID,
    by: Person,
    reply_to: Message | None = None,
    chosen: Sequence[int] = (),
) -> tuple[Scheduled, bool]:
    """The same `uuid` again gives the same row and False."""
    # His row is locked: the limit holds for two who press at once.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    again = Scheduled.objects.filter(author=by, client_uuid=uuid).first()
    if again:
        return again, False
    if Message.objects.filter(author=by, client_uuid=uuid).exists():
        raise Refused(_("Это сообщение уже отправлено."), "uuid")
    if sticker is not None and sticker not in stickers.names():
        raise Refused(_("Такого стикера нет."), "sticker")
    _refuse_moment(send_at)
    if Scheduled.objects.filter(author=by).count() >= limits.scheduled_of_person_max:
        most = limits.scheduled_of_person_max
        raise Refused(_("Запланировать можно до %(most)d сообщений. Удалите лишние.") % {"most": most})
    made = Scheduled.objects.create(
        chat=place.chat,
        author=by,
        client_uuid=uuid,
        text="" if sticker else actions.words(text),
        sticker=sticker or "",
        mentions=list(chosen),
        reply_to=reply_to,
        send_at=send_at,
    )
    announce.scheduled(by.pk)
    return made, True


@transaction.atomic
def revise(
    *, scheduled: int, text: str | None, chosen: Sequence[int] | None, send_at: datetime | None, by: Person
) -> Scheduled:
    """Other words, another time. What was refused waits again once it has a time to come."""
    one = own(by, scheduled, locked=True)
    if text is not None:
        if one.sticker:
            raise Refused(_("У стикера нет слов: изменить можно только время."), "text")
        one.text = actions.words(text)
    if chosen is not None:
        one.mentions = list(chosen)
    if send_at is not None:
        _refuse_moment(send_at)
        one.send_at, one.refused = send_at, ""
    one.save(update_fields=["text", "mentions", "send_at", "refused"])
    announce.scheduled(by.pk)
    return one


@transaction.atomic
def drop(*, scheduled: int, by: Person) -> None:
    own(by, scheduled, locked=True).delete()
    announce.scheduled(by.pk)


@transaction.atomic
def send_now(*, scheduled: int, by: Person) -> Message:
    """Without waiting longer. A refusal is told to him who presses, and the message waits on."""
    one = own(by, scheduled, locked=True)
    message = _post(one, later=False)
    announce.scheduled(by.pk)
    return message


def send_due(*, now: datetime) -> int:
    """Those whose time has come, the earliest first, each in its own transaction: it holds the lock of one chat."""
    waiting = Scheduled.objects.filter(refused="", send_at__lte=now).order_by("send_at", "pk")
    due = list(waiting.values_list("pk", flat=True)[: limits.scheduled_sent_at_once_max])
    return sum(_send_due(one, now) for one in due)


@transaction.atomic
def _send_due(scheduled: int, now: datetime) -> bool:
    # Another who is sending it has it; one who has changed its time meanwhile is heeded.
    rows = Scheduled.objects.select_for_update(of=("self",), skip_locked=True).select_related("author", "reply_to")
    one = rows.filter(pk=scheduled, refused="", send_at__lte=now).first()
    if one is None:
        return False
    try:
        # A savepoint: of what is refused nothing stays but the sentence.
        with transaction.atomic():
            _post(one, later=True)
    except Refused as refused:
        _keep(one, refused.sentence)
    except Http404:
        _keep(one, _why_shut(one))
    announce.scheduled(one.author_id)
    return not one.refused


def _post(one: Scheduled, *, later: bool) -> Message:
    """As its author would post it now; what it answers is not repeated where he no longer sees it."""
    place = doors.place(one.author, one.chat_id)
    said = one.reply_to
    reply_to = doors.visible(place).filter(pk=said.pk, deleted_at=None).first() if said else None
    if one.sticker:
        message, _new = actions.post_sticker(
            chat=one.chat_id, sticker=one.sticker, uuid=one.client_uuid, reply_to=reply_to, later=later, by=one.author
        )
    else:
        message, _new = actions.post(
            chat=one.chat_id,
            text=one.text,
            uuid=one.client_uuid,
            reply_to=reply_to,
            chosen=one.mentions,
            later=later,
            by=one.author,
        )
    Scheduled.objects.filter(pk=one.pk).delete()
    return message


def _keep(one: Scheduled, sentence: str) -> None:
    one.refused = sentence[: limits.reason_length_max]
    one.save(update_fields=["refused"])


def _why_shut(one: Scheduled) -> str:
    if Place.objects.filter(chat=one.chat_id, person=one.author_id).exists():
        return _("Ваша учётная запись или учебный профиль не действует.")
    return _("Вас больше нет в этом чате.")


def _refuse_moment(send_at: datetime) -> None:
    now = clock.now()
    if send_at < now + timedelta(seconds=limits.scheduled_in_seconds_min):
        raise Refused(_("Выберите время хотя бы через минуту."), "send_at")
    if send_at > now + timedelta(days=limits.scheduled_in_days_max):
        raise Refused(_("Отложить можно не больше чем на %(most)d дней.") % {"most": limits.scheduled_in_days_max}, "send_at")


def _row(one: Scheduled, open_chats: dict[int, str]) -> Row:
    return {
        "id": one.pk,
        "chat": one.chat_id,
        "chat_title": open_chats.get(one.chat_id),
        "text": one.text,
        "sticker": one.sticker or None,
        "mentions": one.mentions,
        "send_at": one.send_at,
        "refused": one.refused or None,
    }
