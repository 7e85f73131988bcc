"""Who applies a roster is killed, by SIGKILL, before some statement: the school is as it was, and the next try goes well.

Called by: pytest; `KILL_POINTS=50 pytest zvonok/exchange/tests/test_killed.py` kills at fifty points.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from zvonok.exchange import actions
from zvonok.exchange.models import Run, Written
from zvonok.exchange.tests.books import book_of, planned, save
from zvonok.exchange.tests.test_import import facts, open_chats
from zvonok.ground import clock
from zvonok.operations.cast import Cast, make

POINTS = int(os.environ.get("KILL_POINTS", "8"))


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Committed, for others must see it."""
    return make(clock.today())


def test_killed_at_any_point_the_school_is_as_before_or_as_after(cast: Cast, tmp_path: Path) -> None:
    open_chats(cast)
    book = book_of(cast.school)
    book["Ученики"] = book["Ученики"][1:]
    book["Родители"] = [row for row in book["Родители"] if row[4] != str(cast.sibling.pk)]
    book["Классы"].append(["9 Я", 9, ""])
    book["Ученики"].append(["Новый", "Ян", "", None, "9 Я", "", "н-1"])
    run = planned(cast.school, save(book, tmp_path))
    before = facts()
    actions.order(run, confirmed=cast.school.name, by=cast.head)
    statements = _count(run)
    # As many as were asked for, or before each statement where there are fewer.
    points = sorted({1 + number * statements // POINTS for number in range(POINTS)})
    killed = 0
    for point in points:
        killed += _killed_before(point, run)
        assert facts() == before, point
        assert Run.objects.get(pk=run.pk).state == Run.State.APPLYING
        assert not Written.objects.filter(run=run).exists()
    assert killed >= len(points) - 1
    actions.carry_out(Run.objects.get(pk=run.pk))
    assert facts() != before
    actions.undo(Run.objects.get(pk=run.pk), by=cast.head)
    assert facts() == before


def _count(run: Run) -> int:
    """How many statements a whole run takes: it is tried in a child that is killed before it would commit."""
    reading, writing = os.pipe()

    def count(number: int) -> None:
        os.write(writing, b".")

    _in_child(run, count, dies_before_commit=True)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        return len(told.read())


def _killed_before(point: int, run: Run) -> bool:
    def kill(number: int) -> None:
        if number == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return _in_child(run, kill) == signal.SIGKILL


def _in_child(run: Run, at: Callable[[int], None], *, dies_before_commit: bool = False) -> int:
    """Runs `carry_out` in a fork with a connection of its own; returns the signal that ended it."""
    connections.close_all()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    done = 0

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        done += 1
        at(done)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(counted):
            if dies_before_commit:
                connection.ensure_connection()
                connection.connection.commit = lambda: os.kill(os.getpid(), signal.SIGKILL)
            actions.carry_out(Run.objects.get(pk=run.pk))
    finally:
        os._exit(0)
