"""A person's program comes in by a token, does what its scopes let, and no more."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.operations.openapi import described
from zvonok.programs import scopes, tokens
from zvonok.programs.models import Token
from zvonok.programs.tests.conftest import MakeProgram, Program


def test_it_works(cast: Cast, class_chat: Chat, program: MakeProgram) -> None:
    mine = program(cast.class_teacher, "chats:read", "messages:write")
    assert [one["title"] for one in mine.call("GET", "/chats").json()["chats"]] == [class_chat.title]
    said = mine.call("POST", f"/chats/{class_chat.pk}/messages", {"uuid": str(uuid4()), "text": "Завтра без формы"})
    assert (said.status_code, said.json()["author"]["person"]) == (201, cast.class_teacher.pk)
    assert not mine.cookies


def test_every_operation_is_decided() -> None:
    """Add a new one to programs/scopes.py: with its scope, or as CLOSED."""
    paths = json.loads(described())["paths"]
    operations = {f"{method.upper()} {path.removeprefix('/api')}" for path, methods in paths.items() for method in methods}
    assert operations - scopes.TABLE.keys() == set()
    assert scopes.TABLE.keys() - operations == set()


def test_the_description_tells_each_operations_scope() -> None:
    schema = json.loads(described())
    assert schema["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
    assert schema["paths"]["/api/chats"]["get"]["security"] == [{"SessionAuth": []}, {"Bearer": ["chats:read"]}]
    assert schema["paths"]["/api/chats"]["post"]["security"] == [{"SessionAuth": []}]
    assert schema["paths"]["/api/bot"]["get"]["security"] == [{"Bearer": ["bot"]}]


def test_only_a_hash_is_kept_and_the_word_is_shown_once(cast: Cast, db: None) -> None:
    page = Client()
    page.force_login(cast.parent_of_both.user)
    made = page.post("/programs/", {"name": "Дневник на холодильник", "scopes": ["chats:read"], "days": 30})
    (word,) = re.findall(r"zv_[\w-]{40,}", made.content.decode())
    assert "no-store" in made.headers["Cache-Control"]
    token = Token.objects.get(person=cast.parent_of_both)
    assert word not in str(vars(token))
    again = page.get("/programs/").content.decode()
    assert word not in again
    assert token.beginning in again
    assert Program(word).call("GET", "/me").status_code == 200
    page.post(f"/programs/tokens/{token.pk}/revoke/")
    assert Program(word).call("GET", "/me").status_code == 401


def test_a_token_without_scopes_or_too_long_is_refused(cast: Cast) -> None:
    for given, days in ((["bot"], 7), ([], 7), (["chats:read"], limits.token_age_days_max + 1)):
        with pytest.raises(Refused):
            tokens.make_own(name="Ключ", scopes=given, days=days, now=clock.now(), by=cast.head)


def test_requests_over_the_limit_wait_for_the_next_minute(cast: Cast, program: MakeProgram) -> None:
    mine = program(cast.head, "chats:read")
    token = Token.objects.get(person=cast.head)
    now = clock.now().replace(second=15)
    Token.objects.update(minute=now.replace(second=0, microsecond=0), asked_in_minute=limits.token_requests_a_minute_max - 1)
    assert tokens.seconds_to_wait(token, now=now) == 0
    assert tokens.seconds_to_wait(token, now=now) == 45
    assert tokens.seconds_to_wait(token, now=now + timedelta(minutes=1)) == 0
    # Whichever minute the request falls into.
    Token.objects.update(minute=clock.now().replace(second=0, microsecond=0), asked_in_minute=10**6)
    turned = mine.call("GET", "/me")
    if turned.status_code == 200:
        Token.objects.update(asked_in_minute=10**6)
        turned = mine.call("GET", "/me")
    assert turned.status_code == 429
    assert 1 <= int(turned.headers["Retry-After"]) <= 60


def test_coming_in_by_a_token_takes_two_queries_more(
    cast: Cast, class_chat: Chat, program: MakeProgram, django_assert_num_queries: object
) -> None:
    mine = program(cast.class_teacher, "messages:read")
    with django_assert_num_queries(4 + 2):  # type: ignore[operator]
        assert mine.call("GET", f"/chats/{class_chat.pk}/messages").status_code == 200
