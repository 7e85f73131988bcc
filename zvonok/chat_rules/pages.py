"""The buttons' pages: the first press says that the chat will be created and creates it, later presses lead there at once.

Comes in: a press. Goes out: a redirect to the messenger with the chat open.
Called by: links in the panels of the diary's pages, by the URL names below.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zvonok.chat_rules import actions, doors
from zvonok.chat_rules.forms import ExceptionForm
from zvonok.chat_rules.models import ChatException, RuledChat
from zvonok.chat_rules.titles import title
from zvonok.ground import clock
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Chat, Place
from zvonok.profiles.queries import is_active
from zvonok.roster import doors as roster_doors
from zvonok.roster import wording
from zvonok.roster.asker import asker
from zvonok.roster.models import Person
from zvonok.roster.touched import Changed
from zvonok.roster.trying import tried

Kind = Chat.Kind
Open = Callable[[], actions.Opened]
Back = Callable[[], str]  # asked for only where it is needed: a press answers in a few queries


@login_required
def open_staff_room(request: HttpRequest, school_id: int) -> HttpResponse:
    person = asker(request)
    school = roster_doors.employee(person, school_id).school
    rule = RuledChat(kind=Kind.STAFF_ROOM, school=school)
    return _press(
        request,
        rule,
        act=lambda: actions.open_staff_room(school=school, by=person),
        back=lambda: reverse("school-staff-room", args=[school.pk]),
    )


@login_required
def open_class_chat(request: HttpRequest, class_id: int) -> HttpResponse:
    return _press_class(request, Kind.CLASS, class_id)


@login_required
def open_parents_chat(request: HttpRequest, class_id: int) -> HttpResponse:
    return _press_class(request, Kind.PARENTS, class_id)


@login_required
def make_exception(request: HttpRequest, school_id: int, person_id: int) -> HttpResponse:
    """In two steps, as every change: what it will do is shown, then it is done."""
    administrator = roster_doors.administrator(asker(request), school_id)
    person = roster_doors.person_of_school(administrator, person_id)
    form = ExceptionForm(request.POST or None, school=administrator.school, person=person)
    effects = None
    if request.method == "POST" and form.is_valid():

        def act() -> Changed[ChatException]:
            return actions.make_exception(
                chat=form.cleaned_data["chat"],
                person=person,
                effect=form.cleaned_data["effect"],
                role=form.cleaned_data["role"],
                reason=form.cleaned_data["reason"],
                ends_at=form.end(),
                now=clock.now(),
                by=administrator.person,
            )

        try:
            if request.POST.get("step") == "do":
                return _done(request, act(), administrator.school_id, person)
            effects = wording.before(tried(act).effects)
        except Refused as refused:
            put_beside(form, refused)
    page = {"section": "education", "form": form, "person": person, "school": administrator.school, "effects": effects}
    return render(request, "chat_rules/exception.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def end_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    exception = ChatException.objects.select_related("chat", "person").filter(pk=exception_id, ended_at=None).first()
    if exception is None or exception.chat.school_id is None:
        raise Http404
    administrator = roster_doors.administrator(asker(request), exception.chat.school_id)
    ended = actions.end_exception(exception=exception, now=clock.now(), by=administrator.person)
    if request.POST.get("next") == "exceptions":
        for sentence in wording.after(ended.effects):
            messages.success(request, sentence)
        return redirect("school-exceptions", administrator.school_id)
    return _done(request, ended, administrator.school_id, exception.person)


def _done(request: HttpRequest, changed: Changed[ChatException], school_id: int, person: Person) -> HttpResponse:
    for sentence in wording.after(changed.effects):
        messages.success(request, sentence)
    return redirect("person-card", school_id, person.pk)


def _press_class(request: HttpRequest, kind: Chat.Kind, class_id: int) -> HttpResponse:
    person = asker(request)
    school_class = doors.class_to_open(kind, person, class_id)
    rule = RuledChat(kind=kind, school=school_class.school, school_class=school_class)
    action = actions.open_class_chat if kind == Kind.CLASS else actions.open_parents_chat

    def back() -> str:
        if roster_doors.is_employee(person, school_class.school_id):
            return reverse("school-class", args=[school_class.school_id, school_class.pk])
        return reverse("my-class")

    return _press(request, rule, act=lambda: action(school_class=school_class, by=person), back=back)


def _press(request: HttpRequest, rule: RuledChat, *, act: Open, back: Back) -> HttpResponse:
    person = asker(request)
    if not is_active(person):
        return redirect(f"{reverse('profile')}?{urlencode({'next': request.path})}")
    if request.method == "POST":
        opened = act()
        if any(effect.person_id == person.pk for effect in opened.kept.effects):
            return _to_messenger(opened.chat_id)
        return _lead(request, opened.chat_id, person, back)
    there = actions.find(rule.kind, school=rule.school_id, school_class=rule.school_class_id)
    if there:
        return _lead(request, there, person, back)
    return render(
        request, "chat_rules/open.html", {"section": "education", "title": title(rule), "kind": rule.kind, "back": back()}
    )


def _lead(request: HttpRequest, chat: int, person: Person, back: Back) -> HttpResponse:
    """To the chat; who opened it for others and has no place there himself, back to the page with a word about it."""
    if Place.objects.filter(chat=chat, person=person).exists():
        return _to_messenger(chat)
    members = Place.objects.filter(chat=chat).count()
    made = ngettext("Чат есть, в нём %(n)d участник.", "Чат есть, в нём %(n)d участников.", members) % {"n": members}
    messages.info(request, f"{made} " + _("Вас в нём нет: по правилам школы место в нём вам не положено."))
    return redirect(back())


def _to_messenger(chat: int) -> HttpResponse:
    return redirect(f"/messenger/c/{chat}")
