"""The whole system as a newcomer starts it, `zvonok demo`, on ports of its own: what the journeys in the browser walk through.

Comes in: a folder for its data, other settings. Goes out: its address, while the context is open. Called by: tests/flows.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_MARK = "Готово:"
READY_SECONDS_MAX = 300


@contextmanager
def demo(var: Path, *, ready_seconds_max: float = READY_SECONDS_MAX, **more: str) -> Iterator[str]:
    ports = [free_port() for _ in range(6)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "ZVONOK_VAR": str(var),
        "ZVONOK_PORT": str(ports[0]),
        "PUSH_PORT": str(ports[1]),
        "PUSH_BROWSER_PORT": str(ports[2]),
        "LIVEKIT_PORT": str(ports[3]),
        "LIVEKIT_TCP_PORT": str(ports[4]),
        "LIVEKIT_UDP_PORT": str(ports[5]),
        **more,
    }
    process = subprocess.Popen([sys.executable, "-m", "zvonok", "demo"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        _wait_until_ready(process, ready_seconds_max)
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_ready(process: subprocess.Popen[str], seconds_max: float) -> None:
    assert process.stdout
    # A demo that hangs is ended, which ends the reading below.
    alarm = threading.Timer(seconds_max, process.kill)
    alarm.start()
    told = []
    for line in process.stdout:
        told.append(line)
        if READY_MARK in line:
            alarm.cancel()
            # Nobody reads on; what it says later must not fill the pipe.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return
    alarm.cancel()
    raise RuntimeError("zvonok demo did not start:\n" + "".join(told))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
