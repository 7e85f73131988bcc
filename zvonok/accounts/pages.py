"""«Вход и безопасность»: what a person signs in with, and where he is signed in.

Comes in: a signed-in person. Goes out: a page, or a browser signed out. Called by: urls.py.
"""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zvonok.accounts import actions, queries


@login_required
def security(request: HttpRequest) -> HttpResponse:
    kinds = list(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    page = {
        "has_password": request.user.has_usable_password(),
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "browsers": len(queries.browsers(request.user, request.session.session_key)),
    }
    return render(request, "accounts/security.html", page)


@login_required
def browsers(request: HttpRequest) -> HttpResponse:
    found = queries.browsers(request.user, request.session.session_key)
    return render(request, "accounts/browsers.html", {"browsers": found})


@login_required
@require_POST
def sign_out_browser(request: HttpRequest, mark: str) -> HttpResponse:
    session = queries.session_by_mark(request.user, mark)
    if session is None:
        raise Http404
    actions.end_session(session=session, by=request.user.person)
    messages.success(request, _("Тот браузер больше не в системе."))
    return redirect("browsers")


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    ended = actions.sign_out_everywhere(person=person, by=person, but=request.session.session_key or "")
    messages.success(
        request,
        ngettext("Вы вышли ещё в %(n)d браузере.", "Вы вышли ещё в %(n)d браузерах.", ended) % {"n": ended}
        if ended
        else _("Кроме этого браузера, вы нигде не были в системе."),
    )
    return redirect("browsers")
