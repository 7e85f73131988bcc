"""Where a `next` may lead: a page of ours, by its path. An address of another site, or a word that is no path, leads nowhere.

Comes in: a request and what it asks for. Goes out: the path, or nothing. Called by: pages that lead back, and sign-in.
"""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, asked: str) -> str:
    safe = url_has_allowed_host_and_scheme(asked, None, require_https=request.is_secure())
    return asked if safe and asked.startswith("/") else ""
