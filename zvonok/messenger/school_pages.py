"""The diary's pages where a school's administrators settle what its chats do, and read reports of messages.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else.
Called by: urls.py, by the names below.
"""

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zvonok.ground import clock, limits
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.messenger import quiet, reports, school_files, switches
from zvonok.messenger.models import Chat, SchoolSwitches
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.models import School
from zvonok.roster.pages import school_page

KIND_NAMES = {
    Chat.Kind.CLASS: gettext_lazy("чаты классов"),
    Chat.Kind.SUBJECT: gettext_lazy("чаты предметов"),
    Chat.Kind.PARENTS: gettext_lazy("чаты родителей"),
    Chat.Kind.STAFF_ROOM: gettext_lazy("учительская"),
}


class SwitchesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The switches, and from when till when each kind of the school's chats keeps quiet."""

    class Meta:
        model = SchoolSwitches
        fields = switches.NAMES

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        settled = switches.of(school.pk)
        kwargs["initial"] = {name: getattr(settled, name) for name in switches.NAMES}
        super().__init__(*args, **kwargs)
        let = school_files.of(school.pk)
        self.fields["file_megabytes"] = forms.IntegerField(
            label=_("Файл не больше, МБ"), min_value=1, max_value=school_files.MEGABYTES_MAX, initial=let.megabytes
        )
        self.fields["file_endings"] = forms.CharField(
            label=_("Только файлы"),
            required=False,
            initial=", ".join(let.endings),
            max_length=limits.reason_length_max,
            help_text=_("Окончания имён через запятую: pdf, docx. Пустое поле — любые, кроме программ."),
        )
        hours = quiet.of_school(school)
        for kind in quiet.KINDS:
            starts, ends = hours.get(kind, (None, None))
            self.fields[f"{kind}_starts"] = _time_field(_("%(kind)s: с") % {"kind": KIND_NAMES[kind]}, starts)
            self.fields[f"{kind}_ends"] = _time_field(_("%(kind)s: до") % {"kind": KIND_NAMES[kind]}, ends)

    def switch_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in switches.NAMES]

    def file_fields(self) -> list[forms.BoundField]:
        return [self["file_megabytes"], self["file_endings"]]

    def let(self) -> school_files.Let:
        return school_files.Let(
            self.cleaned_data["file_megabytes"], school_files.read_endings(self.cleaned_data["file_endings"])
        )

    def hour_fields(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        return [(KIND_NAMES[kind], self[f"{kind}_starts"], self[f"{kind}_ends"]) for kind in quiet.KINDS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for kind in quiet.KINDS:
            if bool(cleaned.get(f"{kind}_starts")) != bool(cleaned.get(f"{kind}_ends")):
                self.add_error(f"{kind}_starts", _("Укажите и начало, и конец, или оставьте пустым то и другое."))
        return cleaned

    def switches(self) -> switches.Switches:
        return switches.Switches(**{name: self.cleaned_data[name] for name in switches.NAMES})

    def hours(self) -> dict[str, quiet.Hours]:
        named = {str(kind): (self.cleaned_data[f"{kind}_starts"], self.cleaned_data[f"{kind}_ends"]) for kind in quiet.KINDS}
        return {kind: hours for kind, hours in named.items() if hours[0]}


@login_required
def switches_page(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    school = administrator.school
    form = SwitchesForm(request.POST or None, school=school)
    if request.method == "POST" and form.is_valid():
        try:
            school_files.settle(school=school, let=form.let(), by=administrator.person)
            switches.settle(school=school, switches=form.switches(), by=administrator.person)
            quiet.settle_of_school(school=school, hours=form.hours(), by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Сохранено."))
            return redirect("school-switches", school.pk)
    page = {**school_page(request, school, "switches"), "form": form}
    return render(request, "messenger/switches.html", page, status=422 if form.errors else 200)


@login_required
def reports_page(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    school = administrator.school
    found = Paginator(reports.of_school(school, administrator.person), limits.reports_page_max)
    shown = found.get_page(request.GET.get("page"))
    for one in shown:
        one.context = [{**row, "at": parse_datetime(row["at"])} for row in one.context]
    return render(request, "messenger/reports.html", {**school_page(request, school, "reports"), "reports": shown})


@login_required
@require_POST
def close_report(request: HttpRequest, school_id: int, report_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    report = reports.of_school(administrator.school, administrator.person).filter(pk=report_id).first()
    if report is None:
        raise Http404
    try:
        outcome = request.POST.get("outcome", "")[: limits.reason_length_max * 2]
        reports.close(report=report, outcome=outcome, now=clock.now(), by=administrator.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("school-reports", school_id)


def _time_field(label: str, initial: time | None) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, initial=initial, widget=widget)
