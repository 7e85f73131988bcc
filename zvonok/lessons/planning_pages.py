"""«Поурочное планирование»: a teacher's study groups, the plan of one, topics that are pasted or read from a table.

Comes in: a signed-in teacher (an administrator looks on). Goes out: a page, or 404. Called by: urls.py.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zvonok.ground import clock, limits
from zvonok.ground.forms import put_beside, typed_number
from zvonok.ground.refusal import Refused
from zvonok.lessons import doors, planning, queries, tables
from zvonok.lessons.models import Lesson
from zvonok.lessons.pages import education_page
from zvonok.profiles.queries import is_active
from zvonok.roster.asker import asker
from zvonok.roster.models import Person, StudyGroup


class TopicsForm(forms.Form):
    topics = forms.CharField(
        label=gettext_lazy("темы"),
        required=False,
        max_length=limits.topics_text_length_max,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("По одной в строке: так их можно вставить из программы предмета."),
    )
    file = forms.FileField(
        label=gettext_lazy("или таблица XLSX"),
        required=False,
        help_text=gettext_lazy("Первый столбец — тема, второй — домашнее задание."),
    )
    begin = forms.TypedChoiceField(label=gettext_lazy("начиная с урока"), coerce=int)
    replace = forms.BooleanField(label=gettext_lazy("заменить темы, которые уже записаны"), required=False)

    def __init__(self, *args: Any, coming: list[Lesson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].choices = [(one.pk, _when(one)) for one in coming]  # type: ignore[attr-defined]


@login_required
def groups(request: HttpRequest) -> HttpResponse:
    person = asker(request)
    page = {**education_page(person), "groups": queries.taught_groups(person)}
    return render(request, "lessons/groups.html", page)


@login_required
def plan(request: HttpRequest, study_group_id: int) -> HttpResponse:
    """All its lessons with what is written on them. Saving and moving are one form: what was typed is never lost."""
    person = asker(request)
    study_group = doors.planned_group(person, study_group_id)
    teaches = doors.teaches(person, study_group)
    error, typed = "", None
    if request.method == "POST":
        if not teaches:
            raise Http404
        try:
            _write(request, study_group, person)
            return redirect("plan", study_group.pk)
        except Refused as refused:
            error, typed = refused.sentence, request.POST
    return _plan_page(request, person, study_group, teaches=teaches, error=error, typed=typed)


@login_required
def topics(request: HttpRequest, study_group_id: int) -> HttpResponse:
    person = asker(request)
    study_group = doors.taught_group(person, study_group_id)
    now = clock.now()
    coming = [one for one in queries.plan(study_group) if not one.is_over(now) and not one.is_cancelled]
    form = TopicsForm(request.POST or None, request.FILES or None, coming=coming)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = tables.topics(file) if file else planning.topics_of_lines(form.cleaned_data["topics"])
            written = planning.put_topics(
                study_group=study_group,
                topics=found,
                begin=form.cleaned_data["begin"],
                replace=form.cleaned_data["replace"],
                now=now,
                by=person,
            )
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, ngettext("Записана %(n)d тема.", "Записано %(n)d тем.", written) % {"n": written})
            return redirect("plan", study_group.pk)
    facts = {"study_group": study_group, "form": form, "coming": coming}
    return render(request, "lessons/topics.html", {**education_page(person), **facts}, status=422 if form.errors else 200)


def mark(lesson: Lesson) -> str:
    """What was written when the page was made: whoever saves an old page does not wipe out another's words."""
    return hashlib.sha256(f"{lesson.topic}\0{lesson.homework}".encode()).hexdigest()[:16]


def _write(request: HttpRequest, study_group: StudyGroup, person: Person) -> None:
    rows = {}
    for lesson in queries.plan(study_group):
        was = request.POST.get(f"was-{lesson.pk}")
        if was is not None:
            typed = request.POST.get(f"topic-{lesson.pk}", ""), request.POST.get(f"homework-{lesson.pk}", "")
            rows[lesson.pk] = planning.Row(was, *typed)
    written = planning.write_rows(study_group=study_group, rows=rows, mark=mark, by=person)
    if written:
        messages.success(request, ngettext("Записан %(n)d урок.", "Записано %(n)d уроков.", written) % {"n": written})
    source, target = _asked_move(request.POST)
    if source and target:
        planning.move_topic(study_group=study_group, lesson=source, to=target, now=clock.now(), by=person)
        messages.success(request, _("Тема передвинута."))
    elif not written:
        messages.info(request, _("Ничего не изменилось."))


def _asked_move(posted: Mapping[str, str]) -> tuple[int, int]:
    """«12:15»: from the buttons up and down, or from where the row was dropped."""
    source, _colon, target = str(posted.get("move", "")).partition(":")
    return typed_number(source), typed_number(target)


def _plan_page(
    request: HttpRequest, person: Person, study_group: StudyGroup, *, teaches: bool, error: str, typed: Mapping[str, str] | None
) -> HttpResponse:
    now = clock.now()
    lessons = queries.plan(study_group)
    coming = [one for one in lessons if not one.is_over(now)]
    rows = []
    places = {one.pk: place for place, one in enumerate(coming)}
    for lesson in lessons:
        place = places.get(lesson.pk)
        rows.append(
            {
                "lesson": lesson,
                "was": typed.get(f"was-{lesson.pk}", "") if typed else mark(lesson),
                "topic": typed.get(f"topic-{lesson.pk}", "") if typed else lesson.topic,
                "homework": typed.get(f"homework-{lesson.pk}", "") if typed else lesson.homework,
                "is_past": place is None,
                "up": coming[place - 1].pk if place else None,
                "down": coming[place + 1].pk if place is not None and place + 1 < len(coming) else None,
                "remote": queries.remote_state(lesson),
            }
        )
    facts = {
        "study_group": study_group,
        "rows": rows,
        "past": [row for row in rows if row["is_past"]],
        "coming": [row for row in rows if not row["is_past"]],
        "next": coming[0].pk if coming else None,
        "teaches": teaches,
        "error": error,
        "has_profile": is_active(person),
        "written": sum(bool(lesson.topic) for lesson in lessons),
    }
    return render(request, "lessons/plan.html", {**education_page(person), **facts}, status=422 if error else 200)


def _when(lesson: Lesson) -> str:
    when = clock.said(lesson.starts_at)
    return f"{when} — {lesson.topic}" if lesson.topic else when
