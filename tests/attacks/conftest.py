"""Attackers with a browser of their own: a signed-in client a person, and the chats of the cast, opened.

Called by: the attacks beside it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from zvonok.chat_rules import actions
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

SignIn = Callable[[Person], "Browser"]


class Browser(Client):
    """A signed-in person's browser: what it sends is what the client in `web/` sends."""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.generic(method, f"/api{path}", json.dumps(body) if body is not None else "", "application/json")

    def say(self, chat: int, words: str, uuid: str | None = None) -> Any:
        return self.call("POST", f"/chats/{chat}/messages", {"uuid": uuid or str(uuid4()), "text": words})


@dataclass(frozen=True)
class Chats:
    staff_room: int
    of_10a: int
    parents_10a: int
    parents_demo6: int
    geography_10a: int


@pytest.fixture
def chats(cast: Cast) -> Chats:
    by = cast.head
    return Chats(
        staff_room=actions.open_staff_room(school=cast.school, by=by).chat_id,
        of_10a=actions.open_class_chat(school_class=cast.class_10a, by=by).chat_id,
        parents_10a=actions.open_parents_chat(school_class=cast.class_10a, by=by).chat_id,
        parents_demo6=actions.open_parents_chat(school_class=cast.class_demo6, by=by).chat_id,
        geography_10a=actions.open_subject_chat(study_group=cast.geography_10a, by=by).chat_id,
    )


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    def signed_in(person: Person) -> Browser:
        browser = Browser()
        browser.force_login(person.user)
        return browser

    return signed_in
