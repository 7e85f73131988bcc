"""How often a program may ask: counted in its own row, a minute at a time.

Comes in: the row of a token or a client, with `minute` and `asked_in_minute`. Goes out: the seconds it must wait.
Called by: `programs.tokens`, `exchange.giving.clients`.
"""

from datetime import datetime

from django.db import connection
from django.db.models import Model

# The row is locked as it is counted, so no request slips through beside another.
COUNT = """
UPDATE {table} SET
    asked_in_minute = CASE WHEN minute = %(minute)s THEN asked_in_minute + 1 ELSE 1 END,
    minute = %(minute)s
WHERE id = %(row)s
RETURNING asked_in_minute
"""


def seconds_to_wait(who: Model, most: int, *, now: datetime) -> int:
    """Counts this request. Zero while the minute's limit, `most`, is not passed."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(table=who._meta.db_table), {"row": who.pk, "minute": minute})
        (asked,) = cursor.fetchone()
    return 60 - now.second if asked > most else 0
