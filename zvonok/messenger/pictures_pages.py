"""Pictures as they are served, behind a door each, and the diary's pages where a person puts his own and his
school's administrator takes it away.

Comes in: an address with a picture's word; or an image from a form. Goes out: the picture, or 404; the page.
Called by: urls.py; `{% panels %}` of the person's card.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zvonok.files import actions as files_actions
from zvonok.files import pictures as kept
from zvonok.files.doors import NO_SUCH_FILE
from zvonok.ground import limits
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.messenger import pictures
from zvonok.roster import doors as roster_doors
from zvonok.roster.asker import asker

PARTS = (
    ("0.5", gettext_lazy("середину")),
    ("0", gettext_lazy("верх или левый край")),
    ("1", gettext_lazy("низ или правый край")),
)


@login_required
@require_safe
def persons(request: HttpRequest, person_id: int, word: str, side: int) -> HttpResponseBase:
    return kept.answer(pictures.persons(asker(request), person_id, word), _side(side))


@login_required
@require_safe
def chats(request: HttpRequest, chat_id: int, word: str, side: int) -> HttpResponseBase:
    return kept.answer(pictures.chats(asker(request), chat_id, word), _side(side))


class PictureForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Фотография"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    at = forms.ChoiceField(label=gettext_lazy("Если она не квадратная, взять"), choices=PARTS, required=False)


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Works without scripts: the square is cut by the server."""
    person = asker(request)
    may = pictures.may_have_one(person)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        pictures.take_away(person=person, by=person)
        messages.success(request, _("Фотографии больше нет."))
        return redirect("own-picture")
    if request.method == "POST" and form.is_valid():
        try:
            brought = files_actions.upload(content=form.cleaned_data["file"], name=form.cleaned_data["file"].name, by=person)
            pictures.put(file=brought.pk, at=float(form.cleaned_data["at"] or 0.5), by=person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Фотография сохранена."))
            return redirect("own-picture")
    page: dict[str, Any] = {"form": form, "may": may, "person": person}
    return render(request, "messenger/picture.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def take_away(request: HttpRequest, school_id: int, person_id: int) -> HttpResponse:
    """An administrator's deed, on the person's card of his school."""
    administrator = roster_doors.administrator(asker(request), school_id)
    person = roster_doors.person_of_school(administrator, person_id)
    if not pictures.may_take_away(person, administrator.person):
        raise Http404
    pictures.take_away(person=person, by=administrator.person)
    messages.success(request, _("Фотографии больше нет."))
    return redirect("person-card", school_id, person_id)


def person_main(request: HttpRequest, card: dict[str, Any]) -> str:
    """The person's picture on the card that his school's administrators see."""
    if not pictures.may_take_away(card["person"], asker(request)):
        return ""
    return render_to_string("messenger/picture_card.html", card, request)


def _side(side: int) -> int:
    if side not in limits.picture_sides_pixels:
        raise Http404(NO_SUCH_FILE)
    return side
