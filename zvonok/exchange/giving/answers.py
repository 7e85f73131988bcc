"""OneRoster's rostering service: a question of the table of endpoints, by a client's token, answered out of SQL.

Comes in: a request. Goes out: JSON as the standard has it; what is refused too (`imsx_StatusInfo`). Called by: `exchange.urls`.
A client reads the school that let it in, and of all others it is told that there is nothing.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from zvonok.exchange.giving import clients, collections, description, filtering, oauth
from zvonok.exchange.giving.collections import Part
from zvonok.exchange.giving.endpoints import ALL, Endpoint
from zvonok.ground import clock, limits
from zvonok.ground.storable import UNSTORABLE

BASE: Final = "/ims/oneroster/rostering/v1p2"
STATUSES: Final = {
    "invalid_filter_field": 400,
    "invalid_selection_field": 400,
    "unauthorisedrequest": 401,
    "forbidden": 403,
    "unknownobject": 404,
    "invaliddata": 422,
    "server_busy": 429,
}
Answer = Callable[..., HttpResponse]


def answer(endpoint: Endpoint) -> Answer:
    """The view of one endpoint."""

    @never_cache
    def answered(request: HttpRequest, **arguments: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        reader = oauth.reader(request)
        if reader is None:
            return _refused("unauthorisedrequest", "Bring a token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})
        if wait := clients.seconds_to_wait(reader.client, now=clock.now()):
            return _refused("server_busy", "Too many questions. Wait.", {"Retry-After": str(wait)})
        if not reader.scopes & endpoint.scopes:
            return _refused("forbidden", f"This needs one of the scopes {' '.join(sorted(endpoint.scopes))}")
        if any(UNSTORABLE.search(one) for one in arguments.values()):
            return _refused("unknownobject", "Unknown Object")
        try:
            return _told(request, endpoint, reader.client.school_id, arguments)
        except filtering.Wrong as wrong:
            return _refused(wrong.code, wrong.sentence)

    return answered


def _told(request: HttpRequest, endpoint: Endpoint, school: int, arguments: dict[str, str]) -> HttpResponse:
    base = request.build_absolute_uri(BASE)
    collection = endpoint.collection
    names = filtering.fields(request.GET.getlist("fields"), collection)
    if any(not collections.exists(what, school, arguments) for what in endpoint.exists):
        return _refused("unknownobject", "Unknown Object")
    conditions = [Part(endpoint.where, arguments)]
    if endpoint.is_one:
        found = collections.rows(collection, school, conditions, limit=1)
        if not found:
            return _refused("unknownobject", "Unknown Object")
        return _json({collection.one: collections.written(found[0], collection, base, names)})
    if words := request.GET.get("filter", ""):
        conditions.append(filtering.condition(words, collection))
    limit = _number(request, "limit", limits.oneroster_page, 1, limits.oneroster_page_max)
    offset = _number(request, "offset", 0, 0, limits.oneroster_offset_max)
    order = filtering.order(request.GET.get("sort", ""), request.GET.get("orderBy", ""), collection)
    total = collections.count(collection, school, conditions)
    found = collections.rows(collection, school, conditions, order=order, limit=limit, offset=offset)
    told = _json({collection.many: [collections.written(row, collection, base, names) for row in found]})
    told.headers["X-Total-Count"] = str(total)
    told.headers["Link"] = _links(request, limit, offset, total)
    return told


def _json(told: dict[str, Any]) -> HttpResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _number(request: HttpRequest, name: str, otherwise: int, least: int, most: int) -> int:
    """More than the most is the most, for the links lead on to the rest."""
    word = request.GET.get(name)
    if word is None:
        return otherwise
    if not word.isascii() or not word.isdigit() or len(word) > len(str(2**31)) or int(word) < least:
        raise filtering.Wrong("invaliddata", f"{name} is a whole number, {least} or more.")
    return min(int(word), most)


def _links(request: HttpRequest, limit: int, offset: int, total: int) -> str:
    """Of the first, the one before, the next and the last part (RFC 8288)."""
    last = max(0, (total - 1) // limit * limit)
    places = {"first": 0, "last": last}
    if offset > 0:
        places["prev"] = min(max(0, offset - limit), last)
    if offset + limit < total:
        places["next"] = offset + limit
    asked = [(name, value) for name, values in request.GET.lists() if name not in ("limit", "offset") for value in values]
    address = request.build_absolute_uri(request.path)

    def link(relation: str, place: int) -> str:
        return f'<{address}?{urlencode([*asked, ("limit", limit), ("offset", place)], errors="replace")}>; rel="{relation}"'

    return ", ".join(link(relation, place) for relation, place in places.items())


def _refused(code: str, sentence: str, headers: dict[str, str] | None = None) -> HttpResponse:
    minor = [{"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": code}]
    told: dict[str, Any] = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": sentence,
        "imsx_CodeMinor": {"imsx_codeMinorField": minor},
    }
    return JsonResponse(told, status=STATUSES[code], headers=headers)


@csrf_exempt
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    return oauth.token_answer(request)


def discovery(request: HttpRequest) -> HttpResponse:
    """The description of the service. It is the same for everybody, so whoever asks gets it."""
    return JsonResponse(description.described(request.build_absolute_uri(BASE), request.build_absolute_uri(TOKEN)))


TOKEN: Final = "/ims/oneroster/token"  # noqa: S105 - an address
DISCOVERY: Final = f"{BASE}/discovery/onerosterv1p2rostersservice_openapi3_v1p0.json"


def _pattern(endpoint: Endpoint) -> URLPattern:
    route = f"{BASE}{endpoint.path}".replace("{", "<str:").replace("}", ">").removeprefix("/")
    return path(route, csrf_exempt(answer(endpoint)))


# Without names: these are no pages.
urlpatterns = [
    path(TOKEN.removeprefix("/"), token),
    path(DISCOVERY.removeprefix("/"), discovery),
    *(_pattern(one) for one in ALL),
]
