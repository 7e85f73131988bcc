"""A person signed in, speaking HTTP with the real web server over a connection that stays open.

Comes in: a person. Goes out: answers. Called by: `bench.heart`, `bench.live`.
"""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from zvonok.accounts.models import User
from zvonok.accounts.sessions import BROWSER, SessionStore
from zvonok.roster.models import Person

TOKEN = "z" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    def __init__(self, person: Person) -> None:
        self.person = person
        session = signed_in(person)
        self._connection = HTTPConnection(settings.HOST, settings.PORT)
        self._headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, body: object = None) -> Answer:
        return self._ask("POST", path, json.dumps(body) if body is not None else "")

    def head(self, method: str, path: str) -> bytes:
        """The first lines of a request as bytes, for whoever counts the body himself."""
        named = [f"{name}: {value}" for name, value in self._headers.items()]
        lines = [f"{method} {path} HTTP/1.1", f"Host: {settings.HOST}:{settings.PORT}", *named]
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def signed_in(person: Person) -> str:
    user, _new = User.objects.get_or_create(person=person, defaults={"username": f"bench-{person.pk}", "password": "!"})
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BROWSER] = {"signs": "bench", "address": "", "since": ""}
    session.save()
    assert session.session_key
    return session.session_key
