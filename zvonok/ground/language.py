"""Russian first: English only for who has chosen it.

Called by: the middleware list; `choose` is the switch in the foot of every page.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_POST

from zvonok.ground.own_page import own_page

COOKIE = "language"
AGE_SECONDS = 60 * 60 * 24 * 365


def chosen_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def in_language(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return in_language


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(own_page(request, request.POST.get("next", "")) or "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(COOKIE, language, max_age=AGE_SECONDS, secure=settings.HTTPS, httponly=False, samesite="Lax")
    return response
