"""A real LiveKit beside PostgreSQL and NATS, which tells us what happens through a real web server; and people who come in by
LiveKit's own client for Python."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

from zvonok.calls import actions, media
from zvonok.calls.models import Call
from zvonok.calls.tests.guests import Guest
from zvonok.chat_rules.actions import open_subject_chat
from zvonok.ground import clock
from zvonok.ground.supervisor import Supervisor
from zvonok.messenger.models import Chat
from zvonok.operations import engines as house
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person


def _as_it_is(handler: Any) -> Any:
    """Static files are not asked for here."""
    return handler


class Patient(ThreadedWSGIServer):
    daemon_threads = False
    allow_reuse_address = True


class OneRequest(QuietWSGIRequestHandler):
    """A connection is not kept for the next one, which may never come."""

    def handle(self) -> None:
        self.close_connection = True
        self.handle_one_request()


class Server(LiveServerThread):
    """On one port again and again, and ended when all that came in is answered."""

    server_class = Patient

    def _create_server(self, connections_override: Any = None) -> Patient:
        return Patient((self.host, self.port), OneRequest, connections_override=connections_override)


@pytest.fixture(scope="session")
def livekit() -> Iterator[Supervisor]:
    """Not skipped where it is missing: `make test` brings it."""
    found = house.media()
    assert found, "No livekit-server: run scripts/set_up.py"
    with Supervisor() as supervisor:
        supervisor.start(found[0])
        yield supervisor
        media.close()


@pytest.fixture
def told(livekit: Supervisor, transactional_db: None) -> Iterator[None]:
    """The web server to which LiveKit tells what happens."""
    server = Server("127.0.0.1", _as_it_is, port=settings.PORT)  # type: ignore[arg-type]
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield
    # Whoever is still being told writes into tables that are emptied next.
    server.terminate()


@pytest.fixture
def geography(cast: Cast) -> Chat:
    return Chat.objects.get(pk=open_subject_chat(study_group=cast.geography_10a, by=cast.class_teacher).chat_id)


@pytest.fixture
def lesson(cast: Cast, geography: Chat) -> Call:
    """Begins in five minutes: the teacher may come in already."""
    starts = clock.now() + timedelta(minutes=5)
    return actions.plan(chat=geography, title="Реки Сибири", starts_at=starts, minutes=40, by=cast.class_teacher)


Enter = Callable[[Call, Person], Guest]


@pytest.fixture
def enter(told: None) -> Iterator[Enter]:
    """Comes in as the client does: a ticket is asked for, and shown to LiveKit."""
    yield from _entering()


@pytest.fixture
def enter_untold(livekit: Supervisor, transactional_db: None) -> Iterator[Enter]:
    yield from _entering()


def address() -> str:
    return f"ws://127.0.0.1:{settings.LIVEKIT_PORT}"


def _entering() -> Iterator[Enter]:
    guests: list[Guest] = []

    def come(call: Call, person: Person) -> Guest:
        guests.append(Guest(address(), actions.enter(call=call, by=person).token).come_in())
        return guests[-1]

    yield come
    for guest in guests:
        guest.go()


@pytest.fixture(scope="session", autouse=True)
def closed() -> Iterator[None]:
    """Some ask for a server that is not there; their line is closed all the same."""
    yield
    media.close()
