"""«Новый учебный год»: what will become of each class and each chat is shown, then it is done, and may be undone.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else.
Called by: urls.py. Both steps run the same action; the first is rolled back.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zvonok.exchange import brake, year
from zvonok.ground import clock, limits
from zvonok.ground.forms import day_field, put_beside
from zvonok.ground.refusal import Refused
from zvonok.roster import doors, wording
from zvonok.roster.asker import asker
from zvonok.roster.models import Employee, Rollover, School, SchoolClass, SchoolYear
from zvonok.roster.pages import school_page
from zvonok.roster.rollover import Wish
from zvonok.roster.trying import tried

TYPED_MAX = 20_000
SHOWN = 10


class YearForm(forms.Form):
    starts_on = day_field(gettext_lazy("начало нового учебного года"))
    ends_on = day_field(gettext_lazy("конец нового учебного года"))
    last_grade = forms.IntegerField(
        label=gettext_lazy("последняя параллель"),
        min_value=1,
        max_value=12,
        help_text=gettext_lazy("Классы этой параллели выпускаются, остальные переходят в следующую."),
    )
    first_classes = forms.CharField(
        label=gettext_lazy("новые первые классы"),
        required=False,
        max_length=TYPED_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("По названию на строку или через запятую. Они будут пустыми: зачислите в них учеников потом."),
    )

    def wish(self) -> Wish:
        typed = re.split(r"[\n,;]", self.cleaned_data["first_classes"])
        return Wish(
            starts_on=self.cleaned_data["starts_on"],
            ends_on=self.cleaned_data["ends_on"],
            last_grade=self.cleaned_data["last_grade"],
            first_classes=tuple(" ".join(title.split()) for title in typed if title.strip()),
        )


@login_required
def rollover(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    school = administrator.school
    form = YearForm(request.POST or None, initial=_initial(school))
    plan = None
    if request.method == "POST" and form.is_valid():
        wish = form.wish()

        def act() -> year.Turned:
            return year.turn(school=school, wish=wish, now=clock.now(), by=administrator.person)

        try:
            if request.POST.get("step") == "do" and _confirmed(request, school, form):
                year.refuse_while_lessons_are_ahead(school, wish, clock.now())
                return _turned(request, school, act())
            plan = tried(act)
        except Refused as refused:
            put_beside(form, refused)
    # What was typed wrong stands beside the plan, so the plan is shown again with it.
    page = {
        "form": form,
        "plan": plan,
        "effects": wording.before(plan.effects) if plan and plan.effects else [],
        "past": _past(school),
        "why_not_yet": _why_not_yet(school, form) if plan else "",
    }
    return _page_of(request, administrator, "exchange/year.html", page, status=422 if form.errors else 200)


@login_required
def undo_rollover(request: HttpRequest, school_id: int, rollover_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    school = administrator.school
    standing = Rollover.objects.select_related("school", "made_by").filter(school=school, undone_at=None)
    kept = get_object_or_404(standing, pk=rollover_id)
    now = clock.now()
    if request.method == "POST":
        try:
            year.undo(rollover_id=kept.pk, school=school, now=now, by=administrator.person)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("Перевод отменён: классы, группы и чаты снова такие, как были."))
        return redirect("rollover", school.pk)
    why_not = year.touched_since(kept)
    effects = [] if why_not else tried(lambda: year.undo(rollover_id=kept.pk, school=school, now=now, by=administrator.person))
    page = {"kept": kept, "why_not": why_not[: limits.members_page_max], "effects": wording.before(effects)}
    return _page_of(request, administrator, "exchange/year_undo.html", page)


def _turned(request: HttpRequest, school: School, turned: year.Turned) -> HttpResponse:
    archived = turned.archived
    messages.success(
        request,
        _("Школа переведена на новый учебный год.")
        + " "
        + ngettext("%(n)d чат ушёл в архив.", "В архив ушло чатов: %(n)d.", archived) % {"n": archived},
    )
    return redirect("rollover", school.pk)


def _confirmed(request: HttpRequest, school: School, form: YearForm) -> bool:
    """The brake: so much changes at once that the school's name is typed."""
    if brake.lets(request.POST.get("confirmed", ""), school.name):
        return True
    form.add_error(None, _("Чтобы перевести школу, впишите её название: %(name)s.") % {"name": school.name})
    return False


def _why_not_yet(school: School, form: YearForm) -> str:
    try:
        year.refuse_while_lessons_are_ahead(school, form.wish(), clock.now())
    except Refused as refused:
        return refused.sentence
    return ""


def _initial(school: School) -> dict[str, Any]:
    """The days of the year that follows: the one that is entered already, or the same days a year on."""
    today = clock.today()
    years = list(SchoolYear.objects.filter(school=school).order_by("starts_on"))
    current = [one for one in years if one.starts_on <= today]
    classes = SchoolClass.objects.filter(school=school, until=None)
    grades = list(classes.values_list("grade", flat=True))
    first = classes.filter(grade=1).order_by("title").values_list("title", flat=True)
    coming = [one for one in years if one.starts_on > today]
    if coming:
        starts_on, ends_on = coming[0].starts_on, coming[0].ends_on
    elif current:
        starts_on, ends_on = _a_year_on(current[-1].starts_on), _a_year_on(current[-1].ends_on)
    else:
        starts_on, ends_on = date(today.year, 9, 1), date(today.year + 1, 8, 31)
    return {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "last_grade": max([*grades, 11]) if max(grades, default=11) > 9 else max(grades),
        "first_classes": "\n".join(first),
    }


def _a_year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return date(day.year + 1, 3, 1)


def _past(school: School) -> list[Rollover]:
    return list(Rollover.objects.filter(school=school).select_related("made_by", "undone_by", "year").order_by("-pk")[:SHOWN])


def _page_of(
    request: HttpRequest, administrator: Employee, template: str, page: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, template, {**school_page(request, administrator.school, "classes"), **page}, status=status)
