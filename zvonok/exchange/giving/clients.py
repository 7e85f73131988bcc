"""The other systems that a school lets read its roster: let in, turned away, known again, counted.

Comes in: an administrator; a client's id and secret. Goes out: the client.
Called by: `giving.pages`, `giving.oauth`. A secret is told once, and only its hash is kept.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zvonok.exchange.giving.models import Client
from zvonok.ground import audit, limits, one_way, rate
from zvonok.ground.refusal import Refused
from zvonok.roster import names
from zvonok.roster.models import Person, School

# By this a leaked secret is found by whoever searches for leaks.
MARK = "zvr_"


@transaction.atomic
def let_in(*, school: School, name: str, gives_birth_dates: bool, days: int, now: datetime, by: Person) -> tuple[Client, str]:
    """A client and its secret, which is told this once."""
    # The school's row is locked: two presses at once do not pass the limit.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    if standing(now).filter(school=school).count() >= limits.oneroster_clients_of_school_max:
        raise Refused(_("Подключений уже много. Отключите какое-нибудь из прежних."))
    if not 1 <= days <= limits.token_age_days_max:
        raise Refused(_("Срок подключения — от одного дня до %(most)d.") % {"most": limits.token_age_days_max}, "days")
    secret = MARK + secrets.token_urlsafe(32)
    client = Client.objects.create(
        school=school,
        name=names.title(name, "name", length_max=limits.name_length_max),
        client_id=f"zvonok-{secrets.token_hex(8)}",
        secret_hash=one_way.kept(secret),
        gives_birth_dates=gives_birth_dates,
        made_by=by,
        ends_at=now + timedelta(days=days),
    )
    audit.record(
        "exchange:client:let-in",
        by=by.pk,
        school=school.pk,
        after={"client": client.pk, "name": client.name, "gives_birth_dates": gives_birth_dates},
    )
    return client, secret


@transaction.atomic
def turn_away(*, client: Client, now: datetime, by: Person) -> None:
    """From this moment. One that is turned away already stays so."""
    if Client.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=now):
        audit.record(
            "exchange:client:turned-away",
            by=by.pk,
            school=client.school_id,
            before={"client": client.pk, "name": client.name},
        )


def standing(now: datetime) -> QuerySet[Client]:
    """Those that still may read."""
    return Client.objects.filter(revoked_at=None, ends_at__gt=now)


def known(client_id: str, secret: str, *, now: datetime) -> Client | None:
    if not secret.startswith(MARK) or max(len(secret), len(client_id)) > limits.name_length_max or "\0" in client_id:
        return None
    return standing(now).filter(client_id=client_id, secret_hash=one_way.kept(secret)).first()


def seconds_to_wait(client: Client, *, now: datetime) -> int:
    """Counts this request. Zero while the minute's limit is not passed."""
    return rate.seconds_to_wait(client, limits.oneroster_requests_a_minute_max, now=now)
