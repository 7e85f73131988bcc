"""Starts engines, watches them, restarts what dies, stops all in order, leaves nothing behind.

Comes in: engines in the order of their start. Goes out: nothing until it is told to stop.
Called by: `zvonok serve`, `zvonok demo`, the tests.

Each engine is the head of a process group of its own, and the kernel ends it when this process dies in whatever way
(PR_SET_PDEATHSIG), so `kill -9` of the supervisor leaves no engine running.
"""

import ctypes
import multiprocessing
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zvonok.ground import limits
from zvonok.ground.trouble import Trouble

PR_SET_PDEATHSIG = 1
restart_pause_seconds = 0.5
restarts_in_a_row_max = 8
starts_max = 6


@dataclass
class Engine:
    """One program: how it starts, how it is known to be ready, and by which signal it stops well."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    # What the kernel sends it if the supervisor is killed. What holds no state ends at once: in good order it might wait
    # for others who are ending at the same moment.
    death_signal: signal.Signals = signal.SIGKILL
    user: pwd.struct_passwd | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    after_start: Callable[[], None] | None = None


class Supervisor:
    """Runs engines until stopped. Use as a context: leaving it stops all, last started first."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self._say = say
        self._running: list[tuple[Engine, subprocess.Popen[bytes]]] = []
        self._restarts: dict[str, int] = {}
        self._stopping = False

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, engine: Engine) -> None:
        """Start one engine and wait until it is ready; a Trouble with the end of its log if it never is."""
        self._running.append((engine, _spawn(engine)))
        self._wait_until_ready(len(self._running) - 1)
        if engine.after_start:
            engine.after_start()

    def process_id(self, name: str) -> int:
        return next(process.pid for engine, process in self._running if engine.name == name)

    def watch(self) -> None:
        """Until SIGINT or SIGTERM: start again whatever ends by itself."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note_stop)
        while not self._stopping:
            self.mend()
            time.sleep(0.2)

    def mend(self) -> None:
        """Start again, in order, the engines that have ended."""
        for place, (engine, process) in enumerate(self._running):
            if self._stopping or process.poll() is None:
                continue
            restarts = self._restarts[engine.name] = self._restarts.get(engine.name, 0) + 1
            if restarts > restarts_in_a_row_max:
                raise Trouble(f"{engine.name} не держится: упал {restarts} раз подряд. {_end_of(engine.log)}")
            self._say(f"{engine.name} остановился (код {process.returncode}), запускаю снова")
            _end_group(process.pid)
            time.sleep(restart_pause_seconds)
            self._running[place] = (engine, _spawn(engine))
            self._wait_until_ready(place)
            self._restarts[engine.name] = 0
            self._say(f"{engine.name}: снова работает")

    def stop(self) -> None:
        self._stopping = True
        for engine, process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(engine.stop_signal)
                try:
                    process.wait(limits.engine_stop_seconds_max)
                except subprocess.TimeoutExpired:
                    self._say(f"{engine.name} не остановился вовремя, завершаю")
            _end_group(process.pid)
            process.wait()
        self._running.clear()

    def _note_stop(self, *_: object) -> None:
        self._stopping = True

    def _wait_until_ready(self, place: int) -> None:
        """Wait; an engine that ends meanwhile is tried a few times more, for its forerunner may still be stopping."""
        engine, process = self._running[place]
        until = time.monotonic() + limits.engine_start_seconds_max
        tries = 1
        while process.poll() is not None or not engine.is_ready():
            if process.poll() is not None:
                if tries == starts_max:
                    raise Trouble(f"{engine.name} не запускается. {_end_of(engine.log)}")
                tries += 1
                time.sleep(restart_pause_seconds)
                process = _spawn(engine)
                self._running[place] = (engine, process)
            if time.monotonic() > until:
                raise Trouble(f"{engine.name} не готов за {limits.engine_start_seconds_max} с. {_end_of(engine.log)}")
            time.sleep(0.02)


def end_with_parent() -> None:
    """For a process that an engine starts of itself, the web server's workers: it ends when the engine's head does."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    _when_parent_dies(signal.SIGKILL)
    if not parent.is_alive():
        os._exit(1)


def _spawn(engine: Engine) -> subprocess.Popen[bytes]:
    output = engine.log.open("ab") if engine.log else None
    try:
        return subprocess.Popen(
            engine.command,
            env={**os.environ, **engine.environment},
            cwd="/" if engine.user else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            preexec_fn=lambda: _become(engine.user, engine.death_signal),
            start_new_session=True,
        )
    finally:
        if output:
            output.close()


def _become(user: pwd.struct_passwd | None, death_signal: int) -> None:
    # In this order: changing the user clears the death signal.
    if user:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    _when_parent_dies(death_signal)


def _when_parent_dies(death_signal: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)


def _end_group(process_id: int) -> None:
    """End what is left of an engine's process group, its grandchildren too."""
    try:
        os.killpg(process_id, signal.SIGKILL)
    except ProcessLookupError:
        return


def _end_of(log: Path | None) -> str:
    if log is None or not log.exists():
        return ""
    lines = log.read_text(errors="replace").strip().splitlines()[-3:]
    return f"Последнее в {log}: " + " / ".join(lines)
