"""The cast, its class chat, a bot of its school, and a program that comes in by a token.

Called by: the tests of this room.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules import actions as chat_rules
from zvonok.ground import clock
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.programs import bots, tokens
from zvonok.programs.models import Bot

__all__ = ["cast", "cast_of_module", "db"]
MakeProgram = Callable[..., "Program"]


class Program(Client):
    """What a program sends: no cookies, its token in the header."""

    def __init__(self, word: str) -> None:
        super().__init__(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {word}"})
        self.word = word

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.generic(method, f"/api{path}", json.dumps(body) if body is not None else "", "application/json")


@pytest.fixture
def class_chat(cast: Cast) -> Chat:
    opened = chat_rules.open_class_chat(school_class=cast.class_10a, by=cast.head)
    return Chat.objects.get(pk=opened.chat_id)


@pytest.fixture
def bot(cast: Cast) -> Bot:
    return bots.make(school=cast.school, name="Столовая", purpose="Меню на завтра", by=cast.head)


@pytest.fixture
def program(cast: Cast) -> MakeProgram:
    """A program of a person's, with these scopes."""

    def made(person: Any, *scopes: str) -> Program:
        return Program(tokens.make_own(name="Скрипт", scopes=scopes, days=7, now=clock.now(), by=person)[1])

    return made


@pytest.fixture
def bot_program(bot: Bot, cast: Cast) -> Program:
    return Program(tokens.make_of_bot(bot=bot, name="Сервер", days=7, now=clock.now(), by=cast.head)[1])
