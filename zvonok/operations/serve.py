"""Starts everything, watches it, stops everything.

Comes in: settings. Goes out: a served school, until SIGINT or SIGTERM. Called by: `zvonok serve` and `zvonok demo`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from zvonok.ground import push
from zvonok.ground.supervisor import Supervisor
from zvonok.operations import engines

Say = Callable[[str], None]


def nothing() -> None:
    """The tables stay as they are."""


@contextmanager
def facts_running(say: Say, *, before_tables: Callable[[], None] = nothing) -> Iterator[Supervisor]:
    """PostgreSQL with its tables, and NATS."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    engines.refuse_taken_ports()
    with Supervisor(say) as supervisor:
        for engine in engines.facts():
            say(f"Запускаю {engine.name}")
            supervisor.start(engine)
        say("Готовлю таблицы")
        before_tables()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield supervisor
        push.close()
        connections.close_all()


def serve_on(supervisor: Supervisor, say: Say, *, reload: bool = False) -> None:
    """The rest of the engines, on facts that already run."""
    own = [engines.gate(), *engines.media(), engines.worker(), engines.web(reload=reload)]
    for engine in [*own, *([engines.vite()] if reload else [])]:
        say(f"Запускаю: {engine.name}")
        supervisor.start(engine)


def serve(say: Say, *, reload: bool = False) -> None:
    with facts_running(say) as supervisor:
        serve_on(supervisor, say, reload=reload)
        announce_address(say)
        supervisor.watch()
    say("Всё остановлено.")


def announce_address(say: Say, page: str = "") -> None:
    say(f"\nГотово: http://{settings.HOST}:{settings.PORT}/{page} — остановить: Ctrl-C")
