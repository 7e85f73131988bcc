"""A press as a browser makes it: over HTTP, with the person's own session.

Comes in: a person and an address. Goes out: where the press led, and how long it took. Called by: the demo's story.
"""

import http.client
import time
from collections.abc import Mapping
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import get_token
from django.test import RequestFactory

from zvonok.roster.models import Person


def press(person: Person, path: str, form: Mapping[str, object] | None = None) -> tuple[str, float]:
    """The page is fetched, its form is sent; the address of the redirect, and the milliseconds of the sending."""
    token = get_token(RequestFactory().get("/"))
    cookies = {"Cookie": f"sessionid={session(person)}; csrftoken={token}"}
    connection = http.client.HTTPConnection(settings.HOST, settings.PORT, timeout=10)
    try:
        _answer(connection, "GET", path, cookies)
        start = time.perf_counter()
        where = _answer(
            connection,
            "POST",
            path,
            {**cookies, "Content-Type": "application/x-www-form-urlencoded"},
            urlencode({"csrfmiddlewaretoken": token, **(form or {})}),
        )
        return where, since(start)
    finally:
        connection.close()


def since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 2)


def session(person: Person) -> str:
    """A browser of his that has signed in."""
    kept = import_module(settings.SESSION_ENGINE).SessionStore()
    kept[SESSION_KEY] = str(person.user.pk)
    kept[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    kept[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    kept.create()
    return str(kept.session_key)


def _answer(
    connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: str | None = None
) -> str:
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    response.read()
    if response.status >= 400:
        raise RuntimeError(f"{method} {path}: {response.status}")
    return response.headers.get("Location", "")
