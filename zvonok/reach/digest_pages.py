"""The page where one settles letters about what went unread, and the page by which one leaves them without signing in.

Comes in: a signed-in person; or a link from a letter. Goes out: a page. Called by: urls.py, mail programs (RFC 8058).
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zvonok.ground import clock, mail
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.reach import digest
from zvonok.reach.models import Digest
from zvonok.roster.asker import asker

NEVER = ""
CHOICES = (
    (NEVER, gettext_lazy("Не присылать")),
    (Digest.Every.DAY, gettext_lazy("Раз в день, около 18:00")),
    (Digest.Every.HOUR, gettext_lazy("Раз в час")),
)


class DigestForm(forms.Form):
    every = forms.ChoiceField(label=gettext_lazy("Присылать"), choices=CHOICES, required=False, widget=forms.RadioSelect)
    shows_words = forms.BooleanField(
        label=gettext_lazy("Показывать в письме слова сообщений"),
        required=False,
        help_text=gettext_lazy("Иначе в письме только названия чатов, имена и количество."),
    )


@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    person = asker(request)
    wish = digest.wish(person)
    initial = {"every": wish.every if wish else NEVER, "shows_words": bool(wish and wish.shows_words)}
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _settle(request, form.cleaned_data)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Сохранено."))
            return redirect("digest")
    page = {"form": form, "mail_is_set": mail.is_set(), "address": digest.address(person)}
    return render(request, "reach/digest_settings.html", page, status=422 if form.errors else 200)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_page(request: HttpRequest, token: str) -> HttpResponse:
    """A look changes nothing, for mail servers look at links by themselves; a press does, and once more is no mistake.

    Nobody's cookie is asked for: whoever holds the letter may leave, and a mail program presses for him.
    """
    person = digest.of_token(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        digest.leave(person=person)
    return render(request, "reach/digest_leave.html", {"has_left": request.method == "POST"})


def security(request: HttpRequest, _fact: Any) -> str:
    """The way to the settings, on «Вход и безопасность»."""
    wish = digest.wish(asker(request))
    chosen = dict(CHOICES)[wish.every if wish else NEVER]
    return render_to_string("reach/digest_card.html", {"wish": wish, "chosen": chosen}, request)


def _settle(request: HttpRequest, wanted: dict[str, Any]) -> None:
    person = asker(request)
    if wanted["every"] == NEVER:
        digest.leave(person=person.pk)
        return
    language = request.LANGUAGE_CODE[:2]
    digest.settle(every=wanted["every"], shows_words=wanted["shows_words"], language=language, now=clock.now(), by=person)
