"""Attacks on running calls, each named as what the attacker does. LiveKit is real, and tells us what happens."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
import requests
from django.conf import settings
from django.http import Http404
from livekit import api

from zvonok.accounts.actions import deactivate, sign_out_everywhere
from zvonok.accounts.sessions import SessionStore
from zvonok.calls import actions, doors, leading
from zvonok.calls.models import Call, Participant
from zvonok.calls.tests.conftest import Enter, address
from zvonok.calls.tests.guests import Guest, wait_until
from zvonok.calls.tests.test_in_a_lesson import attends
from zvonok.ground import clock, media_server
from zvonok.messenger.doors import NotYours
from zvonok.operations.cast import Cast
from zvonok.profiles.actions import suspend
from zvonok.roster import actions as roster
from zvonok.roster.models import Person

# «Within a second», and the time that tests of others take from this machine.
# The promise is one second, and the demo's story says what it took; a machine that runs all tests side by side is given more.
AT_ONCE_SECONDS = 5.0


def test_a_pupil_moved_to_another_class_is_put_out_within_a_second(cast: Cast, lesson: Call, enter: Enter) -> None:
    enter(lesson, cast.class_teacher)
    pupil = enter(lesson, cast.classmate)
    wait_until(lambda: attends(lesson, cast.class_teacher.pk, cast.classmate.pk))
    roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    assert wait_until(lambda: pupil.was_put_out) < AT_ONCE_SECONDS
    with pytest.raises(NotYours):
        actions.enter(call=lesson, by=cast.classmate)


def test_a_former_pupil_comes_with_an_old_ticket(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher = enter(lesson, cast.class_teacher)
    old = actions.enter(call=lesson, by=cast.classmate).token
    roster.move(enrolment=cast.enrolment(cast.classmate), school_class=cast.class_demo6, by=cast.head)
    intruder = Guest(address(), old).come_in()
    assert wait_until(lambda: intruder.was_put_out) < AT_ONCE_SECONDS
    wait_until(lambda: not teacher.others())
    assert not lesson.attendance.filter(person=cast.classmate).exists()


def test_one_who_was_removed_comes_with_the_ticket_he_had(cast: Cast, lesson: Call, enter: Enter) -> None:
    enter(lesson, cast.class_teacher)
    ticket = actions.enter(call=lesson, by=cast.sibling).token
    Guest(address(), ticket).come_in()
    leading.remove(call=lesson, person=cast.sibling, by=cast.class_teacher)
    again = Guest(address(), ticket).come_in()
    assert wait_until(lambda: again.was_put_out) < AT_ONCE_SECONDS


def test_one_whose_profile_is_suspended_leaves_at_once(cast: Cast, lesson: Call, enter: Enter) -> None:
    enter(lesson, cast.class_teacher)
    pupil = enter(lesson, cast.sibling)
    suspend(person=cast.sibling, by=cast.sibling)
    assert wait_until(lambda: pupil.was_put_out) < AT_ONCE_SECONDS


@pytest.mark.parametrize("deed", ["signs out", "is signed out everywhere", "is shut out"])
def test_one_whose_session_ends_leaves_at_once(cast: Cast, lesson: Call, enter: Enter, deed: str) -> None:
    enter(lesson, cast.class_teacher)
    session = _session(cast.sibling)
    pupil = Guest(address(), actions.enter(call=lesson, session=session, by=cast.sibling).token).come_in()
    wait_until(lambda: attends(lesson, cast.class_teacher.pk, cast.sibling.pk))
    match deed:
        case "signs out":
            SessionStore(session).flush()
        case "is signed out everywhere":
            sign_out_everywhere(person=cast.sibling, by=cast.sibling)
        case _:
            deactivate(person=cast.sibling, by=cast.head)
    assert wait_until(lambda: pupil.was_put_out) < AT_ONCE_SECONDS


def test_the_end_of_another_session_of_his_disturbs_nobody(cast: Cast, lesson: Call, enter: Enter) -> None:
    enter(lesson, cast.class_teacher)
    here, elsewhere = _session(cast.sibling), _session(cast.sibling)
    pupil = Guest(address(), actions.enter(call=lesson, session=here, by=cast.sibling).token).come_in()
    SessionStore(elsewhere).flush()
    assert Participant.objects.get(call=lesson, person=cast.sibling).ticket
    assert pupil.is_in


def test_a_former_teacher_leads_no_more(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher, pupil = enter(lesson, cast.class_teacher), enter(lesson, cast.sibling)
    roster.dismiss(employee=cast.employee(cast.class_teacher), by=cast.head)
    assert wait_until(lambda: teacher.was_put_out) < AT_ONCE_SECONDS
    with pytest.raises(NotYours):
        leading.mute_all(call=lesson, by=cast.class_teacher)
    assert pupil.is_in


def test_a_pupil_asks_for_the_teachers_rights(cast: Cast, lesson: Call, enter: Enter) -> None:
    actions.change(call=lesson, may_speak=False, may_show=False, by=cast.class_teacher)
    teacher = enter(lesson, cast.class_teacher)
    pupil = enter(lesson, cast.sibling)
    # The media server does not so much as answer.
    with pytest.raises(TimeoutError):
        pupil.speak()
    assert not teacher.sees_of(cast.sibling.pk)
    assert teacher.others()[str(cast.sibling.pk)]["leads"] == ""
    with pytest.raises(Http404):
        doors.call_to_lead(cast.sibling, lesson.pk)
    for deed in (leading.mute_all, leading.let_all_speak, leading.lock, leading.unlock):
        with pytest.raises(NotYours):
            deed(call=lesson, by=cast.sibling)
    for to_one in (leading.admit, leading.refuse, leading.mute, leading.stop_sharing, leading.remove):
        with pytest.raises(NotYours):
            to_one(call=lesson, person=cast.class_teacher, by=cast.sibling)
    with pytest.raises(NotYours):
        leading.let_speak(call=lesson, person=cast.sibling, speak=True, by=cast.sibling)
    # His ticket says nothing to the media server's own door for administrators.
    ticket = actions.enter(call=lesson, by=cast.sibling).token
    answer = requests.post(
        f"http://127.0.0.1:{settings.LIVEKIT_PORT}/twirp/livekit.RoomService/RemoveParticipant",
        json={"room": lesson.room, "identity": str(cast.class_teacher.pk)},
        headers={"Authorization": f"Bearer {ticket}"},
        timeout=5,
    )
    assert answer.status_code in (401, 403)


def test_one_who_is_not_invited_comes_to_the_door(cast: Cast, lesson: Call, enter: Enter) -> None:
    enter(lesson, cast.class_teacher)
    for outsider in (cast.young_pupil, cast.parent_of_both, cast.stranger, cast.without_profile, cast.pupil_without_profile):
        with pytest.raises(Http404):
            doors.call(outsider, lesson.pk)
        with pytest.raises(NotYours):
            actions.enter(call=lesson, by=outsider)


def test_a_ticket_for_another_room(cast: Cast, lesson: Call, enter: Enter) -> None:
    """What is signed for one room opens no other, whatever the browser asks for."""
    enter(lesson, cast.class_teacher)
    starts = clock.now() + timedelta(hours=3)
    other = actions.plan(chat=lesson.chat, title="Другой", starts_at=starts, minutes=40, by=cast.class_teacher)
    claims = jwt.decode(actions.enter(call=lesson, by=cast.sibling).token, options={"verify_signature": False})
    claims["video"]["room"] = other.room
    forged = jwt.encode(claims, "what I take for the key, thirty-two bytes of it", algorithm="HS256")
    with pytest.raises(Exception, match=r"."):
        Guest(address(), forged).come_in()


def test_a_ticket_alone_makes_no_room(cast: Cast, lesson: Call, enter: Enter) -> None:
    """The lesson is over, its room closed; the ticket of a minute ago is still good, and opens nothing."""
    enter(lesson, cast.class_teacher)
    ticket = actions.enter(call=lesson, by=cast.sibling).token
    actions.end(call=lesson, by=cast.class_teacher)

    def is_shut() -> bool:
        try:
            return wait_until(lambda: Guest(address(), ticket).come_in().was_put_out, 1) < AT_ONCE_SECONDS
        except Exception:
            return True

    wait_until(is_shut)
    assert not lesson.attendance.filter(person=cast.sibling).exists()


class TestForgedWebhooks:
    """«Somebody has joined», told by somebody who is not the media server."""

    @pytest.fixture
    def body(self, cast: Cast, lesson: Call) -> bytes:
        who = {"identity": str(cast.sibling.pk), "sid": "PA_forged", "joinedAt": "1"}
        return json.dumps({"event": "participant_joined", "room": {"name": lesson.room}, "participant": who}).encode()

    def test_without_a_signature(self, client: Any, body: bytes) -> None:
        assert _tell(client, body, "").status_code == 401

    def test_with_a_key_of_his_own(self, client: Any, body: bytes) -> None:
        assert _tell(client, body, _signature(body, "k" * 40)).status_code == 401

    def test_with_the_signature_of_other_words(self, client: Any, body: bytes) -> None:
        signed = _signature(body, settings.SECRETS.media_key)
        assert _tell(client, body, signed).status_code == 204
        assert _tell(client, body.replace(b"joined", b"left"), signed).status_code == 401

    def test_with_his_own_ticket_for_a_signature(self, cast: Cast, lesson: Call, client: Any, body: bytes) -> None:
        made = api.AccessToken(media_server.KEY, settings.SECRETS.media_key).with_identity(str(cast.sibling.pk)).to_jwt()
        assert _tell(client, body, made).status_code == 401

    def test_of_a_call_that_is_not(self, db: None, client: Any) -> None:
        body = json.dumps({"event": "room_finished", "room": {"name": "nowhere"}}).encode()
        assert _tell(client, body, _signature(body, settings.SECRETS.media_key)).status_code == 204


def _tell(client: Any, body: bytes, signature: str) -> Any:
    return client.generic("POST", "/api/media/webhook", body, "application/webhook+json", headers={"Authorization": signature})


def _signature(body: bytes, secret: str) -> str:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return api.AccessToken(media_server.KEY, secret).with_sha256(digest).to_jwt()


def _session(person: Person) -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(person.user)
    return str(browser.session.session_key)
