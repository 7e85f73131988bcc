"""«Учебный профиль»: made, confirmed for a child, suspended, resumed; each page says what it does to chats.

Comes in: a signed-in person. Goes out: a page, or the way back to where he came from (`next`).
Called by: urls.py; the buttons of chats lead here whoever has no profile yet.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zvonok.ground import clock
from zvonok.ground.forms import put_beside
from zvonok.ground.own_page import own_page
from zvonok.ground.refusal import Refused
from zvonok.profiles import actions, doors, queries, wording
from zvonok.profiles.models import LearningProfile
from zvonok.profiles.texts import CURRENT
from zvonok.roster import wording as roster_wording
from zvonok.roster.asker import asker
from zvonok.roster.models import Person
from zvonok.roster.touched import Changed, Effect
from zvonok.roster.trying import tried

State = LearningProfile.State


class ConsentForm(forms.Form):
    agreed = forms.BooleanField(
        label=gettext_lazy("Я прочитал(а) этот текст и даю согласие"),
        error_messages={"required": gettext_lazy("Отметьте, что согласны: без согласия профиль не создать.")},
    )
    version = forms.CharField(widget=forms.HiddenInput, initial=CURRENT, max_length=20)

    def clean_version(self) -> str:
        """He agrees to what he has read: a text that changed meanwhile is shown again."""
        if self.cleaned_data["version"] != CURRENT:
            raise forms.ValidationError(_("Текст согласия обновился. Прочитайте его ещё раз."))
        return CURRENT


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    person, goal = asker(request), _goal(request)
    state = queries.profile_state(person)
    if state == State.ACTIVE and goal:
        return redirect(goal)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_profile(text_version=CURRENT, by=person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            if made.record.state == State.AWAITING_PARENT:
                messages.info(request, _("Готово. Осталось, чтобы родитель подтвердил."))
                return redirect("profile")
            messages.success(request, _("Учебный профиль создан.") + " " + wording.entered(made.effects))
            return redirect(goal or "profile")
    return render(request, "profiles/profile.html", {**_own(person, state), "form": form, "next": goal})


@login_required
@require_POST
def suspend(request: HttpRequest) -> HttpResponse:
    person = asker(request)
    return _do(request, lambda: actions.suspend(person=person, by=person), wording.left)


@login_required
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    person = asker(request)
    return _do(request, lambda: actions.resume(person=person, by=person), wording.entered)


@login_required
def confirm(request: HttpRequest, person_id: int) -> HttpResponse:
    """A parent's page about one child: he confirms, and may put the profile of a young child aside and back."""
    parent = asker(request)
    child = doors.child(parent, person_id)
    state, young = queries.profile_state(child), actions.needs_parent(child, clock.today())
    form = ConsentForm(request.POST or None)
    step = request.POST.get("step", "confirm")
    acts: dict[str, Callable[[], Changed[LearningProfile]]] = {
        "confirm": lambda: actions.confirm(child=child, text_version=CURRENT, by=parent),
    }
    if young:
        acts["suspend"] = lambda: actions.suspend(person=child, by=parent)
        acts["resume"] = lambda: actions.resume(person=child, by=parent)
    if request.method == "POST" and step in acts and (step != "confirm" or form.is_valid()):
        try:
            changed = acts[step]()
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, " ".join(roster_wording.after(changed.effects)))
            return redirect("profile")
    step = {"active": "suspend", "suspended": "resume"}.get(state, "confirm")
    page = {
        "child": child,
        "state": state,
        "young": young,
        "step": step,
        "effects": _tried(acts[step], roster_wording.before) if step in acts else None,
        "consent": f"profiles/consent_{CURRENT}.html",
        "form": form,
    }
    return render(request, "profiles/child.html", page)


def _own(person: Person, state: str) -> dict[str, Any]:
    page: dict[str, Any] = {"state": state, "consent": f"profiles/consent_{CURRENT}.html"}
    if state == "none":
        page["needs_parent"] = actions.needs_parent(person, clock.today())
        page["age"] = settings.PUPIL_AGE_FOR_OWN_CONSENT
        if not page["needs_parent"]:
            page["effects"] = _tried(lambda: actions.make_profile(text_version=CURRENT, by=person), wording.will_enter)
    elif state == State.ACTIVE:
        page["effects"] = _tried(lambda: actions.suspend(person=person, by=person), wording.will_leave)
    elif state == State.SUSPENDED:
        page["effects"] = _tried(lambda: actions.resume(person=person, by=person), wording.will_enter)
    page["parents"] = [one.parent for one in person.parents.select_related("parent").order_by("pk")]
    page["children"] = queries.children(person, clock.today())
    return page


Words = Callable[[list[Effect]], Any]


def _tried(act: Callable[[], Changed[LearningProfile]], words: Words) -> Any:
    """What would follow, in words; nothing if it would be refused, which the press itself will say."""
    try:
        return words(list(tried(act).effects))
    except Refused:
        return None


def _do(request: HttpRequest, act: Callable[[], Changed[LearningProfile]], words: Words) -> HttpResponse:
    try:
        messages.success(request, words(list(act().effects)))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("profile")
    return redirect(_goal(request) or "profile")


def _goal(request: HttpRequest) -> str:
    """Where he wanted to go, if it is a page of ours."""
    return own_page(request, request.POST.get("next") or request.GET.get("next") or "")
