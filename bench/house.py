"""The engines that the bench runs on, in a folder and on ports of their own, with an empty database.

Comes in: a folder. Goes out: running engines, Django set up on them. Called by: `bench.__main__`.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zvonok.ground.postgres import Cluster

PORTS = ("ZVONOK_PORT", "PUSH_PORT", "PUSH_BROWSER_PORT", "LIVEKIT_PORT", "LIVEKIT_TCP_PORT", "LIVEKIT_UDP_PORT")


@contextmanager
def running(var: Path) -> Iterator[None]:
    os.environ["ZVONOK_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zvonok.settings"
    for name in PORTS:
        os.environ[name] = _free_port()

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, connections

    from zvonok.ground import postgres
    from zvonok.ground.supervisor import Supervisor
    from zvonok.operations import engines

    var.mkdir(parents=True, exist_ok=True)
    with Supervisor() as supervisor:
        for engine in engines.facts():
            supervisor.start(engine)
        _empty(postgres.cluster(settings.VAR))
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        supervisor.start(engines.gate())
        supervisor.start(engines.web())
        yield
        connections.close_all()


def _empty(cluster: "Cluster") -> None:
    import psycopg

    from zvonok.ground import postgres

    with psycopg.connect(f"host={cluster.sockets} user=zvonok dbname=postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS zvonok WITH (FORCE)")
    postgres.make_database(cluster)


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
