"""«Загрузка списков»: a roster is brought, its mistakes and doubts are shown, then the plan; it is applied and may be undone.

Comes in: a signed-in administrator and his school's address. Goes out: a page, or 404 for everybody else.
Called by: urls.py. The work is the worker's (`exchange.jobs`); the pages ask how far it is.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zvonok.exchange import actions, bringing, jobs, matching, queries, sources, template, wording
from zvonok.exchange.models import Progress, Run
from zvonok.exchange.reading.choosing import FORMATS
from zvonok.ground import clock, limits, workbooks
from zvonok.ground.forms import typed_number
from zvonok.ground.refusal import Refused
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.models import Employee
from zvonok.roster.pages import school_page

State = Run.State
RUNS_SHOWN: Final = 20
GOOD_SHOWN: Final = 200
DOUBTS_SHOWN: Final = 100
NAMES_SHOWN: Final = 12
# The worker tells of itself more often than this.
SILENT: Final = timedelta(minutes=5)
KINDS: Final = (
    ("person", gettext_lazy("люди")),
    ("employee", gettext_lazy("сотрудники")),
    ("class", gettext_lazy("классы")),
    ("enrolment", gettext_lazy("ученики")),
    ("guardianship", gettext_lazy("родители")),
    ("study_group", gettext_lazy("группы по предметам")),
    ("study", gettext_lazy("места в подгруппах")),
    ("teaching", gettext_lazy("учителя групп")),
    ("gone", gettext_lazy("удалённые")),
)


@login_required
def rosters(request: HttpRequest, school_id: int) -> HttpResponse:
    administrator = doors.administrator(asker(request), school_id)
    error = ""
    if request.method == "POST":
        try:
            run = bringing.bring(
                school=administrator.school,
                files=request.FILES.getlist("files"),
                later=jobs.go_on,
                by=administrator.person,
            )
            return redirect("roster-run", school_id, run.pk)
        except Refused as refused:
            error = refused.sentence
    runs = [(one, STATES[State(one.state)]) for one in queries.runs(school_id)[:RUNS_SHOWN]]
    facts = {"runs": runs, "error": error, "formats": [one.title for one in FORMATS]}
    page = school_page(request, administrator.school, "rosters")
    return render(request, "exchange/rosters.html", {**page, **facts}, status=422 if error else 200)


@login_required
def template_file(request: HttpRequest, school_id: int, which: str) -> HttpResponse:
    doors.administrator(asker(request), school_id)
    names = {"empty": "Списки школы.xlsx", "example": "Списки школы, пример.xlsx"}
    if which not in names:
        raise Http404
    response = HttpResponse(template.template(filled=which == "example"), content_type=workbooks.XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, names[which]) or "attachment"
    return response


@login_required
@never_cache
def run(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    administrator, found = _run(request, school_id, run_id)
    return _run_page(request, administrator, found)


@login_required
@never_cache
def progress(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    _administrator, found = _run(request, school_id, run_id)
    now = Progress.objects.filter(run=found).first() or Progress()
    return JsonResponse({"state": found.state, "step": now.step, "done": now.done, "total": now.total})


@login_required
@require_POST
def go_on(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    """The worker was stopped in the middle: nothing of it was written, and it begins again."""
    _administrator, found = _run(request, school_id, run_id)
    if found.state in Run.BUSY:
        jobs.go_on(found)
        Progress.objects.filter(run=found).update(at=clock.now())
    return redirect("roster-run", school_id, run_id)


@login_required
@require_POST
def doubts(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    """For each doubted person one choice: the number of the doubt that is he, or «new»."""
    administrator, found = _run(request, school_id, run_id)
    verdicts: dict[int, bool] = {}
    for one in queries.doubted(found, DOUBTS_SHOWN):
        chosen = request.POST.get(f"person-{one.staged.pk}", "")
        if chosen:
            verdicts |= {doubt.pk: typed_number(chosen) == doubt.pk for doubt, _role in one.maybe}
    return _do(
        request,
        administrator,
        found,
        lambda: _then(actions.decide(found, verdicts, by=administrator.person)),
    )


@login_required
@require_POST
def apply(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    administrator, found = _run(request, school_id, run_id)
    confirmed = request.POST.get("confirmed", "")[: limits.title_length_max * 2]
    return _do(
        request,
        administrator,
        found,
        lambda: _then(actions.order(found, confirmed=confirmed, by=administrator.person)),
    )


@login_required
@require_POST
def undo(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    administrator, found = _run(request, school_id, run_id)
    done = _("Загрузка отменена: в школе всё, как было до неё.")
    return _do(request, administrator, found, lambda: actions.undo(found, by=administrator.person), done)


@login_required
@require_POST
def drop(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    administrator, found = _run(request, school_id, run_id)
    done = _("Загрузка отложена: прочитанное забыто, в школе ничего не изменилось.")
    return _do(request, administrator, found, lambda: actions.drop(found, by=administrator.person), done)


@login_required
def plan_table(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    """All of the plan: a row a change, then a row a person and a chat."""
    _administrator, found = _run(request, school_id, run_id)
    told = {"entered": _("войдёт"), "left": _("уйдёт"), "revised": _("сменит роль")}
    roles = {1: _("участник"), 2: _("администратор")}

    def rows() -> Any:
        for one in queries.changes(found).iterator():
            yield one.school_class, one.name, wording.change(one), "", ""
        for effect in found.planned_effects.order_by("chat_title", "chat", "name").iterator():
            yield effect.school_class, effect.name, told[effect.what], effect.chat_title, roles[effect.role]

    heads = [_("Класс"), _("Кто или что"), _("Что изменится"), _("Чат"), _("Роль в чате")]
    return workbooks.answer(_("План загрузки %(n)d") % {"n": found.pk}, heads, rows())


@login_required
def problems_table(request: HttpRequest, school_id: int, run_id: int) -> HttpResponse:
    _administrator, found = _run(request, school_id, run_id)
    rows = queries.problems(found).values_list("file", "line", "column", "sentence")
    heads = [_("Файл"), _("Строка"), _("Столбец"), _("Что не так")]
    return workbooks.answer(_("Ошибки загрузки %(n)d") % {"n": found.pk}, heads, rows)


STATES: Final = {
    State.READING: gettext_lazy("читается"),
    State.PROBLEMS: gettext_lazy("есть ошибки"),
    State.DOUBTFUL: gettext_lazy("нужен ваш ответ"),
    State.PLANNING: gettext_lazy("считается план"),
    State.PLANNED: gettext_lazy("ждёт вашего согласия"),
    State.WAITING: gettext_lazy("ждёт подтверждения"),
    State.APPLYING: gettext_lazy("записывается"),
    State.APPLIED: gettext_lazy("записана"),
    State.UNDONE: gettext_lazy("отменена"),
    State.DROPPED: gettext_lazy("отложена"),
    State.FAILED: gettext_lazy("не удалась"),
}


def _run(request: HttpRequest, school_id: int, run_id: int) -> tuple[Employee, Run]:
    administrator = doors.administrator(asker(request), school_id)
    whole = Run.objects.select_related("school", "source", "by", "applied_by", "undone_by")
    return administrator, get_object_or_404(whole, pk=run_id, school=administrator.school)


def _then(run: Run) -> None:
    """What a person has settled, the worker goes on with."""
    if run.state in Run.BUSY:
        jobs.go_on(run)


def _do(request: HttpRequest, administrator: Employee, run: Run, act: Callable[[], object], done: str = "") -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _run_page(request, administrator, Run.objects.get(pk=run.pk), error=refused.sentence)
    if done:
        messages.success(request, done)
    return redirect("roster-run", run.school_id, run.pk)


def _run_page(request: HttpRequest, administrator: Employee, run: Run, error: str = "") -> HttpResponse:
    facts: dict[str, Any] = {"run": run, "error": error, "state_words": STATES[State(run.state)]}
    if run.state in Run.BUSY:
        now = Progress.objects.filter(run=run).first()
        facts |= {"now": now, "is_silent": now is not None and clock.now() - now.at > SILENT}
    elif run.state == State.PROBLEMS:
        facts |= _problems(request, run)
    elif run.state == State.DOUBTFUL:
        facts |= {"doubted": queries.doubted(run, DOUBTS_SHOWN), "reasons": matching.DOUBTS}
    elif run.state in (State.PLANNED, State.WAITING, State.APPLIED, State.UNDONE):
        facts |= _plan(request, run)
    page = school_page(request, administrator.school, "rosters")
    return render(request, "exchange/run.html", {**page, **facts}, status=422 if error else 200)


def _problems(request: HttpRequest, run: Run) -> dict[str, Any]:
    shown = Paginator(queries.problems(run), limits.roster_rows_page_max).get_page(request.GET.get("page"))
    good = queries.good_people(run)
    kinds = [(words, run.counts[kind]) for kind, words in KINDS if run.counts.get(kind)]
    facts = {"problems": shown, "kinds": kinds, "good": good[:GOOD_SHOWN], "good_count": good.count()}
    # A service has no file to mend: its settings are looked at.
    return {**facts, "asked": run.source.kind == sources.SERVICE}


def _plan(request: HttpRequest, run: Run) -> dict[str, Any]:
    will = run.state in (State.PLANNED, State.WAITING)
    search = request.GET.get("search", "")[: limits.name_length_max]
    chosen = request.GET.get("class")
    changes = queries.changes(run, search=search, school_class=chosen)
    chats = queries.chats(run, search=search, school_class=chosen)
    shown = Paginator(changes, limits.roster_rows_page_max).get_page(request.GET.get("page"))
    shown_chats = Paginator(chats, limits.roster_rows_page_max).get_page(request.GET.get("chats"))
    how = queries.found_how(run) if will else {}
    return {
        "will": will,
        "summary": wording.summary(run),
        "grave": wording.grave(run) if run.state == State.WAITING else [],
        "is_empty": not any(run.summary.get("changes", {}).values()),
        "classes": queries.of_classes(run),
        "search": search,
        "chosen": chosen,
        "rest": _rest(search, chosen),
        "changes": shown,
        "change_rows": [(one, wording.change(one)) for one in shown],
        "chats": shown_chats,
        "chat_rows": [(chat, list(wording.effects(chat, will=will, most=NAMES_SHOWN))) for chat in shown_chats],
        "how": [(words, how[rule]) for rule, words in matching.RULES.items() if how.get(rule)],
        "new": how.get("new", 0),
    }


def _rest(search: str, chosen: str | None) -> str:
    """What stays in the address from page to page."""
    kept = {"search": search} if search else {}
    if chosen is not None:
        kept["class"] = chosen
    return urlencode(kept) + "&" if kept else ""
