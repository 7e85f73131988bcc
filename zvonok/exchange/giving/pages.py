"""«Другие системы»: who may read the school's roster by OneRoster, and the same as a file.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else; a new client's secret
stands on one page, once. Called by: urls.py, by the names there.
"""

import tempfile
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zvonok.exchange.giving import clients, files
from zvonok.exchange.giving.answers import BASE, DISCOVERY, TOKEN
from zvonok.exchange.giving.forms import ClientForm
from zvonok.exchange.giving.models import Client
from zvonok.ground import clock, limits
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.pages import school_page

IN_MEMORY_BYTES_MAX: Final = 2_000_000


@login_required
@never_cache
def systems(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    school, now = administrator.school, clock.now()
    form = ClientForm(request.POST or None)
    page: dict[str, Any] = {
        **school_page(request, school, "systems"),
        "clients": clients.standing(now).filter(school=school).order_by("name", "pk"),
        "form": form,
        "service": request.build_absolute_uri(BASE),
        "token": request.build_absolute_uri(TOKEN),
        "description": request.build_absolute_uri(DISCOVERY),
        "most": limits.oneroster_requests_a_minute_max,
    }
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = clients.let_in(school=school, **form.cleaned_data, now=now, by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            # Not by way of another page: the secret is kept nowhere, not even until the next request.
            return render(request, "exchange/systems.html", {**page, "form": ClientForm(), "made": made, "secret": secret})
    return render(request, "exchange/systems.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def turn_away(request: HttpRequest, school_id: int, client_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    client = get_object_or_404(Client, school=administrator.school_id, pk=client_id)
    clients.turn_away(client=client, now=clock.now(), by=administrator.person)
    messages.success(request, _("Система отключена: с этой минуты она ничего не прочтёт."))
    return redirect("school-systems", school_id)


@login_required
@require_POST
def export(request: HttpRequest, school_id: int) -> HttpResponseBase:
    administrator = doors.administrator(asker(request), school_id)
    made = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES_MAX)  # noqa: SIM115 - the answer closes it
    files.export(school=administrator.school, to=made, by=administrator.person)
    made.seek(0)
    name = f"oneroster-{clock.today().isoformat()}.zip"
    return FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
