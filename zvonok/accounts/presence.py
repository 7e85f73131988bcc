"""Who has the messenger open, and when another last had it: the gate knows the connections, so no request writes anything.

Comes in: connections that have ended; a person's wish to be seen or not. Goes out: moments. Whom they may be shown to says
`messenger.presence`. Called by: the gate, `accounts.actions` and `accounts.jobs`; `messenger.presence_api`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from zvonok.accounts.models import Presence, PushConnection
from zvonok.ground import audit
from zvonok.roster.models import Person

# By set, and at most one writing a minute a person: who reloads his page ten times is written down once.
SEEN = """
WITH ended AS (DELETE FROM accounts_pushconnection WHERE id = ANY(%(ended)s) RETURNING person_id)
INSERT INTO accounts_presence (person_id, seen_at)
SELECT DISTINCT person_id, date_trunc('minute', now()) FROM ended
ON CONFLICT (person_id) DO UPDATE SET seen_at = excluded.seen_at
WHERE accounts_presence.seen_at IS NULL OR accounts_presence.seen_at < excluded.seen_at
"""

# Of what ended without a word nobody knows when: his last moment known for certain is when it began.
FORGOTTEN = """
WITH ended AS (DELETE FROM accounts_pushconnection WHERE opened_at < %(before)s RETURNING person_id, opened_at)
INSERT INTO accounts_presence (person_id, seen_at)
SELECT person_id, date_trunc('minute', max(opened_at)) FROM ended GROUP BY person_id
ON CONFLICT (person_id) DO UPDATE SET seen_at = excluded.seen_at
WHERE accounts_presence.seen_at IS NULL OR accounts_presence.seen_at < excluded.seen_at
"""


def ended(connections: Iterable[int]) -> None:
    """These connections are no more; their people were here until now."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"ended": list(connections)})


def lost(*, server: str, client: int) -> None:
    """NATS says that a connection has ended."""
    ended(PushConnection.objects.filter(server=server, client=client).values_list("pk", flat=True))


def forget_older(before: datetime) -> None:
    """Connections older than any may be, whose end nobody told of."""
    with connection.cursor() as cursor:
        cursor.execute(FORGOTTEN, {"before": before})


def is_hidden(person: Person) -> bool:
    return Presence.objects.filter(person=person, hidden=True).exists()


@transaction.atomic
def hide(*, hidden: bool, by: Person) -> None:
    """Nobody sees when he is here; and he sees of nobody."""
    before = is_hidden(by)
    if before == hidden:
        return
    Presence.objects.update_or_create(person=by, defaults={"hidden": hidden})
    audit.record("accounts:presence:hidden", by=by.pk, person=by.pk, before={"hidden": before}, after={"hidden": hidden})
