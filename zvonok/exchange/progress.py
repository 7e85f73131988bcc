"""How far a run has come, seen while its transaction goes on: written past it, on a connection of its own.

Comes in: a run, a step's name, numbers. Goes out: the row of `Progress`. Called by: staging and applying.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import psycopg
from django.db import connection

from zvonok.exchange.models import Progress, Run

WRITE = "UPDATE exchange_progress SET step = %s, done = %s, total = %s, at = now() WHERE run_id = %s"
# Whoever looks, looks once a second.
PAUSE_SECONDS = 0.3


class Told:
    """`tell` may be called as often as one likes."""

    def __init__(self, run: Run, past: "psycopg.Connection[tuple[object, ...]] | None") -> None:
        self._run, self._past, self._last = run.pk, past, ("", 0.0)

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        step_before, at = self._last
        if self._past is None or (step == step_before and monotonic() - at < PAUSE_SECONDS):
            return
        self._last = step, monotonic()
        try:
            self._past.execute(WRITE, [step, done, total, self._run])
        except psycopg.Error:
            # Nobody is told, and the import goes on.
            self._past = None


@contextmanager
def told(run: Run) -> Iterator[Told]:
    Progress.objects.get_or_create(run=run)
    try:
        past = psycopg.connect(**_same_database(), autocommit=True)
    except psycopg.Error:
        yield Told(run, None)
        return
    try:
        yield Told(run, past)
    finally:
        past.close()


def _same_database() -> dict[str, Any]:
    wanted = ("dbname", "host", "port", "user", "password", "options")
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in wanted if parameters.get(name)}
