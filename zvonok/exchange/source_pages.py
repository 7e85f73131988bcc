"""«Источники списков»: a school's other systems, how each is reached and when, what its columns are; read now, or by the clock.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else.
Called by: urls.py. What is read goes on as every import does, on its own page (`exchange.pages`).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zvonok.exchange import actions, bringing, jobs, remote, sources, telling
from zvonok.exchange.models import Run, Source
from zvonok.exchange.pages import STATES
from zvonok.exchange.reading import class_list
from zvonok.exchange.reading.choosing import FORMATS, format_named
from zvonok.exchange.source_forms import ColumnsForm, SampleForm, SourceForm, form_of
from zvonok.files import filenames
from zvonok.ground import limits
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.models import Employee
from zvonok.roster.pages import school_page

RUNS_SHOWN: Final = 5
State = Run.State


@login_required
def sources_list(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    last = {run.source_id: run for run in Run.objects.filter(school=school_id).order_by("source", "-pk").distinct("source")}
    found = Source.objects.filter(school=school_id).order_by("name", "pk")[: limits.sources_of_school_max]
    facts = {
        "sources": [(one, format_named(one.kind).title, last.get(one.pk)) for one in found],
        "kinds": [one for one in FORMATS if one.name != "spreadsheet"],
    }
    return render(request, "exchange/sources.html", {**school_page(request, administrator.school, "rosters"), **facts})


@login_required
def new(request: HttpRequest, school_id: int, kind: str) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    if kind not in {one.name for one in FORMATS}:
        raise Http404
    form = form_of(kind)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = _save(form, administrator, kind)
        if saved is not None:
            messages.success(request, _("Источник добавлен."))
            return redirect("roster-source", school_id, saved.pk)
    facts = {"form": form, "title": format_named(kind).title, "kind": kind}
    page = school_page(request, administrator.school, "rosters")
    return render(request, "exchange/source_new.html", {**page, **facts}, status=422 if form.errors else 200)


@login_required
@never_cache
def source(request: HttpRequest, school_id: int, source_id: int) -> HttpResponse:
    administrator, found = _source(request, school_id, source_id)
    kind = form_of(found.kind)
    form = kind(request.POST or None, initial=kind.told(found))
    if request.method == "POST" and form.is_valid() and _save(form, administrator, found.kind, found) is not None:
        messages.success(request, _("Записано."))
        return redirect("roster-source", school_id, source_id)
    return _page(request, administrator, found, form=form, status=422 if form.errors else 200)


@login_required
@require_POST
@never_cache
def check(request: HttpRequest, school_id: int, source_id: int) -> HttpResponse:
    """«Проверить связь»: which schools the service knows. Nothing is written."""
    administrator, found = _source(request, school_id, source_id)
    if found.kind != sources.SERVICE:
        raise Http404
    try:
        schools = remote.schools(sources.reach(found))
    except Refused as refused:
        return _page(request, administrator, found, error=refused.sentence, status=422)
    return _page(
        request, administrator, found, schools=sorted(schools.items())[: limits.sources_schools_shown_max], checked=True
    )


@login_required
@require_POST
def read(request: HttpRequest, school_id: int, source_id: int) -> HttpResponse:
    """Now: what the service says, or what lies in the source's folder."""
    administrator, found = _source(request, school_id, source_id)
    try:
        files = sources.files_of(found)
        if not files:
            raise Refused(_("В папке этого источника нет файлов. Загрузите их ниже."))
        run = actions.begin(source=found, files=files, by=administrator.person)
    except Refused as refused:
        return _page(request, administrator, found, error=refused.sentence, status=422)
    jobs.go_on(run)
    return redirect("roster-run", school_id, run.pk)


@login_required
@require_POST
def bring(request: HttpRequest, school_id: int, source_id: int) -> HttpResponse:
    """Files, for this very source."""
    administrator, found = _source(request, school_id, source_id)
    try:
        if not format_named(found.kind).is_file:
            raise Refused(_("Этот источник читается по адресу, а не из файлов."))
        files = request.FILES.getlist("files")
        run = bringing.bring(school=found.school, files=files, later=jobs.go_on, by=administrator.person, source=found)
    except Refused as refused:
        return _page(request, administrator, found, error=refused.sentence, status=422)
    return redirect("roster-run", school_id, run.pk)


@login_required
@require_POST
@never_cache
def columns(request: HttpRequest, school_id: int, source_id: int) -> HttpResponse:
    """Of a class list: a sample is looked at and guessed; then what is what is told, once."""
    administrator, found = _source(request, school_id, source_id)
    if found.kind != sources.LIST:
        raise Http404
    if "sample" in request.FILES:
        return _looked_at(request, administrator, found)
    heads = request.POST.getlist("heads")[: limits.roster_columns_max]
    form = ColumnsForm(request.POST, heads=heads)
    if form.is_valid():
        try:
            sources.save(
                school=found.school,
                source=found,
                kind=found.kind,
                name=found.name,
                reads_at=found.reads_at,
                settings={"columns": form.columns()},
                by=administrator.person,
            )
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, _("Столбцы записаны. Теперь загрузите список."))
            return redirect("roster-source", school_id, source_id)
    return _page(request, administrator, found, columns_form=form, heads=heads, status=422)


def _looked_at(request: HttpRequest, administrator: Employee, found: Source) -> HttpResponse:
    form = SampleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, administrator, found, sample_form=form, status=422)
    try:
        look = _look(form.cleaned_data["sample"])
    except Refused as refused:
        form.add_error("sample", refused.sentence)
        return _page(request, administrator, found, sample_form=form, status=422)
    kept = found.settings.get("columns") or {}
    told = {**look.guessed, **{name: head for name, head in kept.items() if head in look.heads}}
    return _page(
        request,
        administrator,
        found,
        columns_form=ColumnsForm(initial=told, heads=look.heads),
        heads=look.heads,
        sample=look.sample,
    )


def _look(file: "UploadedFile[bytes]") -> class_list.Look:
    """Kept for the moment of the look alone: it is full of names."""
    if (file.size or 0) > limits.roster_workbook_bytes_max:
        raise Refused(_("Файл слишком велик для образца. Выберите список одного класса."), "sample")
    with TemporaryDirectory() as folder:
        path = Path(folder) / filenames.clean(file.name or "list.csv")
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return class_list.look(path)


def _page(request: HttpRequest, administrator: Employee, found: Source, *, status: int = 200, **facts: Any) -> HttpResponse:
    kind = form_of(found.kind)
    runs = Run.objects.filter(source=found).select_related("by").order_by("-pk")[:RUNS_SHOWN]
    told = {
        "form": kind(initial=kind.told(found)),
        "source": found,
        "title": format_named(found.kind).title,
        "is_file": format_named(found.kind).is_file,
        "is_list": found.kind == sources.LIST,
        "columns": [(class_list.COLUMNS[name][0], head) for name, head in (found.settings.get("columns") or {}).items()],
        "sample_form": SampleForm(),
        "folder": str(sources.incoming(found)) if found.reads_at else "",
        "runs": [
            (run, STATES[State(run.state)], telling.why(run) if run.by_id is None and run.state in telling.TELLS else "")
            for run in runs
        ],
        **facts,
    }
    page = school_page(request, administrator.school, "rosters")
    return render(request, "exchange/source.html", {**page, **told}, status=status)


def _save(form: SourceForm, administrator: Employee, kind: str, found: Source | None = None) -> Source | None:
    typed = form.cleaned_data
    try:
        return sources.save(
            school=administrator.school,
            source=found,
            kind=kind,
            name=typed["name"],
            organisation=typed.get("organisation", ""),
            reads_at=typed["reads_at"],
            settings=form.settings(),
            secret=form.secret,
            by=administrator.person,
        )
    except Refused as refused:
        put_beside(form, Refused(refused.sentence, "typed_secret" if refused.field == "secret" else refused.field))
        return None


def _source(request: HttpRequest, school_id: int, source_id: int) -> tuple[Employee, Source]:
    administrator = doors.administrator(asker(request), school_id)
    return administrator, get_object_or_404(Source.objects.select_related("school"), pk=source_id, school=school_id)
