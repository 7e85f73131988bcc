"""Who we are to the push services: a key made once for the installation (RFC 8292).

Comes in: the installation's secret. Goes out: the key that signs, and its public half for browsers. Called by: api, sending.
"""

from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid
from py_vapid.utils import b64urlencode


@cache
def key() -> Vapid:
    return Vapid.from_raw(settings.SECRETS.web_push_key.encode())


@cache
def public_key() -> str:
    point = key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))
