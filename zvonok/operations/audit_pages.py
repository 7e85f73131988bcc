"""«Журнал»: who did what to whom when, for a school's administrators: newest first, to be searched and saved.

Comes in: a signed-in administrator, his school's address, what he looks for. Goes out: a page, or a table of Excel.
Called by: urls.py. Only rows that name the school are shown: what a person does for himself is his own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zvonok.ground import clock, limits, workbooks
from zvonok.ground.forms import YEARS, day_field, typed_number
from zvonok.ground.models import AuditEntry
from zvonok.ground.storable import storable
from zvonok.messenger.models import Chat
from zvonok.operations import audit_words
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.models import Person, School, SchoolClass, StudyGroup
from zvonok.roster.pages import school_page


def _day(label: Any) -> forms.DateField:
    within = [MinValueValidator(date(YEARS.start, 1, 1)), MaxValueValidator(date(YEARS.stop, 1, 1))]
    return day_field(label, required=False, validators=within)


class SearchForm(forms.Form):
    who = forms.CharField(label=gettext_lazy("человек"), required=False, max_length=limits.name_length_max)
    room = forms.ChoiceField(
        label=gettext_lazy("что"), required=False, choices=[("", gettext_lazy("всё")), *audit_words.ROOMS.items()]
    )
    since, until = _day(gettext_lazy("с")), _day(gettext_lazy("по"))


@dataclass(frozen=True)
class Told:
    """One row, in words. `by` is empty when it was the clock."""

    number: int
    at: datetime
    by: str
    what: str
    whom: str


@login_required
@require_safe
def audit(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.administrator(asker(request), school_id).school
    form = SearchForm(request.GET)
    found = _found(school, form)
    if request.GET.get("form") == "xlsx":
        rows = ([one.at, one.by, one.what, one.whom] for one in _told(found[: limits.table_rows_max]))
        heads = [_("Когда"), _("Кто"), _("Что"), _("С кем")]
        return workbooks.answer(f"{_('Журнал')} {clock.today().isoformat()}", heads, rows)
    if before := typed_number(request.GET.get("before", "")):
        found = found.filter(pk__lt=before)
    told = _told(found[: limits.audit_page_max + 1])
    shown = told[: limits.audit_page_max]
    asked = {name: value for name, value in request.GET.items() if name in form.fields and value}
    page: dict[str, Any] = {
        **school_page(request, school, "audit"),
        "form": form,
        "rows": shown,
        "is_first": not before,
        "asked": urlencode(asked),
        "next": urlencode({**asked, "before": shown[-1].number}) if len(told) > len(shown) else "",
        "most": limits.table_rows_max,
    }
    return render(request, "operations/audit.html", page, status=422 if form.errors else 200)


def _found(school: School, form: SearchForm) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.filter(school=school.pk).order_by("-pk")
    if not form.is_valid():
        return found.none()
    asked = form.cleaned_data
    if asked["room"]:
        found = found.filter(what__startswith=f"{asked['room']}:")
    if asked["since"]:
        found = found.filter(at__gte=clock.at(asked["since"]))
    if asked["until"]:
        found = found.filter(at__lt=clock.at(asked["until"] + timedelta(days=1)))
    if words := storable(asked["who"]).split()[:4]:
        people = Person.objects.all()
        for word in words:
            people = people.filter(
                Q(last_name__istartswith=word) | Q(first_name__istartswith=word) | Q(middle_name__istartswith=word)
            )
        found = found.filter(Q(by_person__in=people.values("pk")) | Q(person__in=people.values("pk")))
    return found


def _told(found: Iterable[AuditEntry]) -> Sequence[Told]:
    """In words, with every name that they need, in one question a kind."""
    rows = list(found)
    needed = {one for row in rows for one in audit_words.numbers(row.before, row.after)}
    needed |= {("person", number) for row in rows for number in (row.by_person, row.person) if number}
    names = _names(needed)
    return [
        Told(
            row.pk,
            row.at,
            names.get(("person", row.by_person or 0), ""),
            audit_words.sentence(row.what, row.before, row.after, names),
            names.get(("person", row.person or 0), "") if row.person != row.by_person else "",
        )
        for row in rows
    ]


def _names(needed: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    def of(kind: str) -> list[int]:
        return [number for one, number in needed if one == kind]

    people = Person.objects.in_bulk(of("person"))
    groups = StudyGroup.objects.select_related("school_class", "subgroup", "subject").in_bulk(of("study_group"))
    return {
        **{("person", number): person.full_name for number, person in people.items()},
        **{("chat", number): title for number, title in Chat.objects.filter(pk__in=of("chat")).values_list("pk", "title")},
        **{("class", one.pk): one.title for one in SchoolClass.objects.filter(pk__in=of("class"))},
        **{("study_group", number): group.title for number, group in groups.items()},
    }
