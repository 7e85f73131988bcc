"""A cursor whose statements are planned once a connection, for those whose planning costs more than their work.

Comes in: nothing. Goes out: a cursor like Django's. Called by: `roster.touched` and `chat_rules.keep`.

Django writes the arguments into the text, so PostgreSQL plans each query anew: for keep.sql, which is all the rules twice, that
takes three milliseconds where the work takes one. This cursor sends arguments apart from the text, and `settings` tells the
server to plan such statements for any arguments. So it is for small scopes alone: a whole school deserves a plan of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # As Django wraps its own: errors become Django's, and queries are logged and counted.
    with cast(Any, connection)._prepare_cursor(psycopg.Cursor(connection.connection)) as cursor:
        yield cursor
