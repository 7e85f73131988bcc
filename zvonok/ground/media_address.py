"""Where a page's browser finds the media server.

Comes in: the request for the page. Goes out: a WebSocket address. Called by: the headers and the tickets of calls.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def for_page(request: HttpRequest) -> str:
    if settings.LIVEKIT_BROWSER_URL or settings.LIVEKIT_URL:
        return _by_websocket(settings.LIVEKIT_BROWSER_URL or settings.LIVEKIT_URL)
    scheme = "wss" if request.is_secure() else "ws"
    host = request.get_host().rsplit(":", 1)[0]
    return f"{scheme}://{host}:{settings.LIVEKIT_PORT}"


def for_policy(request: HttpRequest) -> str:
    """The same for the page's policy, with the plain request by which the client asks why a connection failed."""
    address = urlsplit(for_page(request))
    plain = "https" if address.scheme == "wss" else "http"
    return f"{address.scheme}://{address.netloc} {plain}://{address.netloc}"


def _by_websocket(address: str) -> str:
    return address.replace("https://", "wss://", 1).replace("http://", "ws://", 1).rstrip("/")
