"""Which engines an installation runs, in the order of their start.

Comes in: settings. Goes out: engines for the supervisor. Called by: `zvonok serve`, `zvonok demo`, the tests.
"""

import os
import signal
import socket
import sys
import time
from pathlib import Path

from django.conf import settings

from zvonok.ground import limits, media_server, postgres
from zvonok.ground.media_server import MediaServer, Turn
from zvonok.ground.nats_server import PushServer, is_listening
from zvonok.ground.supervisor import Engine
from zvonok.ground.trouble import Trouble


def facts() -> list[Engine]:
    """PostgreSQL and NATS, each only where no other is named by its address."""
    return [*_postgres(), *_nats()]


def media() -> list[Engine]:
    """LiveKit, where no other is named and it can be had: without it all but calls works."""
    if settings.LIVEKIT_URL or not media_server.is_there():
        return []
    # It tells us what happens on this machine itself, whatever stands in front of us for browsers.
    here = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::") else settings.HOST  # noqa: S104
    server = MediaServer(
        host=settings.HOST,
        port=settings.LIVEKIT_PORT,
        tcp_port=settings.LIVEKIT_TCP_PORT,
        udp_port=settings.LIVEKIT_UDP_PORT,
        address=settings.LIVEKIT_ADDRESS,
        webhook=f"http://{here}:{settings.PORT}/api/media/webhook",
        turn=_turn(),
        var=settings.VAR,
    )
    command = server.command(settings.SECRETS.media_key)
    return [Engine("LiveKit", command, server.is_ready, log=log("livekit"))]


def web(*, reload: bool = False) -> Engine:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "zvonok.wsgi:application"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_PROCESSES), "--blocking-threads", str(settings.WEB_THREADS), "--backpressure", "512"),
        *("--no-ws", "--respawn-failed-workers", "--log-level", "warning"),
        *(("--reload",) if reload else ()),
    ]
    return Engine("Веб-сервер", command, lambda: is_listening(settings.HOST, settings.PORT), log=log("web"))


def worker() -> Engine:
    return _own("Исполнитель", "worker")


def gate() -> Engine:
    """Who may listen to what: answers NATS for every browser that connects."""
    return _own("Привратник", "gate")


def vite() -> Engine:
    """The client's own server, for work on the client: it reloads what has changed."""
    house = settings.PACKAGE.parent
    nearest_node = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ["npm", "--prefix", str(house / "web"), "run", "dev"]
    return Engine("Vite", command, lambda: is_listening("localhost", 5173), environment=nearest_node, log=log("vite"))


def refuse_taken_ports() -> None:
    """One sentence instead of an engine's log, before anything starts. Our own engines of before may still be stopping."""
    wanted = {"ZVONOK_PORT": settings.PORT}
    if not settings.NATS_URL:
        wanted |= {"PUSH_PORT": settings.PUSH_PORT, "PUSH_BROWSER_PORT": settings.PUSH_BROWSER_PORT}
    if not settings.LIVEKIT_URL and media_server.is_there():
        wanted |= {"LIVEKIT_PORT": settings.LIVEKIT_PORT, "LIVEKIT_TCP_PORT": settings.LIVEKIT_TCP_PORT}
    until = time.monotonic() + limits.port_wait_seconds_max
    for name, port in wanted.items():
        while _is_taken(port):
            if time.monotonic() > until:
                raise Trouble(f"Порт {port} занят другой программой. Завершите её или задайте другой: {name}={port + 10}.")
            time.sleep(0.1)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, port))
        except OSError:
            return True
    return False


def log(name: str) -> Path:
    folder = settings.VAR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(folder / f"{name}.log")


def _postgres() -> list[Engine]:
    if settings.DATABASE_URL:
        return []
    cluster = postgres.cluster(settings.VAR)
    return [
        Engine(
            "PostgreSQL",
            cluster.command(),
            lambda: postgres.is_ready(cluster),
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            user=cluster.user,
            log=log("postgres"),
            after_start=lambda: postgres.make_database(cluster),
        )
    ]


def _nats() -> list[Engine]:
    if settings.NATS_URL:
        return []
    server = PushServer(settings.PUSH_PORT, settings.HOST, settings.PUSH_BROWSER_PORT, settings.VAR)
    return [Engine("NATS", server.command(settings.SECRETS), server.is_ready, log=log("nats"))]


def _turn() -> Turn | None:
    if not settings.TURN_DOMAIN:
        return None
    return Turn(settings.TURN_DOMAIN, settings.TURN_CERTIFICATE, settings.TURN_CERTIFICATE_KEY)


def _own(name: str, command: str) -> Engine:
    return Engine(name, [sys.executable, "-m", "zvonok", command], _always, log=log(command))


def _always() -> bool:
    return True
