"""Attackers with a browser of their own: a signed-in client a person, and the chats of the cast, opened.

Called by: the attacks beside it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules import actions
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

__all__ = ["cast", "cast_of_module", "db"]

SignIn = Callable[[Person], "Browser"]
# A look at a page renews the session and counts for the limits of speed; that is no deed of the one who looks.
OF_EVERY_REQUEST = {"accounts_session", "cache", "programs_token"}


class Browser(Client):
    """A signed-in person's browser: what it sends is what the client in `web/` sends."""

    def call(self, method: str, path: str, body: Any = None, **headers: Any) -> Any:
        sent = json.dumps(body) if body is not None else ""
        return self.generic(method, f"/api{path}", sent, "application/json", **headers)

    def say(self, chat: int, words: str, uuid: str | None = None) -> Any:
        return self.call("POST", f"/chats/{chat}/messages", {"uuid": uuid or str(uuid4()), "text": words})

    def bring(self, content: bytes, name: str, **more: Any) -> Any:
        return self.generic("POST", f"/api/files?{urlencode({'name': name, **more})}", content, "application/octet-stream")


@dataclass(frozen=True)
class Chats:
    staff_room: int
    of_10a: int
    parents_10a: int
    parents_demo6: int
    geography_10a: int


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return opened(cast)


def opened(cast: Cast) -> Chats:
    by = cast.head
    return Chats(
        staff_room=actions.open_staff_room(school=cast.school, by=by).chat_id,
        of_10a=actions.open_class_chat(school_class=cast.class_10a, by=by).chat_id,
        parents_10a=actions.open_parents_chat(school_class=cast.class_10a, by=by).chat_id,
        parents_demo6=actions.open_parents_chat(school_class=cast.class_demo6, by=by).chat_id,
        geography_10a=actions.open_subject_chat(study_group=cast.geography_10a, by=by).chat_id,
    )


@pytest.fixture
def sign_in(db: None) -> SignIn:
    cache.clear()
    return signed_in


def signed_in(person: Person) -> Browser:
    browser = Browser()
    browser.force_login(person.user)
    return browser


@pytest.fixture(autouse=True, scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The real storage, in a folder of the module's own."""
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("media")
        patched.setattr(default_storage, "location", str(folder))
        yield folder


def written() -> dict[str, int]:
    """How many rows of each table this transaction has written so far, what it took back too: PostgreSQL counts it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {name: count for name, count in cursor.fetchall() if name not in OF_EVERY_REQUEST}


@contextmanager
def nothing_written(what: str) -> Iterator[None]:
    before = written()
    yield
    assert written() == before, what
