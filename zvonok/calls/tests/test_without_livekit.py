"""Where LiveKit cannot be had, or does not answer, everything else works, and the button says why it does not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zvonok.calls import actions, attending, doors, media, queries
from zvonok.calls.models import Attendance, Call
from zvonok.ground import clock, media_server
from zvonok.ground.refusal import Refused
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat
from zvonok.operations import engines
from zvonok.operations.cast import Cast
from zvonok.operations.doctor import examine


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_server, "BUILT", Path("/nowhere/livekit-server"))
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.fixture
def silent(settings: Any) -> Iterator[None]:
    """At this address nobody answers, whatever other tests have started."""
    media.close()
    settings.LIVEKIT_PORT = 1
    yield
    media.close()


def test_the_button_says_why_and_what_to_do(cast: Cast, geography: Chat, lesson: Call, absent: None) -> None:
    assert engines.media() == []
    why = queries.seen(*doors.call(cast.class_teacher, lesson.pk))["why_not"]
    assert "make setup" in why
    with pytest.raises(Refused, match="make setup"):
        actions.enter(call=lesson, by=cast.class_teacher)
    with pytest.raises(Refused, match="make setup"):
        actions.begin(place=place(cast.class_teacher, geography.pk), by=cast.class_teacher)


def test_the_doctor_tells_and_does_not_call_it_an_illness(db: None, absent: None) -> None:
    told: list[str] = []
    examine(told.append)
    [line] = [one for one in told if "livekit-server" in one]
    assert line.startswith("–") and "LIVEKIT_URL" in line


def test_a_server_that_does_not_answer_is_waited_for_seconds_and_begins_no_lesson(
    cast: Cast, lesson: Call, silent: None
) -> None:
    with pytest.raises(Refused, match="не отвечает"):
        actions.enter(call=lesson, by=cast.class_teacher)
    lesson.refresh_from_db()
    assert lesson.state == Call.State.PLANNED


def test_nobody_is_taken_for_gone_while_the_server_does_not_answer(cast: Cast, lesson: Call, silent: None) -> None:
    call = actions.start(call=lesson, by=cast.class_teacher)
    Attendance.objects.create(call=call, person=cast.sibling, sid="PA_1", joined_at=clock.now())
    attending.look_after_all(now=clock.now())
    assert call.attendance.filter(left_at=None).count() == 1
