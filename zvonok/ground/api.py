"""The one API of the installation. Rooms add their routers to it in urls.py; its errors are sentences.

Called by: urls.py.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import SessionAuth

from zvonok.ground.refusal import Refused

api = NinjaAPI(title="Zvonok", version="1", auth=SessionAuth(csrf=True), docs_url="docs" if settings.DEBUG else None)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, {"detail": error.sentence, "field": error.field}, status=409)


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": str(error) or _("Этого здесь нет.")}, status=404)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return api.create_response(request, {"detail": _("Войдите, чтобы продолжить.")}, status=403)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = ", ".join(str(one["loc"][-1]) for one in error.errors)
    return api.create_response(request, {"detail": _("Запрос составлен неверно: %s.") % fields}, status=422)
