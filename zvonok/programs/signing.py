"""How a receiver knows that it was us: the signature of Standard Webhooks (standardwebhooks.com), version 1.

Comes in: a webhook, a delivery's id and body, the moment. Goes out: its secret, and three headers. Called by: sending, pages.

The secret is made of the webhook's salt and the installation's key, so it is in no table and in no copy of the database.
"""

import hmac
from base64 import b64encode
from datetime import datetime

from django.utils.crypto import salted_hmac

from zvonok.programs.models import Webhook


def secret(webhook: Webhook) -> str:
    """As a receiver's library wants it: «whsec_» and the key in base64."""
    return "whsec_" + b64encode(_key(webhook)).decode()


def headers(webhook: Webhook, *, delivery: str, body: str, now: datetime) -> dict[str, str]:
    at = str(int(now.timestamp()))
    signed = hmac.digest(_key(webhook), f"{delivery}.{at}.{body}".encode(), "sha256")
    return {
        "webhook-id": delivery,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }


def _key(webhook: Webhook) -> bytes:
    return salted_hmac("programs.webhook", webhook.salt, algorithm="sha256").digest()
