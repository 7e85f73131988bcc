"""Two transactions at once, in an order that the test decides: the first is held open, the second meets it.

Comes in: two pieces of work. Goes out: what each returned or raised. Called by: tests of races, on real connections.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import connection, transaction

Work = Callable[[], Any]
PATIENCE_SECONDS = 20
IS_WAITING = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"


@dataclass
class Outcome:
    """`result` or `error`; `waited`: it met the other's lock."""

    result: Any = None
    error: BaseException | None = None
    waited: bool = False

    def value(self) -> Any:
        if self.error:
            raise self.error
        return self.result


class Doer:
    """One piece of work in a thread and on a connection of its own."""

    def __init__(self, work: Work, *, pause_before_commit: bool = False) -> None:
        self.outcome = Outcome()
        self.pid = 0
        self.has_pid = threading.Event()
        self.done = threading.Event()
        self.may_commit = threading.Event()
        if not pause_before_commit:
            self.may_commit.set()
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self.has_pid.wait(PATIENCE_SECONDS)

    def wait_until_done_or_waiting(self) -> None:
        """Asks the database, again and again, until this work has ended or stands before a lock."""
        until = monotonic() + PATIENCE_SECONDS
        while not self.done.is_set():
            assert monotonic() < until, "neither done nor waiting"
            with connection.cursor() as cursor:
                cursor.execute(IS_WAITING, [self.pid])
                row = cursor.fetchone()
            if row and row[0]:
                self.outcome.waited = True
                return

    def join(self) -> Outcome:
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive(), "the work has not ended"
        return self.outcome

    def _run(self) -> None:
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            self.has_pid.set()
            with transaction.atomic():
                try:
                    self.outcome.result = self._work()
                finally:
                    self.done.set()
                assert self.may_commit.wait(PATIENCE_SECONDS)
        except BaseException as error:
            self.outcome.error = error
        finally:
            self.has_pid.set()
            self.done.set()
            connection.close()


def second_meets_first(first: Work, second: Work) -> tuple[Outcome, Outcome]:
    """The first has done all but the commit when the second begins; it commits when the second waits or has ended."""
    one = Doer(first, pause_before_commit=True)
    assert one.done.wait(PATIENCE_SECONDS)
    another = Doer(second)
    another.wait_until_done_or_waiting()
    one.may_commit.set()
    return one.join(), another.join()


def all_at_once(*works: Work) -> list[Outcome]:
    """Let go together; the order is the scheduler's."""
    start = threading.Barrier(len(works))

    def after_start(work: Work) -> Work:
        def run() -> Any:
            start.wait(PATIENCE_SECONDS)
            return work()

        return run

    doers = [Doer(after_start(work)) for work in works]
    return [doer.join() for doer in doers]
