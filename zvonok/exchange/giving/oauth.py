"""OAuth 2 for OneRoster: client credentials (RFC 6749, 4.4) become a bearer token for an hour. The protocol is oauthlib's.

Comes in: a request. Goes out: a token's answer; the client that a token is of, and what it may ask for.
Called by: `giving.answers`. A token is sealed, not kept: it names its client, which is looked up at each request, so one that
is turned away is out at once.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from oauthlib.oauth2 import BackendApplicationServer, OAuth2Error, RequestValidator

from zvonok.exchange.giving import clients
from zvonok.exchange.giving.models import Client
from zvonok.ground import clock, limits

SCOPE: Final = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
ROSTER: Final = f"{SCOPE}roster.readonly"
CORE: Final = f"{SCOPE}roster-core.readonly"
DEMOGRAPHICS: Final = f"{SCOPE}roster-demographics.readonly"
# What stands in a header may have no colon (RFC 6750).
SEAL: Final = signing.TimestampSigner(salt="exchange.giving.token", sep=".")


@dataclass(frozen=True)
class Reader:
    """Who reads, and by which scopes."""

    client: Client
    scopes: frozenset[str]


def scopes_of(client: Client) -> list[str]:
    return [ROSTER, CORE, *([DEMOGRAPHICS] if client.gives_birth_dates else [])]


def token_answer(request: HttpRequest) -> HttpResponse:
    """What the token endpoint answers, well or ill."""
    headers, body, status = SERVER.create_token_response(
        request.build_absolute_uri(request.path), request.method, request.POST.dict(), dict(request.headers)
    )
    answer = HttpResponse(body, status=status, content_type="application/json")
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


def reader(request: HttpRequest) -> Reader | None:
    """Whose token this request brings, if it still lets in."""
    scheme, _space, word = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        told = SEAL.unsign_object(word.strip(), max_age=limits.oneroster_token_age_seconds_max)
    except signing.BadSignature:
        return None
    client = clients.standing(clock.now()).filter(pk=told["client"]).first()
    # What a client may has its end in what it may now.
    return Reader(client, frozenset(told["scopes"]) & frozenset(scopes_of(client))) if client else None


class _TooMany(OAuth2Error):  # type: ignore[misc]
    error = "temporarily_unavailable"
    status_code = 429


class _Validator(RequestValidator):  # type: ignore[misc]
    """What oauthlib asks us."""

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        client_id, secret = _credentials(request)
        request.client = clients.known(client_id, secret, now=clock.now())
        request.client_id = client_id
        if request.client and clients.seconds_to_wait(request.client, now=clock.now()):
            raise _TooMany
        return request.client is not None

    def validate_grant_type(self, client_id: str, grant_type: str, client: Client, request: Any, *args: Any) -> bool:
        return grant_type == "client_credentials"

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return scopes_of(request.client)

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Of what is asked for, what the client may have (RFC 6749, 3.3); the answer says which."""
        request.scopes = [one for one in scopes if one in scopes_of(client)]
        return bool(request.scopes)

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        """It is sealed and not kept."""


def _credentials(request: Any) -> tuple[str, str]:
    """From the header, as the standard has it, or else from the body."""
    scheme, _space, word = (request.headers.get("Authorization") or "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _colon, secret = base64.b64decode(word, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return client_id, secret
    return str(request.client_id or ""), str(request.client_secret or "")


def _sealed(request: Any) -> str:
    return SEAL.sign_object({"client": request.client.pk, "scopes": request.scopes})


SERVER: Final = BackendApplicationServer(
    _Validator(), token_generator=_sealed, token_expires_in=limits.oneroster_token_age_seconds_max
)
