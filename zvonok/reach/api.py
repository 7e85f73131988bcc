"""Web push: our key, and a browser's subscription. Thin: an action, an answer.

Called by: the client in `web/`.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from zvonok.ground import limits
from zvonok.reach import actions, vapid
from zvonok.roster.asker import asker

router = Router(tags=["reach"])

Endpoint = Annotated[str, Field(min_length=1, max_length=limits.endpoint_length_max)]
Key = Annotated[str, Field(pattern=r"^[\w-]+={0,2}$", min_length=16, max_length=limits.push_key_length_max)]


class KeyOut(BaseModel):
    key: str


class KeysIn(Schema):
    p256dh: Key
    auth: Key


class SubscriptionIn(Schema):
    """As the browser's own `PushSubscription` tells itself, and whether the notification may show the words."""

    endpoint: Endpoint
    keys: KeysIn
    shows_words: bool = False


class EndpointIn(Schema):
    endpoint: Endpoint


@router.get("/push/key", response=KeyOut)
def get_key(request: HttpRequest) -> Any:
    return {"key": vapid.public_key()}


@router.put("/push/subscription", response={204: None})
def subscribe(request: HttpRequest, given: SubscriptionIn) -> Any:
    actions.subscribe(
        session=request.session.session_key or "",
        endpoint=given.endpoint,
        p256dh=given.keys.p256dh,
        auth=given.keys.auth,
        shows_words=given.shows_words,
        language=request.LANGUAGE_CODE[:2],
        by=asker(request),
    )
    return Status(204, None)


@router.post("/push/subscription/end", response={204: None})
def unsubscribe(request: HttpRequest, given: EndpointIn) -> Any:
    actions.unsubscribe(endpoint=given.endpoint, by=asker(request))
    return Status(204, None)
