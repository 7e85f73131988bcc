"""What a person settles about a chat for himself alone: quiet for a while, on top of his list, out of it.

Comes in: his place. Goes out: nothing; his other browsers are told to ask again.
Called by: `messenger.api`.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import announce
from zvonok.messenger.models import Hidden, Mention, Message, Place

MuteFor = Literal["no", "hour", "morning", "always"]

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
MORNING = time(7)


@transaction.atomic
def mute(*, place: Place, muted_for: MuteFor, now: datetime) -> None:
    settle(place, muted_until=muted_until(muted_for, now))


@transaction.atomic
def pin(*, place: Place, pinned: bool, now: datetime) -> None:
    """On top of the list; those pinned later stand lower."""
    if pinned and not place.pinned_at:
        others = Place.objects.filter(person=place.person_id, chat__space=place.chat.space, pinned_at__isnull=False)
        if others.count() >= limits.chats_pinned_max:
            most = limits.chats_pinned_max
            raise Refused(_("Закрепить можно до %(most)d чатов. Сначала открепите какой-нибудь.") % {"most": most}, "pinned")
    settle(place, pinned_at=(place.pinned_at or now) if pinned else None)


@transaction.atomic
def hide(*, place: Place, hidden: bool) -> None:
    """Out of the list, into its folder of hidden chats, where it keeps quiet. The place is kept: it may be the school's."""
    settle(place, hidden=hidden)


@transaction.atomic
def mark_unread(*, place: Place) -> None:
    """A sign to himself to come back; the next reading takes it away."""
    settle(place, marked_unread=True)


@transaction.atomic
def hide_message(*, place: Place, message: Message) -> None:
    """Deleted for himself: the others see it as before."""
    Place.objects.select_for_update().get(chat=place.chat_id, person=place.person_id)
    _hidden, is_new = Hidden.objects.get_or_create(message=message, person_id=place.person_id)
    if is_new:
        Mention.objects.filter(message=message, person=place.person_id).delete()
        settle(place, hidden_count=F("hidden_count") + 1)


def muted_until(muted_for: MuteFor, now: datetime) -> datetime | None:
    match muted_for:
        case "hour":
            return now + timedelta(hours=1)
        case "morning":
            local = timezone.localtime(now)
            day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
            return clock.at(day, MORNING)
        case "always":
            return ALWAYS
    return None


def settle(place: Place, **what: object) -> None:
    Place.objects.filter(chat=place.chat_id, person=place.person_id).update(**what)
    announce.row_changed([place.person_id], place.chat_id)
