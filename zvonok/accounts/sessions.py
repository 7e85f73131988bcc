"""Sessions in the database, each with its user beside it. The end of a session is the end of its live connections: signing
out, «выйти» in the list of browsers, a changed password. Every way in which a session ends passes `delete`.

Called by: Django, as SESSION_ENGINE and in the middleware list.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest, HttpResponse

from zvonok.ground import clock
from zvonok.ground.prepared import Joined, prepared_cursor
from zvonok.roster.models import Person

if TYPE_CHECKING:
    from zvonok.accounts.models import Session, User

BROWSER = "browser"
browser_length_max = 300
SIGNED_IN = """
SELECT session.session_data, {columns}
FROM accounts_session session
LEFT JOIN accounts_user account ON account.id = session.user_id
LEFT JOIN roster_person person ON person.id = account.person_id
WHERE session.session_key = %s AND session.expire_date > %s
"""


class SessionStore(DatabaseSessionStore):
    # Whose session it is, once it has been read; nobody's before that.
    signed_in: "User | None" = None

    @classmethod
    def get_model_class(cls) -> "type[Session]":
        from zvonok.accounts.models import Session

        return Session

    def _get_session_from_db(self) -> "Session | None":
        """The session with its user and his person, in one prepared statement: every request asks for all three."""
        with prepared_cursor() as cursor:
            cursor.execute(SIGNED_IN.format(columns=_joined().columns), [self.session_key, clock.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        self.signed_in = _signed_in(row[1:])
        return self.get_model_class()(session_key=str(self.session_key), session_data=row[0])

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


@cache
def _joined() -> Joined:
    from zvonok.accounts.models import User

    return Joined(account=User, person=Person)


def _signed_in(values: Sequence[Any]) -> "User | None":
    user: User | None
    user, person = _joined().objects(values)
    if user:
        user.person = person
    return user
