"""Sessions in the database, each with its user beside it. The end of a session is the end of its live connections: signing
out, «выйти» in the list of browsers, a changed password. Every way in which a session ends passes `delete`.

Called by: Django, as SESSION_ENGINE and in the middleware list.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest, HttpResponse

from zvonok.ground import clock
from zvonok.ground.prepared import prepared_cursor
from zvonok.roster.models import Person

if TYPE_CHECKING:
    from zvonok.accounts.models import Session, User

BROWSER = "browser"
browser_length_max = 300


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
            cursor.execute(signed_in_query(), [self.session_key, clock.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        session_data, user_and_person = row[0], row[1:]
        self.signed_in = _signed_in(user_and_person)
        return self.get_model_class()(session_key=str(self.session_key), session_data=session_data)

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
def signed_in_query() -> str:
    from zvonok.accounts.models import User

    columns = [f"account.{field.column}" for field in User._meta.concrete_fields]
    columns += [f"person.{field.column}" for field in Person._meta.concrete_fields]
    return f"""
        SELECT session.session_data, {", ".join(columns)}
        FROM accounts_session session
        LEFT JOIN accounts_user account ON account.id = session.user_id
        LEFT JOIN roster_person person ON person.id = account.person_id
        WHERE session.session_key = %s AND session.expire_date > %s
    """  # noqa: S608 - names of columns


def _signed_in(values: tuple[Any, ...]) -> "User | None":
    from zvonok.accounts.models import User

    users, people = User._meta.concrete_fields, Person._meta.concrete_fields
    if values[0] is None:
        return None
    user = User.from_db("default", [field.attname for field in users], values[: len(users)])
    user.person = Person.from_db("default", [field.attname for field in people], values[len(users) :])
    return user
