import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from zvonok.ground.prepared import prepared_cursor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept() -> int:
    """The number of this thread's connection at the server, kept from a request before."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    begin_request()
    return int(pid)


def begin_request() -> None:
    connections["default"].close_if_unusable_or_obsolete()


def end_at_the_server(pid: int) -> None:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        ended = other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone()
    assert ended == (True,)


def test_a_connection_that_the_server_ended_is_made_anew_before_the_first_prepared_statement(kept: int) -> None:
    end_at_the_server(kept)

    with prepared_cursor() as cursor:
        cursor.execute("SELECT 1")

    assert connection.connection.info.backend_pid != kept


def test_a_connection_that_the_server_ended_is_made_anew_before_a_transaction(kept: int) -> None:
    end_at_the_server(kept)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert connection.connection.info.backend_pid != kept


def test_a_connection_that_lives_is_kept_and_asked_nothing(kept: int) -> None:
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute("SELECT 2")

    assert connection.connection.info.backend_pid == kept
    assert len(captured) == 1


def test_a_connection_left_in_a_transaction_is_not_used_again(kept: int) -> None:
    connection.connection.execute("BEGIN")

    assert not connection.is_usable()
    connection.close()
