"""Who is signed in, taken from the session that was read anyway.

Called by: the middleware list, in the place of Django's own, which asks for the user and his person once more.
"""

from collections.abc import Callable

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from zvonok.accounts.backend import Backend
from zvonok.accounts.models import User


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def with_user(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]
        return get_response(request)

    return with_user


def _user(request: HttpRequest) -> User | AnonymousUser:
    """As Django's own, which decides wherever anything is not plain: an old password, a session of long ago."""
    claimed, sealed = request.session.get(SESSION_KEY), request.session.get(HASH_SESSION_KEY, "")
    user: User | None = getattr(request.session, "signed_in", None)
    is_plain = user is not None and str(user.pk) == claimed and constant_time_compare(sealed, user.get_session_auth_hash())
    if user is None or not is_plain:
        return get_user(request)
    return user if Backend().user_can_authenticate(user) else AnonymousUser()
