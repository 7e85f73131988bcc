"""`zvonok serve` starts its engines, starts again what dies, and leaves nothing behind, however it ends.

Called by: pytest. Waiting is always for something: a port, a process, a line; each wait has an end.
"""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.live import READY_MARK, free_port

WAIT_SECONDS_MAX = 60
HOUSE = Path(__file__).resolve().parent.parent


class Serving:
    """One `zvonok serve` with a folder and ports of its own."""

    def __init__(self, var: Path, ports: list[int]) -> None:
        self.ports = ports
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
            "ZVONOK_VAR": str(var),
            "ZVONOK_PORT": str(ports[0]),
            "PUSH_PORT": str(ports[1]),
            "PUSH_BROWSER_PORT": str(ports[2]),
            "LIVEKIT_PORT": str(ports[3]),
            "LIVEKIT_TCP_PORT": str(ports[4]),
            "LIVEKIT_UDP_PORT": str(ports[5]),
        }
        command = [sys.executable, "-m", "zvonok", "serve"]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.told: list[str] = []

    def wait_for(self, words: str) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.told.append(line)
            if words in line:
                return
        raise AssertionError(f"«{words}» was never said:\n{''.join(self.told)}")

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def engine(self, mark: str) -> psutil.Process:
        return next(one for one in self.descendants() if mark in " ".join(one.cmdline()))

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[0]}/accounts/login/", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False


@pytest.fixture
def var() -> Path:
    return HOUSE / "var" / "test-serve"


@pytest.fixture
def serve(var: Path) -> Iterator[Callable[[], Serving]]:
    ports = [free_port() for _ in range(6)]
    started: list[Serving] = []

    def start() -> Serving:
        started.append(Serving(var, ports))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
        one.process.wait(timeout=WAIT_SECONDS_MAX)


def test_it_works_and_stops_with_nothing_left(serve: Callable[[], Serving]) -> None:
    serving = serve()
    serving.wait_for(READY_MARK)
    assert serving.answers()
    engines = serving.descendants()
    assert {"postgres", "nats-server"} <= {one.name() for one in engines}
    serving.process.terminate()
    assert serving.process.wait(timeout=WAIT_SECONDS_MAX) == 0
    assert_all_gone(engines)


@pytest.mark.parametrize("mark", ["nats-server", "granian", "zvonok gate", "zvonok worker", "bin/postgres", "livekit-server"])
def test_what_is_killed_is_started_again(serve: Callable[[], Serving], mark: str) -> None:
    serving = serve()
    serving.wait_for(READY_MARK)
    killed = serving.engine(mark)
    killed.kill()
    serving.wait_for("запускаю снова")
    serving.wait_for("снова работает")
    assert serving.engine(mark).pid != killed.pid
    assert serving.answers()


def test_kill_9_of_itself_leaves_no_process_and_the_next_start_repairs(serve: Callable[[], Serving]) -> None:
    serving = serve()
    serving.wait_for(READY_MARK)
    engines = serving.descendants()
    serving.process.send_signal(signal.SIGKILL)
    serving.process.wait(timeout=WAIT_SECONDS_MAX)
    assert_all_gone(engines)
    again = serve()
    again.wait_for(READY_MARK)
    assert again.answers()


def test_a_taken_port_is_one_sentence_that_says_what_to_do(serve: Callable[[], Serving]) -> None:
    serving = serve()
    serving.wait_for(READY_MARK)
    with socket.create_connection(("127.0.0.1", serving.ports[0])):
        second = serve()
        second.wait_for("занят другой программой")
    assert second.process.wait(timeout=WAIT_SECONDS_MAX) == 1
    assert "Traceback" not in "".join(second.told)


def assert_all_gone(processes: list[psutil.Process]) -> None:
    _gone, alive = psutil.wait_procs(processes, timeout=WAIT_SECONDS_MAX)
    assert not alive
