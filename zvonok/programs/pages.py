"""«Программы»: a person's own tokens; and what the API can do.

Comes in: a signed-in person. Goes out: a page; a new token's word stands on one page, once. Called by: urls.py.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zvonok.ground import clock, limits
from zvonok.ground.api import api
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.programs import tokens
from zvonok.programs.forms import TokenForm
from zvonok.programs.models import Token
from zvonok.roster.asker import asker


@login_required
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    person, now = asker(request), clock.now()
    form = TokenForm(request.POST or None)
    page: dict[str, Any] = {"tokens": tokens.standing(now).filter(person=person).order_by("-pk"), "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            token, word = tokens.make_own(**form.cleaned_data, now=now, by=person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            # Not by way of another page: the word is kept nowhere, not even until the next request.
            return render(request, "programs/own.html", {**page, "form": TokenForm(), "made": token, "word": word})
    return render(request, "programs/own.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    person = asker(request)
    token = get_object_or_404(Token, person=person, pk=token_id)
    tokens.revoke(token=token, now=clock.now(), by=person)
    messages.success(request, _("Ключ отозван: с ним больше никто не войдёт."))
    return redirect("programs")


@login_required
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Every operation and the permission it needs, out of the same description that programs read."""
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "scope": next((way["Bearer"][0] for way in operation["security"] if "Bearer" in way), ""),
        }
        for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items()
        for method, operation in methods.items()
    ]
    opened = [one for one in operations if one["scope"]]
    page = {"operations": opened, "closed": len(operations) - len(opened), "most": limits.token_requests_a_minute_max}
    return render(request, "programs/description.html", page)
