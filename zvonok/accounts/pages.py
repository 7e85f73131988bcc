"""«Вход и безопасность», the sheets of invitations, and the page where a code becomes a first sign-in.

Comes in: a person, signed in or with a code. Goes out: a page, a PDF, a signed-in browser or one signed out.
Called by: urls.py.
"""

from typing import cast

from allauth.account.internal.flows.login import Login, perform_login
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zvonok.accounts import actions, codes, inviting, queries, usernames
from zvonok.accounts import invitations as invitations_
from zvonok.accounts.models import User
from zvonok.ground import limits
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.roster import doors
from zvonok.roster.asker import asker

INVITATION = "invitation"


@login_required
def security(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    page = {
        "has_password": user.has_usable_password(),
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "browsers": len(queries.browsers(_user(request), request.session.session_key)),
    }
    return render(request, "accounts/security.html", page)


@login_required
def browsers(request: HttpRequest) -> HttpResponse:
    found = queries.browsers(_user(request), request.session.session_key)
    return render(request, "accounts/browsers.html", {"browsers": found})


@login_required
@require_POST
def sign_out_browser(request: HttpRequest, mark: str) -> HttpResponse:
    session = queries.session_by_mark(_user(request), mark)
    if session is None:
        raise Http404
    actions.end_session(session=session, by=asker(request))
    messages.success(request, _("В том браузере вы вышли."))
    return redirect("browsers")


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    person = asker(request)
    ended = actions.sign_out_everywhere(person=person, by=person, but=request.session.session_key or "")
    messages.success(
        request,
        ngettext("Вы вышли ещё в %(n)d браузере.", "Вы вышли ещё в %(n)d браузерах.", ended) % {"n": ended}
        if ended
        else _("Вы и так вошли только в этом браузере."),
    )
    return redirect("browsers")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Код с листка"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "placeholder": "XXXX-XXXX-XXXX"}),
    )


class FirstSignInForm(forms.Form):
    """For who has no sign-in yet. The action is the judge of both fields."""

    username = forms.CharField(
        label=gettext_lazy("Имя для входа"),
        max_length=60,
        help_text=gettext_lazy("Можно оставить это или придумать своё."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Новый пароль"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy(
            "Не короче 8 знаков и не из одних цифр. Хороший пароль — несколько слов, которые легко запомнить только вам."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@sensitive_post_parameters("password", "code")
def invitation(request: HttpRequest) -> HttpResponseBase:
    """A code is typed or comes with the QR link, and leads to a first sign-in.

    The code is taken out of the address at once, so it stays neither in the history nor in what other sites are told. (A
    `Referrer-Policy` of `no-referrer` would have the browser send no origin with the form, and the form would be refused.)
    """
    if not ratelimit.consume(request, action="invitation", dry_run=True):
        return cast(HttpResponse, ratelimit.respond_429(request))
    typed = request.GET.get("code") or request.POST.get("code")
    if typed:
        return _take_code(request, typed)
    fingerprint = request.session.get(INVITATION, "")
    found = invitations_.find(fingerprint) if fingerprint else None
    if found is None:
        form = CodeForm(request.POST or None)
        if fingerprint:
            del request.session[INVITATION]
            form.is_valid()
            messages.error(request, invitations_.bad_code())
        return render(request, "accounts/invitation_code.html", {"form": form})
    user = User.objects.filter(person=found.person_id).first()
    initial = {"username": user.username if user else usernames.suggested(found.person)}
    first = FirstSignInForm(request.POST or None, initial=initial)
    if user:
        del first.fields["username"]
    if request.method == "POST" and first.is_valid():
        try:
            accepted = invitations_.accept(
                fingerprint=fingerprint,
                username=first.cleaned_data.get("username", ""),
                password=first.cleaned_data["password"],
            )
        except Refused as refused:
            put_beside(first, refused)
        else:
            del request.session[INVITATION]
            accepted.backend = "zvonok.accounts.backend.Backend"
            return cast(HttpResponse, perform_login(request, Login(user=accepted)))
    page = {"form": first, "invitation": found, "known": user}
    return render(request, "accounts/invitation.html", page)


@login_required
def invitations(request: HttpRequest, school_id: int) -> HttpResponseBase:
    """Sheets with codes: for an administrator of the whole school, for a class teacher of his class."""
    person = asker(request)
    employee = doors.employee(person, school_id)
    audiences = queries.audiences(employee.school, person)
    if not audiences:
        raise Http404
    if request.method == "POST":
        audience = next((one for one in audiences if one.value == request.POST.get("audience")), None)
        if audience is None:
            raise Http404
        people = audience.people if request.POST.get("known") and employee.is_administrator else audience.newcomers
        allowed = queries.may_be_invited(employee.school, [one.pk for one in people], person)
        people = [one for one in people if one.pk in allowed]
        if people:
            who = queries.told(audience, people)
            return inviting.printed(
                request, people=people, who=who, school=employee.school, name=audience.value, by=employee.person
            )
        messages.info(request, _("Печатать некому: все уже входили."))
    page = {
        "school": employee.school,
        "audiences": audiences,
        "is_administrator": employee.is_administrator,
        "days": limits.invitation_age_days_max,
    }
    return render(request, "accounts/invitations.html", page)


def _user(request: HttpRequest) -> User:
    """Who is signed in, behind `login_required`."""
    return cast(User, request.user)


def _take_code(request: HttpRequest, typed: str) -> HttpResponse:
    fingerprint = codes.fingerprint(typed)
    if invitations_.find(fingerprint) is None:
        ratelimit.consume(request, action="invitation")
        form = CodeForm({"code": typed[:100]})
        form.add_error("code", invitations_.bad_code())
        return render(request, "accounts/invitation_code.html", {"form": form})
    request.session[INVITATION] = fingerprint
    return redirect("invitation")
