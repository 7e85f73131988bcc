"""The one page that carries the messenger's client, whatever the address below /messenger/.

Called by: urls.py.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie

from zvonok.messenger.api import MeOut
from zvonok.messenger.me import me


@login_required
@ensure_csrf_cookie
def client(request: HttpRequest, rest: str = "") -> HttpResponse:
    boot = {"me": MeOut.model_validate(me(request)).model_dump(mode="json")}
    return render(request, "messenger/client.html", {"boot": boot, "opens_chat": rest.startswith("c/")})
