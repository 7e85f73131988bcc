"""The antivirus hook against a real server that speaks ClamAV's protocol over TCP."""

import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from zvonok.files import actions
from zvonok.files.tests.conftest import stored
from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast

# In two parts, or the antivirus of whoever keeps this house would take the test itself away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture
def clamd(settings: object) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
        yield
        server.shutdown()


def test_it_works(cast: Cast, clamd: None) -> None:
    assert actions.upload(content=io.BytesIO(b"clean" * 50_000), name="a.txt", by=cast.sibling).size == 250_000


def test_a_virus_is_refused_and_leaves_nothing(cast: Cast, clamd: None, storage: Path) -> None:
    with pytest.raises(Refused, match="угрозу"):
        actions.upload(content=io.BytesIO(b"x" * 100_000 + EICAR), name="a.txt", by=cast.sibling)
    assert stored(storage) == []


def test_an_antivirus_that_does_not_answer_lets_nothing_in(cast: Cast, settings: object) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="не отвечает"):
        actions.upload(content=io.BytesIO(b"clean"), name="a.txt", by=cast.sibling)
