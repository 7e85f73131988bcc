"""A real LiveKit beside PostgreSQL and NATS, which tells us what happens through a real web server; and people who come in by
LiveKit's own client for Python."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from zvonok.calls import actions, media
from zvonok.calls.models import Call
from zvonok.chat_rules.actions import open_subject_chat
from zvonok.ground import clock
from zvonok.ground.supervisor import Supervisor
from zvonok.messenger.models import Chat
from zvonok.operations import engines as house
from zvonok.operations.cast import Cast


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
    server = LiveServer(f"127.0.0.1:{settings.PORT}")
    yield
    server.stop()


@pytest.fixture
def geography(cast: Cast) -> Chat:
    return Chat.objects.get(pk=open_subject_chat(study_group=cast.geography_10a, by=cast.class_teacher).chat_id)


@pytest.fixture
def lesson(cast: Cast, geography: Chat) -> Call:
    """Begins in five minutes: the teacher may come in already."""
    starts = clock.now() + timedelta(minutes=5)
    return actions.plan(chat=geography, title="Реки Сибири", starts_at=starts, minutes=40, by=cast.class_teacher)
