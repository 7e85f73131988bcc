"""Django's PostgreSQL, whose kept connections are looked at before each request without asking the server anything.

Called by: Django, as the ENGINE of the database.

Django's own check asks `SELECT 1`, a journey to the server and back in every request. Between requests a server says something
only to end the connection, so a connection with nothing to read is alive.
"""

import select

from django.db.backends.postgresql import base
from psycopg import pq


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed or connection.info.transaction_status != pq.TransactionStatus.IDLE:
            return False
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        return not waiting.poll(0)
