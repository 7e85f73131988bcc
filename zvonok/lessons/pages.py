"""«Расписание», the page of a lesson, and the calendar: what pupils, parents and teachers open.

Comes in: a signed-in person and an address; for the calendar, a secret. Goes out: a page, or 404 for a stranger.
Called by: urls.py.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from zvonok.calls import queries as calls
from zvonok.calls.models import Call
from zvonok.files import actions as files
from zvonok.ground import clock, limits
from zvonok.ground.forms import put_beside, typed_day
from zvonok.ground.refusal import Refused
from zvonok.lessons import doors, feed, picture, planning, queries
from zvonok.lessons.models import CalendarFeed, Lesson
from zvonok.messenger.doors import places_of
from zvonok.profiles.queries import is_active
from zvonok.roster import doors as roster_doors
from zvonok.roster import queries as roster_queries
from zvonok.roster.asker import asker
from zvonok.roster.models import Person
from zvonok.roster.pages import school_page

TEACHING = "teaching"


@dataclass(frozen=True)
class Tab:
    """Whose timetable: one's own lessons as a teacher, one's own class, a child."""

    key: str
    title: str
    lessons: QuerySet[Lesson]
    schools: list[int]


class LessonForm(forms.Form):
    # Room for more than the limit: the action then says how much may be written.
    topic = forms.CharField(label=gettext_lazy("тема"), required=False, max_length=20_000)
    homework = forms.CharField(
        label=gettext_lazy("домашнее задание"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 4})
    )


@login_required
def timetable(request: HttpRequest) -> HttpResponse:
    """A week; a tab for one's own lessons, one's own class and each child."""
    person = asker(request)
    tabs = _tabs(person)
    page = education_page(person)
    if not tabs:
        return render(request, "lessons/timetable_empty.html", page)
    chosen = next((tab for tab in tabs if tab.key == request.GET.get("tab")), tabs[0])
    week = queries.week(chosen.lessons, monday=_monday(request), today=clock.today(), schools=chosen.schools)
    facts = {"tabs": tabs, "chosen": chosen, "week": week, "shows_class": chosen.key == TEACHING, "now": clock.now()}
    return render(request, "lessons/timetable.html", {**page, **facts})


@login_required
def class_timetable(request: HttpRequest, school_id: int, class_id: int) -> HttpResponse:
    """Of a whole class, for the school's employees."""
    person = asker(request)
    school = roster_doors.employee(person, school_id).school
    found = roster_doors.school_class(person, class_id)
    if found.school_id != school.pk:
        raise Http404
    week = queries.week(queries.of_class(found), monday=_monday(request), today=clock.today(), schools=[school.pk])
    page = school_page(request, school, "timetable")
    facts = {"school_class": found, "week": week, "shows_subgroup": True, "now": clock.now()}
    return render(request, "lessons/class_timetable.html", {**page, **facts})


@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    person = asker(request)
    found = doors.lesson(person, lesson_id)
    teaches = doors.teaches_lesson(person, found)
    form = LessonForm(initial={"topic": found.topic, "homework": found.homework})
    if request.method == "POST":
        if not teaches:
            raise Http404
        form = LessonForm(request.POST)
        if form.is_valid():
            try:
                planning.write(lesson=found, **form.cleaned_data, by=person)
            except Refused as refused:
                put_beside(form, refused)
            else:
                messages.success(request, _("Записано."))
                return redirect("lesson", found.pk)
    return lesson_page(request, person, found, form=form, teaches=teaches)


def lesson_page(
    request: HttpRequest, person: Person, found: Lesson, *, form: LessonForm, teaches: bool, file_error: str = ""
) -> HttpResponse:
    pupils = list(queries.pupils(found.study_group))
    is_employee = roster_doors.is_employee(person, found.school_id)
    profiles = queries.with_profiles(one.person_id for one in pupils) if is_employee else set()
    now = clock.now()
    facts = {
        "lesson": found,
        "form": form,
        "teaches": teaches,
        "teachers": queries.teachers(found),
        "files": [one.file for one in found.files.select_related("file").order_by("pk")],
        "file_error": file_error,
        "pupils": [(one.person, one.person_id in profiles) for one in pupils],
        "shows_profiles": is_employee,
        "has_profile": is_active(person),
        "is_administrator": roster_doors.is_administrator(person, found.school_id),
        "is_over": found.is_over(now),
        "now": now,
        **_remote(person, found),
    }
    page = education_page(person)
    return render(request, "lessons/lesson.html", {**page, **facts}, status=422 if form.errors or file_error else 200)


@login_required
@require_POST
def add_file(request: HttpRequest, lesson_id: int) -> HttpResponse:
    person = asker(request)
    found = doors.taught_lesson(person, lesson_id)
    brought = request.FILES.get("file")
    try:
        if brought is None or isinstance(brought, list):
            raise Refused(_("Выберите файл."), "file")
        kept = files.upload(content=brought.file, name=brought.name or "", by=person)  # type: ignore[arg-type]
        planning.add_file(lesson=found, file=kept.pk, by=person)
    except Refused as refused:
        form = LessonForm(initial={"topic": found.topic, "homework": found.homework})
        return lesson_page(request, person, found, form=form, teaches=True, file_error=refused.sentence)
    return redirect("lesson", found.pk)


@login_required
@require_POST
def remove_file(request: HttpRequest, lesson_id: int, file_id: int) -> HttpResponse:
    person = asker(request)
    found = doors.taught_lesson(person, lesson_id)
    try:
        planning.remove_file(lesson=found, file=file_id, by=person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("lesson", found.pk)


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The address is told at the moment it is made, and never again: only its hash is kept."""
    person = asker(request)
    address = ""
    if request.method == "POST":
        if request.POST.get("step") == "stop":
            feed.stop(by=person)
            messages.success(request, _("Календарь отключён: прежний адрес больше никуда не ведёт."))
            return redirect("calendar")
        secret = feed.renew(now=clock.now(), by=person)
        address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    made = CalendarFeed.objects.filter(person=person).first()
    response = render(request, "lessons/calendar.html", {**education_page(person), "feed": made, "address": address})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For programs, which cannot sign in: the secret in the address is all they have."""
    person = feed.person_of(secret)
    if person is None:
        raise Http404
    with override("ru"):
        content = feed.calendar(person, now=clock.now())
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="lessons.ics"'
    response.headers["Cache-Control"] = f"private, max-age={limits.calendar_age_seconds}"
    response.headers["ETag"] = etag
    response.headers["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer


def education_page(person: Person) -> dict[str, Any]:
    return {
        "section": "education",
        "employments": roster_queries.schools_where_employed(person),
        "mine": roster_queries.my_classes(person),
    }


def _tabs(person: Person) -> list[Tab]:
    tabs = []
    schools = [group.school_id for group in queries.taught_groups(person)]
    if schools or queries.of_teacher(person).exists():
        employed = [one.school_id for one in roster_queries.schools_where_employed(person)]
        tabs.append(Tab(TEACHING, _("Мои уроки"), queries.of_teacher(person), employed))
    for one in roster_queries.my_classes(person):
        learns_in = one.enrolment.school_class.title
        title = f"{one.child.first_name} · {learns_in}" if one.child else _("Мой класс · %(title)s") % {"title": learns_in}
        tabs.append(Tab(str(one.enrolment.pk), title, queries.of_pupil(one.enrolment), [one.enrolment.school_id]))
    return tabs


def _monday(request: HttpRequest) -> date:
    """The week asked for; without it this one, or the next if it is Sunday."""
    today = clock.today()
    this = today if today.isoweekday() < 7 else today + timedelta(days=1)
    return queries.monday_of(typed_day(request.GET.get("week", "")) or this)


def _remote(person: Person, found: Lesson) -> dict[str, Any]:
    """The remote lesson and, when it is over, who came: for teachers and the school's administrators."""
    remote = getattr(found, "remote", None)
    if remote is None:
        return {"remote": None}
    place = places_of(person).filter(chat=remote.call.chat_id).first()
    teaches = doors.teaches_lesson(person, found)
    early = timedelta(minutes=limits.lesson_early_minutes_max)
    facts: dict[str, Any] = {
        "remote": remote,
        "call": remote.call,
        "has_place": place is not None,
        # The button leads to the door of the lesson when it is open for this person, else to the chat.
        "enters_now": remote.call.state == Call.State.LIVE or (teaches and remote.call.starts_at - early <= clock.now()),
    }
    sees = teaches or roster_doors.is_administrator(person, found.school_id)
    if remote.call.state == Call.State.OVER:
        facts["minutes"] = remote.call.took_minutes(clock.now())
        facts["came"] = remote.call.attendance.values("person").distinct().count()
    if sees and remote.call.state in (Call.State.OVER, Call.State.LIVE):
        attended = calls.attendance(remote.call)
        came = {one.person.pk for one in attended}
        absent = [one.person for one in queries.pupils(found.study_group) if one.person_id not in came]
        facts |= {"attended": attended, "absent": absent, "picture": picture.bars(remote.call, attended, clock.now())}
    return facts
