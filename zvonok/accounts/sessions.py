"""Sessions in the database, each with its user beside it. The end of a session is the end of its live connections: signing
out, «выйти» in the list of browsers, a changed password. Every way in which a session ends passes `delete`.

Called by: Django, as SESSION_ENGINE and in the middleware list.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest, HttpResponse

from zvonok.ground import clock

if TYPE_CHECKING:
    from zvonok.accounts.models import Session

BROWSER = "browser"
browser_length_max = 300


class SessionStore(DatabaseSessionStore):
    @classmethod
    def get_model_class(cls) -> "type[Session]":
        from zvonok.accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> "Session":
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None  # type: ignore[attr-defined]
        return session  # type: ignore[return-value]

    def delete(self, session_key: str | None = None) -> None:
        from zvonok.accounts import actions

        key = session_key or self.session_key
        super().delete(session_key)
        if key:
            actions.disconnect(session=key)


def remember_browser(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What the list «Где вы вошли» shows is written down at the session's first request, and never again."""

    def remembering(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and BROWSER not in request.session:
            request.session[BROWSER] = {
                "signs": request.headers.get("User-Agent", "")[:browser_length_max],
                "address": get_client_ip(request) or "",
                "since": clock.now().isoformat(),
            }
        return get_response(request)

    return remembering
