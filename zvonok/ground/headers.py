"""Security headers that Django has no setting for: the content security policy, with no inline script and no inline style.

Called by: the middleware list.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zvonok.ground import push_address


def content_security(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def with_policy(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        sources = (
            "'self' http://localhost:5173 ws://localhost:5173" if settings.DJANGO_VITE["default"]["dev_mode"] else "'self'"
        )
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src {sources}; connect-src {sources} {push_address.for_page(request)}; img-src 'self' data: blob:; "
            "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        )
        return response

    return with_policy
