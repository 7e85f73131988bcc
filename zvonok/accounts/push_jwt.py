"""What NATS asks and what we answer, as its signed tokens (JWT, `ed25519-nkey`).

Comes in: the server's request, or a decision about it. Goes out: the request read and verified, or the signed answer.
Called by: `accounts.gate`.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nkeys
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from zvonok.ground.push import subject_of

# Which account of the server's configuration the browsers are in.
ACCOUNT = "SCHOOL"
HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}
subscriptions_max = 4


class BadRequest(Exception):
    """What came is not a server's request for a decision."""


@dataclass(frozen=True)
class Request:
    """Who knocks: the connection (`server`, `client`), the key it is to be known by, and the ticket it shows."""

    server: str
    client: int
    user_key: str
    ticket: str


def read_request(token: bytes) -> Request:
    """The request, once its signature is found to be that of the server that it names."""
    try:
        signed, _dot, signature = token.decode("ascii").rpartition(".")
        claims = json.loads(_decoded(signed.partition(".")[2]))
        VerifyKey(_raw_key(claims["iss"])).verify(signed.encode(), _decoded(signature))
        asked = claims["nats"]
        if claims["aud"] != "nats-authorization-request" or asked["server_id"]["id"] != claims["iss"]:
            raise BadRequest("not for us")
        return Request(
            server=asked["server_id"]["id"],
            client=int(asked["client_info"]["id"]),
            user_key=asked["user_nkey"],
            ticket=str(asked["connect_opts"].get("auth_token", "")),
        )
    except (CryptoError, KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise BadRequest(type(error).__name__) from error


def admitted(request: Request, *, person: int, now: int, until: int, issuer: str) -> bytes:
    """He may listen to his own subjects, say nothing, and only `until` then."""
    user = {
        "type": "user",
        "version": 2,
        "sub": {"allow": [subject_of(person)]},
        "pub": {"deny": [">"]},
        "subs": subscriptions_max,
        "data": -1,
        "payload": -1,
    }
    claims = {"sub": request.user_key, "aud": ACCOUNT, "name": f"person {person}", "iat": now, "exp": until, "nats": user}
    return _answer(request, {"jwt": _signed(claims, issuer)}, now, issuer)


def refused(request: Request, why: str, *, now: int, issuer: str) -> bytes:
    return _answer(request, {"error": why}, now, issuer)


def _answer(request: Request, decision: Mapping[str, str], now: int, issuer: str) -> bytes:
    answer = {"type": "authorization_response", "version": 2, **decision}
    return _signed({"sub": request.user_key, "aud": request.server, "iat": now, "nats": answer}, issuer).encode()


def _signed(claims: Mapping[str, Any], issuer: str) -> str:
    key = nkeys.from_seed(issuer.encode())
    full = {**claims, "iss": key.public_key.decode(), "jti": secrets.token_hex(16)}
    signed = f"{_encoded(json.dumps(HEADER).encode())}.{_encoded(json.dumps(full).encode())}"
    return f"{signed}.{_encoded(key.sign(signed.encode()))}"


def _raw_key(public: str) -> bytes:
    """The 32 bytes between the prefix and the checksum of a NATS public key."""
    return base64.b32decode(public + "=" * (-len(public) % 8))[1:33]


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
