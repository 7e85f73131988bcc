"""The ticket with which a browser opens its live connection.

Comes in: a session and its person. Goes out: an opaque text that lives a minute, and what it said when it comes back.
Called by: `accounts.api` makes it, `accounts.gate` reads it.

It is sealed, not merely signed: scripts of the page hold it, and the session's key, which the browser hides from scripts,
must not be readable in it.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from zvonok.ground import limits


@dataclass(frozen=True)
class Ticket:
    session: str
    person: int


def make(ticket: Ticket, now: float) -> str:
    return urlsafe_b64encode(_box().encrypt(json.dumps([ticket.session, ticket.person, now]).encode())).decode()


def read(text: str, now: float) -> Ticket | None:
    """None for one that is forged, spoiled or older than its time."""
    try:
        session, person, made = json.loads(_box().decrypt(urlsafe_b64decode(text)))
    except (CryptoError, ValueError, TypeError):
        return None
    # A second of tolerance into the future: web and gate may run on two machines.
    return Ticket(session, person) if -1 <= now - made <= limits.push_ticket_age_seconds_max else None


def _box() -> SecretBox:
    return SecretBox(hashlib.sha256(b"push ticket" + settings.SECRET_KEY.encode()).digest())
