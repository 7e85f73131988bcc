"""What is to stay unseen: a ruled and a free chat of one class, each with a message, a file, a call and people; their numbers.

Called by: attacks with the numbers of others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.attacks.conftest import Browser, opened, signed_in
from tests.attacks.operations import TOMORROW, Ids
from zvonok.calls.models import Participant
from zvonok.ground import clock
from zvonok.operations.cast import Cast


@dataclass(frozen=True)
class Secrets:
    ruled: Ids
    free: Ids

    def both(self) -> tuple[Ids, Ids]:
        return self.ruled, self.free


@pytest.fixture(scope="module")
def secrets(cast_of_module: Cast, storage: object, django_db_blocker: DjangoDbBlocker) -> Iterator[Secrets]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield told(cast_of_module)
        transaction.set_rollback(True)


def told(cast: Cast) -> Secrets:
    ruled, pupil = opened(cast).of_10a, signed_in(cast.sibling)
    body = {"uuid": str(uuid4()), "title": "Тайный поход", "people": [cast.classmate.pk, cast.class_teacher.pk]}
    free = pupil.call("POST", "/chats", body).json()["id"]
    invited = pupil.call("POST", f"/chats/{free}/invitations", {"school": cast.school.pk}).json()
    led = (ruled, signed_in(cast.class_teacher)), (free, pupil)
    return Secrets(*(_said(pupil, cast, chat, invited, _begun(leader, cast, chat)) for chat, leader in led))


def _begun(page: Browser, cast: Cast, chat: int) -> int:
    """A call that goes on, in which a classmate is and asks for the word."""
    call = int(page.call("POST", f"/chats/{chat}/calls").json()["id"])
    Participant.objects.create(call_id=call, person=cast.classmate, ticket=uuid4(), hand_at=clock.now(), admission="admitted")
    return call


def _said(page: Browser, cast: Cast, chat: int, invited: dict[str, Any], call: int) -> Ids:
    file = page.bring(b"secret", "тайное.txt").json()["id"]
    words = {"uuid": str(uuid4()), "text": "Тайна седьмого кабинета", "files": [file], "mentions": [cast.classmate.pk]}
    seq = page.call("POST", f"/chats/{chat}/messages", words).json()["seq"]
    assert page.call("PUT", f"/chats/{chat}/messages/{seq}/reaction", {"emoji": "👍"}).status_code == 200
    asked = {"uuid": str(uuid4()), "question": "Тайный вопрос", "options": ["Тайна", "Не тайна"], "anonymous": False}
    poll = page.call("POST", f"/chats/{chat}/polls", asked).json()
    option = poll["data"]["poll"]["options"][0]["id"]
    assert page.call("PUT", f"/chats/{chat}/polls/{poll['seq']}/vote", {"options": [option]}).status_code == 200
    later = {"uuid": str(uuid4()), "text": "Тайна на завтра", "send_at": TOMORROW.isoformat()}
    scheduled = page.call("POST", f"/chats/{chat}/scheduled", later).json()["id"]
    return Ids(
        chat=chat,
        seq=seq,
        person=cast.classmate.pk,
        file=file,
        school=cast.school.pk,
        invitation=invited["invitation"]["id"],
        poll=poll["seq"],
        option=option,
        scheduled=scheduled,
        call=call,
        word=invited["path"].rpartition("/")[2],
    )
