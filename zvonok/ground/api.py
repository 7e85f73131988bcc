"""The one API of the installation. Rooms add their routers to it in urls.py; its errors are sentences.

Called by: urls.py.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import SessionAuth

from zvonok.ground.refusal import Refused
from zvonok.ground.storable import StorableParser


class Api(NinjaAPI):
    """Rooms may admit others than signed-in browsers, and add what they know to the description of the operations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._describers: list[Callable[[dict[str, Any]], None]] = []

    def admit(self, way: Callable[[HttpRequest], Any]) -> None:
        """Another way in, asked before the browser's session. Said once, when the program starts, before routers are added."""
        self.auth = [way, *(self.auth if isinstance(self.auth, list) else ())]

    def describe(self, describer: Callable[[dict[str, Any]], None]) -> None:
        self._describers.append(describer)

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        for describer in self._describers:
            describer(schema)
        return schema


# Its description is the same in every installation of this program, so whoever asks gets it.
api = Api(
    title="Zvonok",
    version="1",
    auth=SessionAuth(csrf=True),
    parser=StorableParser(),
    docs_url="docs" if settings.DEBUG else None,
)


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
