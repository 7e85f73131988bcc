"""Tells browsers of a message: whom, in which words, and what to do with those that are no more.

Comes in: a message's id. Goes out: sealed notifications to the push services. Called by: `reach.jobs`.

1. Of the chat's members who see the message and have not read it yet, those who keep the chat neither quiet nor hidden and who
   have no quiet hours now.
2. Each of their browsers gets the chat's name and, where it may show them, the words; and the count for its badge.
3. What the push service says is gone is forgotten. What fails is not tried again: a push is a hint, the messages are here.
"""

import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from django.db.models import F, Q, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from pywebpush import WebPushException, webpush

from zvonok.ground import limits
from zvonok.messenger import people, quiet
from zvonok.messenger.models import Chat, Hidden, Message, Place, QuietHours
from zvonok.profiles.models import LearningProfile
from zvonok.reach import actions, vapid, wording
from zvonok.reach.models import Subscription

log = logging.getLogger(__name__)
GONE = (404, 410)
ttl_seconds = 24 * 3600


def tell(message_id: int, *, now: datetime) -> None:
    message = Message.objects.select_related("chat", "author", "school_author").filter(pk=message_id, deleted_at=None).first()
    if message is None or message.number is None:
        return
    subscriptions = list(_subscriptions(message, now))
    if not subscriptions:
        return
    unread = _unread([one.person_id for one in subscriptions], now)
    notices = [_notice(message, one, unread.get(one.person_id, 0)) for one in subscriptions]
    with ThreadPoolExecutor(limits.pushes_at_once_max) as senders:
        alive = list(senders.map(_send, subscriptions, notices))
    actions.forget_gone([one.pk for one, lives in zip(subscriptions, alive, strict=True) if not lives])


def _subscriptions(message: Message, now: datetime) -> Sequence[Subscription]:
    chat = message.chat
    places = Place.objects.filter(
        chat=chat, person__is_active=True, hidden=False, sees_after_seq__lt=message.seq, read_number__lt=message.number
    )
    places = places.exclude(person=message.author_id).exclude(muted_until__gt=now)
    if chat.space == Chat.Space.LEARNING:
        places = places.filter(person__profile__state=LearningProfile.State.ACTIVE)
    moment = timezone.localtime(now).time()
    hours = QuietHours.objects.filter(Q(person__in=places.values("person")) | Q(school=chat.school_id, kind=chat.kind))
    silent = [one for one in hours if quiet.within(one.starts, one.ends, moment)]
    if any(one.person_id is None for one in silent):
        return []
    found = Subscription.objects.filter(person__in=places.values("person"), session__expire_date__gt=now)
    found = found.exclude(person__in=[one.person_id for one in silent])
    return list(found.exclude(person__in=Hidden.objects.filter(message=message).values("person")))


def _unread(people: Sequence[int], now: datetime) -> dict[int, int]:
    """For the badge: what waits in the chats that are not quiet."""
    places = Place.objects.filter(person__in=people, hidden=False).exclude(muted_until__gt=now)
    return dict(
        places.filter(chat__last_number__gt=F("read_number"))
        .values_list("person")
        .annotate(waiting=Sum(F("chat__last_number") - F("read_number")))
    )


def _notice(message: Message, to: Subscription, unread: int) -> dict[str, Any]:
    with translation.override(to.language):
        name = people.author_name(message.author, message.school_author, message.bot_name)
        author = people.worded(name, is_bot=message.bot_name is not None)
        said = wording.said(message.kind, message.text)[: limits.push_words_length_max]
        is_dialogue = message.chat.kind == Chat.Kind.DIALOGUE
        return {
            "title": (author if is_dialogue else message.chat.title) if to.shows_words else settings.MESSENGER_NAME,
            "body": (said if is_dialogue else f"{author}: {said}") if to.shows_words else _("Новое сообщение"),
            "chat": message.chat_id,
            "unread": unread,
            **({"rings": True} if wording.rings(message) else {}),
        }


def _send(to: Subscription, notice: dict[str, Any]) -> bool:
    """False when the browser is no more."""
    with requests.Session() as line:
        # A push service does not send us elsewhere; who does is not one.
        line.max_redirects = 0
        try:
            webpush(
                {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
                data=json.dumps(notice, ensure_ascii=False),
                vapid_private_key=vapid.key(),
                vapid_claims={"sub": settings.WEB_PUSH_CONTACT},
                ttl=limits.call_ringing_seconds_max if "rings" in notice else ttl_seconds,
                timeout=limits.push_seconds_max,
                requests_session=line,
            )
        except WebPushException as failed:
            if failed.status_code in GONE:
                return False
            log.warning("The push service refused a notification: %s", failed.status_code)
        except (requests.RequestException, ValueError) as failed:
            log.warning("A notification was not sent: %s", type(failed).__name__)
    return True
