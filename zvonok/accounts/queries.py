"""What may be asked about sign-in: where a person is signed in.

Called by: `accounts.pages`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from zvonok.accounts.models import Session, User
from zvonok.accounts.sessions import BROWSER
from zvonok.ground import clock

# The first that is found in what the browser says of itself: the narrower name comes first.
PROGRAMS = (("YaBrowser", "Яндекс Браузер"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"))
PROGRAMS += (("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
SYSTEMS += (("Mac OS X", "macOS"), ("Linux", "Linux"))


@dataclass(frozen=True)
class Browser:
    """`mark` names the session on the page without telling its key."""

    mark: str
    name: str
    address: str
    since: datetime | None
    is_this: bool


def browsers(user: User, this: str | None) -> list[Browser]:
    """The newest first, this one on top."""
    found = [_browser(session, this) for session in _sessions(user)]
    return sorted(found, key=lambda one: (one.is_this, one.since.timestamp() if one.since else 0), reverse=True)


def session_by_mark(user: User, mark: str) -> Session | None:
    return next((session for session in _sessions(user) if _mark(session) == mark), None)


def _sessions(user: User) -> list[Session]:
    return list(Session.objects.filter(user=user, expire_date__gt=clock.now()))


def _browser(session: Session, this: str | None) -> Browser:
    told = session.get_decoded().get(BROWSER, {})
    return Browser(
        mark=_mark(session),
        name=_name(str(told.get("signs", ""))),
        address=str(told.get("address", "")),
        since=datetime.fromisoformat(told["since"]) if "since" in told else None,
        is_this=session.session_key == this,
    )


def _name(signs: str) -> str:
    """«Firefox, Windows»; what says nothing known is shown by its first word."""
    program = next((name for sign, name in PROGRAMS if f"{sign}/" in signs), "")
    system = next((name for sign, name in SYSTEMS if sign in signs), "")
    first_word = re.split(r"[/\s]", signs, maxsplit=1)[0][:30]
    return ", ".join(part for part in (program or first_word, system) if part)


def _mark(session: Session) -> str:
    return salted_hmac("session mark", session.session_key, algorithm="sha256").hexdigest()[:32]
