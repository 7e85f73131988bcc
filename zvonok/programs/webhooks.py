"""Webhooks: registered by a school's administrators, paused, told again; and the outbox of what they are told.

Comes in: an administrator's address; an event of a school. Goes out: deliveries, written in the transaction of the event.
Called by: `programs.school_pages`, `programs.listener`, `programs.sending`.

A delivery waits until an answer 2xx. It is tried eight times in a day, then it is a dead letter that an administrator may send
again, under the same id. A webhook that has failed for days, or has answered 410, is paused: its deliveries wait.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from zvonok.ground import audit, limits
from zvonok.ground.refusal import Refused
from zvonok.programs import addresses
from zvonok.programs.models import Delivery, Webhook
from zvonok.roster.models import Person, School

MINUTE, HOUR = 60, 3600
# From one try to the next: eight tries in a day.
PAUSES_SECONDS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 4 * HOUR, 8 * HOUR, 9 * HOUR)
TRIES_MAX = len(PAUSES_SECONDS) + 1
GONE = 410

# A few of each webhook, so that one with a thousand waiting holds up no other. Whoever sends them now has them for a while.
TAKE = """
UPDATE programs_delivery SET tries = tries + 1, next_at = %(now)s + make_interval(secs => %(lease)s)
WHERE id IN (
    SELECT id FROM programs_delivery
    WHERE state = 'waiting' AND next_at <= %(now)s AND id = ANY(ARRAY(
        SELECT id FROM (
            SELECT delivery.id, delivery.next_at,
                   row_number() OVER (PARTITION BY webhook_id ORDER BY next_at, delivery.made_at) AS turn
            FROM programs_delivery delivery
            JOIN programs_webhook webhook ON webhook.id = webhook_id AND webhook.paused_at IS NULL
            WHERE state = 'waiting' AND next_at <= %(now)s
        ) AS due
        WHERE turn <= %(each)s ORDER BY next_at LIMIT %(most)s))
    FOR UPDATE SKIP LOCKED)
RETURNING id
"""


@transaction.atomic
def register(*, school: School, url: str, events: Sequence[str], by: Person) -> Webhook:
    url = addresses.read(url)
    if not events or not set(events) <= set(Webhook.Event.values):
        raise Refused(_("Отметьте, о чём сообщать."), "events")
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    if Webhook.objects.filter(school=school).count() >= limits.webhooks_of_school_max:
        raise Refused(_("Вебхуков уже много: можно до %(most)d.") % {"most": limits.webhooks_of_school_max})
    webhook = Webhook.objects.create(school=school, url=url, events=sorted(events), salt=secrets.token_hex(32), made_by=by)
    _record("registered", webhook, by, events=webhook.events)
    return webhook


@transaction.atomic
def pause(*, webhook: Webhook, now: datetime, by: Person) -> None:
    if Webhook.objects.filter(pk=webhook.pk, paused_at=None).update(paused_at=now, paused_for=""):
        _record("paused", webhook, by)


@transaction.atomic
def resume(*, webhook: Webhook, now: datetime, by: Person) -> None:
    """What waits is tried at once."""
    if Webhook.objects.filter(pk=webhook.pk, paused_at__isnull=False).update(paused_at=None, paused_for="", failing_since=None):
        Delivery.objects.filter(webhook=webhook, state=Delivery.State.WAITING).update(next_at=now)
        _record("resumed", webhook, by)
        wake()


@transaction.atomic
def delete(*, webhook: Webhook, by: Person) -> None:
    _record("deleted", webhook, by)
    webhook.delete()


@transaction.atomic
def send_again(*, delivery: Delivery, now: datetime, by: Person) -> None:
    """A dead letter, under the same id, with all its tries before it."""
    if delivery.webhook.paused_at:
        raise Refused(_("Вебхук приостановлен. Сначала включите его."))
    dead = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DEAD)
    if not dead.update(state=Delivery.State.WAITING, tries=0, next_at=now, done_at=None):
        raise Refused(_("Это уже доставлено или отправляется."))
    _record("sent-again", delivery.webhook, by, delivery=delivery.pk)
    wake()


def paused_for_failing(school: School) -> list[Webhook]:
    """Those that nobody has paused by hand."""
    return list(Webhook.objects.filter(school=school, paused_at__isnull=False).exclude(paused_for="").order_by("pk"))


def host(webhook: Webhook) -> str:
    """What may be told of an address where others read: its path and its query may hold somebody's secret."""
    return urlsplit(webhook.url).hostname or ""


def tell(webhooks: Iterable[int], event: str, data: dict[str, Any], *, at: datetime) -> None:
    """One delivery a webhook, in this transaction; the worker is woken by its commit."""
    made = []
    for webhook in webhooks:
        delivery = uuid4()
        body = {"id": str(delivery), "type": event, "timestamp": at.isoformat(), "data": data}
        told = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
        made.append(Delivery(id=delivery, webhook_id=webhook, event=event, body=told, next_at=at))
    if made:
        Delivery.objects.bulk_create(made)
        wake()


def wake() -> None:
    from zvonok.programs.jobs import deliver

    deliver.defer()


def take_due(*, now: datetime) -> list[Delivery]:
    """Those whose time has come, taken by a compare-and-set: nobody else takes them until the lease ends."""
    most, each = limits.deliveries_at_once_max, limits.deliveries_of_webhook_at_once_max
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"now": now, "lease": limits.delivery_lease_seconds, "most": most, "each": each})
        taken = [row[0] for row in cursor.fetchall()]
    return list(Delivery.objects.filter(pk__in=taken).select_related("webhook").order_by("made_at", "pk"))


@transaction.atomic
def note(*, delivery: Delivery, status: int | None, error: str, now: datetime) -> None:
    """What became of a try."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
    webhook = Webhook.objects.filter(pk=delivery.webhook_id)
    if status is not None and 200 <= status < 300:
        waiting.update(state=Delivery.State.DELIVERED, body="", last_status=status, last_error="", done_at=now, next_at=now)
        webhook.exclude(failing_since=None).update(failing_since=None)
        return
    told: dict[str, Any] = {"last_status": status, "last_error": error[: limits.reason_length_max]}
    if status == GONE or delivery.tries >= TRIES_MAX:
        waiting.update(state=Delivery.State.DEAD, done_at=now, **told)
    else:
        waiting.update(next_at=now + timedelta(seconds=PAUSES_SECONDS[delivery.tries - 1]), **told)
    webhook.update(failing_since=Coalesce(F("failing_since"), now))
    for_days = Q(failing_since__lt=now - timedelta(days=limits.webhook_failing_days_max))
    if status == GONE:
        _pause_failing(webhook.filter(paused_at=None), _("получатель ответил 410: больше не присылать"), now)
    else:
        _pause_failing(webhook.filter(for_days, paused_at=None), _("несколько дней ничего не доставляется"), now)


def forget_old(*, now: datetime) -> None:
    """What came through is kept for a week, without its words; a dead letter for a month."""
    delivered = Q(state=Delivery.State.DELIVERED, done_at__lt=now - timedelta(days=limits.delivered_age_days_max))
    dead = Q(state=Delivery.State.DEAD, done_at__lt=now - timedelta(days=limits.dead_age_days_max))
    # Of a paused webhook nothing is tried, and so nothing dies.
    stale = Q(state=Delivery.State.WAITING, made_at__lt=now - timedelta(days=limits.dead_age_days_max))
    Delivery.objects.filter(delivered | dead | stale).delete()


def _pause_failing(webhook: QuerySet[Webhook], why: str, now: datetime) -> None:
    found = webhook.first()
    if found and webhook.update(paused_at=now, paused_for=why):
        _record("paused", found, None, why=why)


def _record(what: str, webhook: Webhook, by: Person | None, **after: Any) -> None:
    facts = {"webhook": webhook.pk, "host": host(webhook), **after}
    audit.record(f"programs:webhook:{what}", by=by.pk if by else None, school=webhook.school_id, after=facts)
