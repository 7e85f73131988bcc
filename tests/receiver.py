"""A real server on loopback that takes webhooks, and answers as it is told: with a status, elsewhere, or never.

Called by: tests of webhooks, and the journey.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Taken:
    headers: dict[str, str]
    body: str


@dataclass
class Receiver:
    """`answers` are given one after another, the last one for ever. None: no answer until the test is over."""

    port: int
    answers: list[int | str | None] = field(default_factory=lambda: [200])
    taken: list[Taken] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, count: int, seconds: float) -> list[Taken]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.taken) >= count, seconds), f"{len(self.taken)} of {count}"
        return self.taken


@contextmanager
def receiver() -> Iterator[Receiver]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    one = Receiver(port=server.server_port)
    server.receiver = one  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        to: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with to.arrived:
            to.taken.append(Taken({name.lower(): value for name, value in self.headers.items()}, body))
            answer = to.answers.pop(0) if len(to.answers) > 1 else to.answers[0]
            to.arrived.notify_all()
        if answer is None:
            to.over.wait()
            return
        self.send_response(answer if isinstance(answer, int) else 302)
        if isinstance(answer, str):
            self.send_header("Location", answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Silence: the test reads what was taken."""
