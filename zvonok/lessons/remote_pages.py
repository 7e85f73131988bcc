"""«Создать дистанционный урок», from the plan or the lesson's page; changing and cancelling it; who came, as a table of Excel.

Comes in: a signed-in teacher of the lesson. Goes out: a page, or 404. Called by: urls.py.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zvonok.calls import queries as calls
from zvonok.ground import clock, workbooks
from zvonok.ground.forms import moment_field, put_beside
from zvonok.ground.refusal import Refused
from zvonok.lessons import doors, queries
from zvonok.lessons import remote as actions
from zvonok.lessons.models import Lesson
from zvonok.lessons.pages import education_page
from zvonok.lessons.school_pages import ReasonForm
from zvonok.profiles.queries import is_active
from zvonok.roster import doors as roster_doors
from zvonok.roster.asker import asker
from zvonok.roster.models import StudyGroup
from zvonok.roster.trying import tried

REMINDERS = [
    (0, gettext_lazy("не напоминать")),
    (5, gettext_lazy("за 5 минут")),
    (10, gettext_lazy("за 10 минут")),
    (15, gettext_lazy("за 15 минут")),
    (30, gettext_lazy("за 30 минут")),
    (60, gettext_lazy("за час")),
]


class WishForm(forms.Form):
    starts_at = moment_field(gettext_lazy("начало"), gettext_lazy("По звонку. Другое время передвинет и урок в расписании."))
    minutes = forms.IntegerField(label=gettext_lazy("сколько минут"), min_value=1, max_value=1440)
    reminder_minutes = forms.TypedChoiceField(label=gettext_lazy("напомнить в чате"), choices=REMINDERS, coerce=int, initial=10)
    may_speak = forms.BooleanField(label=gettext_lazy("ученики могут говорить сразу"), required=False, initial=True)
    may_show = forms.BooleanField(
        label=gettext_lazy("ученики могут включать камеру и показывать экран"), required=False, initial=True
    )
    waiting_room = forms.BooleanField(label=gettext_lazy("зал ожидания: каждого впускает учитель"), required=False)

    def wish(self) -> actions.Wish:
        return actions.Wish(**self.cleaned_data)


class SeriesForm(WishForm):
    starts_at = None  # type: ignore[assignment]
    minutes = None  # type: ignore[assignment]
    span = forms.ChoiceField(
        label=gettext_lazy("какие уроки"),
        choices=[("week", gettext_lazy("все уроки ближайшей недели")), ("term", gettext_lazy("все уроки до конца четверти"))],
        widget=forms.RadioSelect,
        initial="week",
    )
    field_order = ["span"]

    def wish(self) -> actions.Wish:
        return actions.Wish(**{name: value for name, value in self.cleaned_data.items() if name != "span"})


@login_required
def remote(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Makes it; once made, changes it."""
    person = asker(request)
    lesson = doors.taught_lesson(person, lesson_id)
    there = getattr(lesson, "remote", None)
    form = WishForm(request.POST or None, initial=_initial(lesson))
    if request.method == "POST" and form.is_valid():
        try:
            act = actions.change if there else actions.make
            act(lesson=lesson, wish=form.wish(), now=clock.now(), by=person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            done = _("Дистанционный урок изменён.") if there else _("Дистанционный урок создан: школа сообщила о нём в чате.")
            messages.success(request, done)
            return redirect("lesson", lesson.pk)
    facts = {"form": form, "lesson": lesson, "there": there, **_readiness(lesson.study_group), "has_profile": is_active(person)}
    return render(request, "lessons/remote.html", {**education_page(person), **facts}, status=422 if form.errors else 200)


@login_required
def cancel(request: HttpRequest, lesson_id: int) -> HttpResponse:
    person = asker(request)
    lesson = doors.taught_lesson(person, lesson_id)
    if getattr(lesson, "remote", None) is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(lesson=lesson, reason=form.cleaned_data["reason"], by=person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(
                request, _("Дистанционный урок отменён: школа сообщила об этом в чате. Урок остался в расписании.")
            )
            return redirect("lesson", lesson.pk)
    facts = {
        "form": form,
        "lesson": lesson,
        "title": _("Отменить дистанционный урок"),
        "verb": _("Отменить дистанционный урок"),
        "in_one_step": True,
    }
    return render(request, "lessons/act.html", {**education_page(person), **facts}, status=422 if form.errors else 200)


@login_required
def series(request: HttpRequest, study_group_id: int) -> HttpResponse:
    """For all lessons of a week or of a term, in one transaction, shown before."""
    person = asker(request)
    study_group = doors.taught_group(person, study_group_id)
    form = SeriesForm(request.POST or None)
    effects: list[str] | None = None
    if request.method == "POST" and form.is_valid():
        lessons = _of_span(study_group, form.cleaned_data["span"])
        wish = form.wish()

        def act() -> list[Any]:
            return actions.make_series(lessons=lessons, wish=wish, now=clock.now(), by=person)

        try:
            if request.POST.get("step") == "do":
                made = len(act())
                done = ngettext("Создан %(n)d дистанционный урок.", "Создано %(n)d дистанционных уроков.", made)
                messages.success(request, done % {"n": made})
                return redirect("plan", study_group.pk)
            effects = _effects([one.lesson for one in tried(act)])
        except Refused as refused:
            put_beside(form, refused)
    facts = {
        "form": form,
        "study_group": study_group,
        "effects": effects,
        **_readiness(study_group),
        "has_profile": is_active(person),
    }
    return render(request, "lessons/series.html", {**education_page(person), **facts}, status=422 if form.errors else 200)


@login_required
def attendance(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """For its teachers and the school's administrators."""
    person = asker(request)
    lesson = doors.lesson(person, lesson_id)
    there = getattr(lesson, "remote", None)
    if there is None or not (doors.teaches_lesson(person, lesson) or roster_doors.is_administrator(person, lesson.school_id)):
        raise Http404
    attended = calls.attendance(there.call)
    came = {one.person.pk for one in attended}
    rows: list[list[Any]] = [
        [one.person.full_name, _clock(one.came_at), _clock(one.left_at) if one.left_at else _("ещё на уроке"), one.minutes]
        for one in attended
    ]
    rows += [
        [one.person.full_name, _("не было на уроке"), "", 0]
        for one in queries.pupils(lesson.study_group)
        if one.person_id not in came
    ]
    heads = [_("Кто"), _("Время входа"), _("Время выхода"), _("Минут")]
    return workbooks.answer(f"{lesson.study_group.title} {lesson.day:%d.%m.%Y}", heads, rows)


def _of_span(study_group: StudyGroup, span: str) -> list[Lesson]:
    """Lessons ahead that are neither cancelled nor remote already."""
    now = clock.now()
    coming = [
        one
        for one in queries.plan(study_group)
        if one.starts_at > now and not one.is_cancelled and not queries.remote_state(one)
    ]
    if not coming:
        return []
    if span == "week":
        sunday = queries.monday_of(coming[0].day) + timedelta(days=6)
        return [one for one in coming if one.day <= sunday]
    term = study_group.year.terms.filter(ends_on__gte=coming[0].day).order_by("starts_on").first()
    return [one for one in coming if term is None or one.day <= term.ends_on]


def _effects(lessons: list[Lesson]) -> list[str]:
    count = len(lessons)
    told = ngettext(
        "В чат предмета школа пришлёт %(n)d сообщение: по одному о каждом уроке.",
        "В чат предмета школа пришлёт %(n)d сообщений: по одному о каждом уроке.",
        count,
    )
    return [date_format(timezone.localtime(one.starts_at), "l, j E, H:i") for one in lessons] + [told % {"n": count}]


def _initial(lesson: Lesson) -> dict[str, Any]:
    initial: dict[str, Any] = {"starts_at": timezone.localtime(lesson.starts_at), "minutes": lesson.minutes}
    there = getattr(lesson, "remote", None)
    if there:
        initial |= {
            "reminder_minutes": there.reminder_minutes,
            "may_speak": there.call.may_speak,
            "may_show": there.call.may_show,
            "waiting_room": there.call.waiting_room,
        }
    return initial


def _readiness(study_group: StudyGroup) -> dict[str, int]:
    """How many there are to come, and how many cannot yet: they have no learning profile."""
    people = [one.person_id for one in queries.pupils(study_group)]
    return {"pupils": len(people), "without_profile": len(people) - len(queries.with_profiles(people))}


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
