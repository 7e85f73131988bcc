"""What a school has switched off is told to whoever opens a chat, so that it is not offered. Called by: pytest."""

from typing import Any

import pytest
from django.test import Client

from zvonok.accounts.models import User
from zvonok.chat_rules.tests.world import Chats
from zvonok.messenger import switches
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

ALL = {"files": True, "voice": True, "polls": True, "calls": True}


def ask(person: Person, address: str) -> Any:
    browser = Client()
    browser.force_login(User.objects.get(person=person))
    return browser.get(address)


def test_it_works(cast: Cast, chats: Chats) -> None:
    address = f"/api/chats/{chats.class_10a.pk}/allowed"
    assert ask(cast.sibling, address).json() == ALL
    switches.settle(school=cast.school, switches=switches.Switches(voice=False, polls=False), by=cast.head)
    assert ask(cast.sibling, address).json() == {**ALL, "voice": False, "polls": False}


def test_a_stranger_learns_nothing_of_it(cast: Cast, chats: Chats) -> None:
    assert ask(cast.stranger, f"/api/chats/{chats.class_10a.pk}/allowed").status_code == 404


@pytest.mark.parametrize("allowed", [True, False])
def test_a_pupil_is_offered_a_free_chat_only_where_he_may_make_one(cast: Cast, allowed: bool) -> None:
    switches.settle(school=cast.school, switches=switches.Switches(pupils_free_chats=allowed), by=cast.head)
    assert ask(cast.sibling, "/api/me").json()["makes_chats"] is allowed
    assert ask(cast.class_teacher, "/api/me").json()["makes_chats"] is True
