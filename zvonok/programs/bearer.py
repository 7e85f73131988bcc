"""The way in for programs: `Authorization: Bearer zv_…`, without cookies. It is asked before the browser's session.

Comes in: a request to the API. Goes out: the token that it may come in by, with the request's user set to the token's person.
Called by: ninja, for every operation (`ground.api.admit`).
"""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from zvonok.accounts.backend import Backend
from zvonok.ground import clock
from zvonok.ground.api import api
from zvonok.programs import scopes, tokens
from zvonok.programs.models import Token
from zvonok.roster.models import Person


class Turned(Exception):
    """Away, with a status, a sentence, and what else the program should know."""

    def __init__(self, status: int, sentence: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers or {}


@api.exception_handler(Turned)
def turned(request: HttpRequest, away: Turned) -> HttpResponse:
    answer = api.create_response(request, {"detail": away.sentence}, status=away.status)
    for name, value in away.headers.items():
        answer.headers[name] = value
    return answer


class Bearer(HttpBearer):
    openapi_description = "zv_…"

    def __call__(self, request: HttpRequest) -> Token | None:
        # Ninja's own would write a header that it does not understand into the log.
        scheme, _space, word = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, word.strip()) if scheme.lower() == "bearer" else None

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        found = tokens.find(token, now=clock.now())
        if found is None or not _lives(found):
            raise Turned(401, _("Этот ключ не действует. Создайте новый."), {"WWW-Authenticate": "Bearer"})
        wait = tokens.seconds_to_wait(found, now=clock.now())
        if wait:
            raise Turned(429, _("Слишком много запросов. Подождите."), {"Retry-After": str(wait)})
        scope = _scope_of(request)
        if scope is None:
            raise Turned(403, _("Программам это закрыто: сделайте это сами, на странице."))
        if scope.value not in found.scopes:
            raise Turned(403, _("У этого ключа нет разрешения «%s».") % scope.value)
        if found.person:
            request.user = _user(found.person)
        return found


class BotBearer(Bearer):
    """Of what only bots ask: who comes without a token is told how to come."""

    def __call__(self, request: HttpRequest) -> Token:
        found = super().__call__(request)
        if found is None:
            raise Turned(401, _("Нужен ключ бота: заголовок Authorization: Bearer zv_…"), {"WWW-Authenticate": "Bearer"})
        return found


def _scope_of(request: HttpRequest) -> scopes.Scope | None:
    route = request.resolver_match.route if request.resolver_match else ""
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.removeprefix("api"))
    return scopes.of(request.method or "", path)


def _lives(token: Token) -> bool:
    """An inactive person, and a bot that its school has switched off, are nobody at every door."""
    if token.bot:
        return token.bot.switched_off_at is None
    return token.person is not None and Backend().user_can_authenticate(_user(token.person))


def _user(person: Person):  # type: ignore[no-untyped-def]
    return getattr(person, "user", None)
