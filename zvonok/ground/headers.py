"""Security headers that Django has no setting for: the content security policy, with no inline script and no inline style.

Called by: the middleware list.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zvonok.ground import media_address, push_address

SOURCES = ("'self'", "'self'")
# Vite's own server brings scripts from its port and puts styles into the page.
SOURCES_IN_WORK = ("'self' http://localhost:5173 ws://localhost:5173", "'self' 'unsafe-inline'")


def content_security(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def with_policy(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        sources, styles = SOURCES_IN_WORK if settings.DJANGO_VITE["default"]["dev_mode"] else SOURCES
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src {sources}; style-src {styles}; connect-src {sources} {push_address.for_page(request)} "
            f"{media_address.for_policy(request)}; "
            "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self'{_sign_in_server()}",
        )
        return response

    return with_policy


def _sign_in_server() -> str:
    """A form of ours leads on to the server of OpenID Connect, where there is one."""
    parts = urlsplit(settings.OPENID_CONNECT_SERVER)
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
