"""Where a school's administrators settle its time: bells, the year, the week, lessons moved, cancelled and substituted.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else.
Called by: urls.py. What changes much is shown before it is done, by the same action, tried.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zvonok.ground import clock, limits
from zvonok.ground.forms import day_field, moment_field, put_beside, typed_day, typed_number
from zvonok.ground.refusal import Refused
from zvonok.lessons import actions, clashes, doors, queries, timetable
from zvonok.lessons.models import WEEKDAYS, BellSchedule, DayBells, Entry, Lesson
from zvonok.lessons.pages import education_page
from zvonok.profiles.queries import is_active
from zvonok.roster import doors as roster_doors
from zvonok.roster import queries as roster_queries
from zvonok.roster import wording
from zvonok.roster.asker import asker
from zvonok.roster.changes import ToldChoice
from zvonok.roster.models import Employee, School, SchoolClass, SchoolYear, StudyGroup, StudyGroupTeacher
from zvonok.roster.pages import school_page
from zvonok.roster.touched import Changed
from zvonok.roster.trying import tried

CLASHES_SHOWN = 50
TYPED_MAX = 20_000


class BellsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("название"), max_length=TYPED_MAX)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("дни недели"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ни одного — для отдельных дней, например предпраздничных."),
    )
    bells = forms.CharField(
        label=gettext_lazy("звонки"),
        required=False,
        max_length=TYPED_MAX,
        widget=forms.Textarea(attrs={"rows": 9, "class": "code"}),
        help_text=gettext_lazy("По строке на урок: «1 08:30–09:15»."),
    )


class DayBellsForm(forms.Form):
    day = day_field(gettext_lazy("день"))
    schedule = forms.ModelChoiceField(
        label=gettext_lazy("звонки"),
        queryset=BellSchedule.objects.none(),
        required=False,
        empty_label=gettext_lazy("как всегда"),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schedule"].queryset = BellSchedule.objects.filter(school=school).order_by("name")  # type: ignore[attr-defined]


class YearForm(forms.Form):
    starts_on = day_field(gettext_lazy("начало учебного года"))
    ends_on = day_field(gettext_lazy("конец учебного года"))
    terms = forms.CharField(
        label=gettext_lazy("четверти или полугодия"),
        required=False,
        max_length=TYPED_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("По строке: «1 четверть 01.09.2026–25.10.2026»."),
    )
    holidays = forms.CharField(
        label=gettext_lazy("каникулы и праздники"),
        required=False,
        max_length=TYPED_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("По строке: «Осенние каникулы 26.10.2026–03.11.2026» или «День народного единства 04.11.2026»."),
    )


class EntryForm(forms.Form):
    study_group = ToldChoice(told=lambda one: one.title, label=gettext_lazy("группа"), queryset=StudyGroup.objects.none())
    weekday = forms.TypedChoiceField(label=gettext_lazy("день"), choices=WEEKDAYS, coerce=int)
    number = forms.IntegerField(label=gettext_lazy("номер урока"), min_value=0, max_value=limits.lessons_a_day_max)
    room = forms.CharField(label=gettext_lazy("кабинет"), required=False, max_length=TYPED_MAX)

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study_group"].queryset = groups  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    starts_at = moment_field(gettext_lazy("новое время"))
    minutes = forms.IntegerField(label=gettext_lazy("сколько минут"), min_value=1, max_value=1440)
    room = forms.CharField(label=gettext_lazy("кабинет"), required=False, max_length=TYPED_MAX)
    reason = forms.CharField(label=gettext_lazy("причина"), max_length=TYPED_MAX)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("причина"), max_length=TYPED_MAX)


class SubstituteForm(forms.Form):
    employee = ToldChoice(
        told=lambda one: f"{one.person.full_name} — {one.position}",
        label=gettext_lazy("кто заменит"),
        queryset=Employee.objects.none(),
        help_text=gettext_lazy("В списке те, у кого в это время нет урока."),
    )
    reason = forms.CharField(label=gettext_lazy("причина"), max_length=TYPED_MAX)

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [one.pk for one in queries.free_employees(lesson.school, lesson)]
        found = Employee.objects.filter(pk__in=free).select_related("person")
        self.fields["employee"].queryset = found.order_by("person__last_name", "person__first_name", "pk")  # type: ignore[attr-defined]


@login_required
def home(request: HttpRequest, school_id: int) -> HttpResponse:
    """The classes' timetables; for an administrator also what the timetable is made of, and what clashes in it."""
    person = asker(request)
    school = roster_doors.employee(person, school_id).school
    page = school_page(request, school, "timetable")
    current = roster_queries.year_of(school, clock.today())
    facts: dict[str, Any] = {"classes": roster_queries.classes(school), "year": current}
    if page["is_administrator"]:
        facts |= {
            "schedules": BellSchedule.objects.filter(school=school).count(),
            "terms": queries.terms(current) if current else [],
            "entries": Entry.objects.filter(school=school).count(),
            "lessons": Lesson.objects.filter(school=school, starts_at__gt=clock.now()).count(),
            "clashes": clashes.of_school(school.pk, current.pk, most=CLASHES_SHOWN) if current else [],
            "weekdays": dict(WEEKDAYS),
        }
    return render(request, "lessons/school_timetable.html", {**page, **facts})


@login_required
def bells(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = roster_doors.administrator(asker(request), school_id)
    school = administrator.school
    form = DayBellsForm(request.POST or None, school=school)
    if request.method == "POST" and form.is_valid():
        try:
            timetable.set_day_bells(school=school, **form.cleaned_data, by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Записано. Уроки этого дня изменятся, когда вы пересчитаете уроки."))
            return redirect("bells", school.pk)
    special = DayBells.objects.filter(school=school, day__gte=clock.today()).select_related("schedule").order_by("day")
    facts = {
        "schedules": BellSchedule.objects.filter(school=school).prefetch_related("bells").order_by("name"),
        "special": special[: limits.lines_of_year_max],
        "form": form,
        "weekdays": dict(WEEKDAYS),
    }
    return render(
        request,
        "lessons/bells.html",
        {**school_page(request, school, "timetable"), **facts},
        status=422 if form.errors else 200,
    )


@login_required
def edit_bells(request: HttpRequest, school_id: int, schedule_id: int | None = None) -> HttpResponse:
    administrator = roster_doors.administrator(asker(request), school_id)
    school = administrator.school
    schedule = get_object_or_404(BellSchedule, school=school, pk=schedule_id) if schedule_id else None
    form = BellsForm(request.POST or None, initial=_written_bells(schedule))
    if request.method == "POST":
        try:
            if schedule and request.POST.get("step") == "delete":
                timetable.delete_bells(schedule=schedule, by=administrator.person)
                messages.success(request, _("Звонки удалены."))
                return redirect("bells", school.pk)
            if form.is_valid():
                timetable.set_bells(school=school, schedule=schedule, **form.cleaned_data, by=administrator.person)
                messages.success(request, _("Звонки записаны. Чтобы уроки пошли по ним, пересчитайте уроки."))
                return redirect("bells", school.pk)
        except Refused as refused:
            form.is_valid()
            put_beside(form, refused)
    page = {**school_page(request, school, "timetable"), "form": form, "schedule": schedule}
    return render(request, "lessons/bells_edit.html", page, status=422 if form.errors else 200)


@login_required
def year(request: HttpRequest, school_id: int) -> HttpResponse:
    school = roster_doors.administrator(asker(request), school_id).school
    return _year(request, school_id, roster_queries.year_of(school, clock.today()))


@login_required
def new_year(request: HttpRequest, school_id: int) -> HttpResponse:
    return _year(request, school_id, None)


def _year(request: HttpRequest, school_id: int, current: SchoolYear | None) -> HttpResponse:
    administrator = roster_doors.administrator(asker(request), school_id)
    school = administrator.school
    form = YearForm(request.POST or None, initial=_written_year(current))
    if request.method == "POST" and form.is_valid():
        try:
            timetable.set_year(school=school, year=current, **form.cleaned_data, by=administrator.person)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Учебный год записан. Чтобы уроки пошли по нему, пересчитайте уроки."))
            return redirect("school-timetable", school.pk)
    page = {**school_page(request, school, "timetable"), "form": form, "year": current}
    return render(request, "lessons/year.html", page, status=422 if form.errors else 200)


@login_required
def week(request: HttpRequest, school_id: int, class_id: int) -> HttpResponse:
    """The weekly timetable of a class: its cells, and a form that puts a lesson into one."""
    administrator = roster_doors.administrator(asker(request), school_id)
    school = administrator.school
    school_class = get_object_or_404(SchoolClass, school=school, pk=class_id, until=None)
    current = roster_queries.year_of(school, clock.today())
    groups = roster_queries.study_groups(school).filter(school_class=school_class, year=current)
    form = EntryForm(request.POST or None, groups=groups, initial=request.GET.dict())
    if request.method == "POST":
        try:
            if remove := request.POST.get("remove"):
                entry = Entry.objects.filter(
                    school=school, study_group__school_class=school_class, pk=typed_number(remove)
                ).first()
                if entry is None:
                    raise Refused(_("Этого урока в расписании уже нет. Обновите страницу."))
                timetable.remove_entry(entry=entry, by=administrator.person)
                messages.success(request, _("Урок убран из недели. Чтобы он исчез из дневника, пересчитайте уроки."))
                return redirect("school-week", school.pk, school_class.pk)
            if form.is_valid():
                timetable.put_entry(**form.cleaned_data, by=administrator.person)
                messages.success(request, _("Урок поставлен. Чтобы он появился в дневнике, пересчитайте уроки."))
                return redirect("school-week", school.pk, school_class.pk)
        except Refused as refused:
            form.is_valid()
            put_beside(form, refused)
    facts = {
        "school_class": school_class,
        "form": form,
        "groups": groups,
        "year": current,
        **_grid(school, school_class, current),
    }
    page = school_page(request, school, "timetable")
    return render(request, "lessons/week.html", {**page, **facts}, status=422 if form.errors else 200)


@login_required
def make(request: HttpRequest, school_id: int) -> HttpResponse:
    """«Пересчитать уроки»: first what it will do, then done."""
    administrator = roster_doors.administrator(asker(request), school_id)
    school = administrator.school
    current = roster_queries.year_of(school, clock.today())
    coming = [term for term in queries.terms(current) if term.ends_on >= clock.today()] if current else []
    facts: dict[str, Any] = {"terms": coming, "year": current}

    def act() -> timetable.Made:
        return timetable.make_lessons(school=school, terms=coming, now=clock.now(), by=administrator.person)

    if request.method == "POST":
        try:
            if request.POST.get("step") == "do":
                for sentence in _made(act(), will=False):
                    messages.success(request, sentence)
                return redirect("school-timetable", school.pk)
            facts["effects"] = _made(tried(act), will=True)
        except Refused as refused:
            facts["error"] = refused.sentence
    page = school_page(request, school, "timetable")
    return render(request, "lessons/make.html", {**page, **facts}, status=422 if "error" in facts else 200)


@login_required
def substitutions(request: HttpRequest, school_id: int) -> HttpResponse:
    """Who substitutes whom, and the lessons of whoever is absent on a day, each with its button."""
    administrator = roster_doors.administrator(asker(request), school_id)
    school = administrator.school
    day = typed_day(request.GET.get("day", "")) or clock.today()
    absent = (
        Employee.objects.filter(school=school, pk=typed_number(request.GET.get("employee", "")))
        .select_related("person")
        .first()
    )
    lessons: list[Lesson] = []
    if absent:
        groups = StudyGroupTeacher.objects.filter(employee=absent).values("study_group")
        found = Lesson.objects.filter(study_group__in=groups, day=day, school=school)
        lessons = list(queries.told(found).order_by("starts_at", "pk"))
    coming = queries.told(
        Lesson.objects.filter(school=school, starts_at__gte=clock.at(clock.today())).filter(queries.SUBSTITUTED)
    )
    facts = {
        "day": day,
        "absent": absent,
        "lessons": lessons,
        "employees": roster_queries.employees(school).filter(study_groups__isnull=False).distinct(),
        "coming": coming.select_related("substitution__author").order_by("starts_at", "pk")[: limits.employees_page_max],
        "now": clock.now(),
    }
    return render(request, "lessons/substitutions.html", {**school_page(request, school, "timetable"), **facts})


@login_required
def substitute(request: HttpRequest, lesson_id: int) -> HttpResponse:
    administrator, lesson = _lesson(request, lesson_id)
    form = SubstituteForm(request.POST or None, lesson=lesson)
    effects = None
    if request.method == "POST" and form.is_valid():

        def act() -> Changed[Lesson]:
            return actions.substitute(lesson=lesson, **form.cleaned_data, now=clock.now(), by=administrator.person)

        try:
            if request.POST.get("step") == "do":
                for sentence in wording.after(act().effects):
                    messages.success(request, sentence)
                messages.success(request, _("Замена назначена."))
                return redirect("lesson", lesson.pk)
            effects = wording.before(tried(act).effects)
            if not _begins_today(lesson):
                effects = [_("В чат предмета заменяющий войдёт в день урока и выйдет в его конце.")]
            if not is_active(form.cleaned_data["employee"].person):
                effects.append(_("У заменяющего нет учебного профиля: в чат предмета он войдёт, только когда создаст его."))
        except Refused as refused:
            put_beside(form, refused)
    facts = {"form": form, "lesson": lesson, "effects": effects, "title": _("Замена"), "verb": _("Назначить замену")}
    page = education_page(administrator.person)
    return render(request, "lessons/act.html", {**page, **facts}, status=422 if form.errors else 200)


@login_required
@require_POST
def end_substitution(request: HttpRequest, lesson_id: int) -> HttpResponse:
    administrator, lesson = _lesson(request, lesson_id)
    return _do(
        request,
        lesson,
        lambda: actions.end_substitution(lesson=lesson, now=clock.now(), by=administrator.person),
        _("Замена отменена."),
    )


@login_required
def move(request: HttpRequest, lesson_id: int) -> HttpResponse:
    administrator, lesson = _lesson(request, lesson_id)
    initial = {"starts_at": timezone.localtime(lesson.starts_at), "minutes": lesson.minutes, "room": lesson.room}
    return _form(
        request,
        administrator,
        lesson,
        MoveForm(request.POST or None, initial=initial),
        act=lambda **typed: actions.move(lesson=lesson, **typed, now=clock.now(), by=administrator.person),
        title=_("Перенести урок"),
        verb=_("Перенести"),
        done=_("Урок перенесён."),
    )


@login_required
def cancel(request: HttpRequest, lesson_id: int) -> HttpResponse:
    administrator, lesson = _lesson(request, lesson_id)
    return _form(
        request,
        administrator,
        lesson,
        ReasonForm(request.POST or None),
        act=lambda **typed: actions.cancel(lesson=lesson, **typed, now=clock.now(), by=administrator.person),
        title=_("Отменить урок"),
        verb=_("Отменить урок"),
        done=_("Урок отменён."),
    )


@login_required
@require_POST
def restore(request: HttpRequest, lesson_id: int) -> HttpResponse:
    administrator, lesson = _lesson(request, lesson_id)
    return _do(
        request, lesson, lambda: actions.restore(lesson=lesson, now=clock.now(), by=administrator.person), _("Урок возвращён.")
    )


def _lesson(request: HttpRequest, lesson_id: int) -> tuple[Employee, Lesson]:
    """The lesson, for an administrator of its school."""
    person = asker(request)
    found = Lesson.objects.filter(pk=lesson_id).values_list("school_id", flat=True).first()
    if found is None:
        raise Http404
    administrator = roster_doors.administrator(person, found)
    return administrator, doors.school_lesson(administrator, lesson_id)


def _form(
    request: HttpRequest,
    administrator: Employee,
    lesson: Lesson,
    form: forms.Form,
    *,
    act: Callable[..., Any],
    title: str,
    verb: str,
    done: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, done)
            return redirect("lesson", lesson.pk)
    facts = {"form": form, "lesson": lesson, "title": title, "verb": verb, "in_one_step": True}
    page = education_page(administrator.person)
    return render(request, "lessons/act.html", {**page, **facts}, status=422 if form.errors else 200)


def _do(request: HttpRequest, lesson: Lesson, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, done)
    return redirect("lesson", lesson.pk)


def _grid(school: School, school_class: SchoolClass, current: SchoolYear | None) -> dict[str, Any]:
    """Rows are lessons of the day, columns are weekdays that have bells."""
    by_weekday = queries.numbers_of_week(school)
    weekdays = [(weekday, name) for weekday, name in WEEKDAYS if by_weekday[weekday]]
    cells: dict[tuple[int, int], list[Entry]] = {}
    found = Entry.objects.filter(study_group__school_class=school_class, study_group__year=current)
    for entry in found.select_related("study_group__school_class", "study_group__subgroup", "study_group__subject").order_by(
        "pk"
    ):
        cells.setdefault((entry.weekday, entry.number), []).append(entry)
    numbers = sorted(set().union(*by_weekday.values()) | {number for _weekday, number in cells})
    rows = [(number, [_cell(weekday, name, number, cells, by_weekday) for weekday, name in weekdays]) for number in numbers]
    return {"weekdays": weekdays, "rows": rows}


def _cell(
    weekday: int, name: Any, number: int, cells: dict[tuple[int, int], list[Entry]], by_weekday: dict[int, set[int]]
) -> tuple[int, Any, list[Entry], bool, bool]:
    """With whether there is a bell then, and whether the whole class is busy."""
    entries = cells.get((weekday, number), [])
    is_full = any(entry.study_group.subgroup_id is None for entry in entries)
    return weekday, name, entries, number in by_weekday[weekday], is_full


def _made(made: timetable.Made, *, will: bool) -> list[str]:
    """In sentences: before it is done, and after."""
    parts = [
        (made.added, _("Новых уроков: %(n)d.")),
        (made.changed, _("Меняется время уроков: %(n)d.")),
        (made.gone, _("Исчезает пустых уроков: %(n)d.")),
        (
            made.set_aside,
            _("Отменяется уроков, на которых уже что-то записано: %(n)d. В планировании они остаются."),
        ),
    ]
    said = [words % {"n": count} for count, words in parts if count]
    return said or [_("Всё уже так: менять нечего.") if will else _("Всё уже было так: ничего не изменилось.")]


def _written_bells(schedule: BellSchedule | None) -> dict[str, Any]:
    if schedule is None:
        return {}
    lines = [f"{bell.number} {bell.starts:%H:%M}–{bell.ends:%H:%M}" for bell in schedule.bells.all()]
    return {"name": schedule.name, "weekdays": schedule.weekdays, "bells": "\n".join(lines)}


def _written_year(current: SchoolYear | None) -> dict[str, Any]:
    if current is None:
        return {}

    def lines(rows: Any) -> str:
        return "\n".join(
            f"{one.name} {one.starts_on:%d.%m.%Y}" + (f"–{one.ends_on:%d.%m.%Y}" if one.ends_on != one.starts_on else "")
            for one in rows
        )

    return {
        "starts_on": current.starts_on,
        "ends_on": current.ends_on,
        "terms": lines(current.terms.all()),
        "holidays": lines(current.holidays.all()),
    }


def _begins_today(lesson: Lesson) -> bool:
    return lesson.day <= clock.today()
