"""Where a page's browser finds NATS.

Comes in: the request for the page. Goes out: a WebSocket address. Called by: the headers and the ticket.
"""

from django.conf import settings
from django.http import HttpRequest


def for_page(request: HttpRequest) -> str:
    if settings.PUSH_BROWSER_URL:
        return str(settings.PUSH_BROWSER_URL)
    scheme = "wss" if request.is_secure() else "ws"
    host = request.get_host().rsplit(":", 1)[0]
    return f"{scheme}://{host}:{settings.PUSH_BROWSER_PORT}"
