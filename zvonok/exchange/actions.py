"""An import from its beginning to its undoing.

Comes in: files of a source, or a reading of it, and who acts (None: the clock). Goes out: the run in its next state.
Called by: pages, jobs, the command line. In this order: `begin`, `read_into`, `decide` if doubtful, `plan`, `apply`, `undo`.

What follows the reading is one transaction each: a run that is killed anywhere leaves the roster as it was before, or as after.
"""

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from zvonok.exchange import applying, brake, checking, matching, planning, staging, undoing
from zvonok.exchange.models import Doubt, FoundProblem, Progress, Run, Source
from zvonok.exchange.progress import Told, told
from zvonok.exchange.reading.choosing import format_named
from zvonok.exchange.rows import Reading
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person, School

State = Run.State
# What changes of a run.
KEPT = (
    *("state", "complete", "counts", "summary", "brake", "fingerprint"),
    *("applied_at", "applied_by", "undone_at", "undone_by"),
)


class Changed(Exception):
    """What would be done is not what the plan says any more."""


@transaction.atomic
def begin(*, source: Source, files: list[str], by: Person | None) -> Run:
    """A new run in the state `reading`; earlier ones of this source that are not applied are dropped."""
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if Run.objects.filter(source=source, state=State.APPLYING).exists():
        raise Refused(_("Предыдущая загрузка ещё записывается. Дождитесь её конца."), "files")
    for earlier in Run.objects.filter(source=source, state__in=Run.LIVE):
        drop(earlier, by=by)
    run = Run.objects.create(school=source.school, source=source, files=files, by=by)
    Progress.objects.create(run=run)
    audit.record(
        "exchange:run:begun",
        by=by.pk if by else None,
        school=run.school_id,
        after={"run": run.pk, "source": source.name, "files": files},
    )
    return run


def read_into(run: Run, reading: Reading) -> Run:
    """Stages all rows, checks them, finds out who is who. Goes to `problems`, `doubtful` or `planning`; commits as it goes."""
    columns = format_named(run.source.kind).columns
    with told(run) as teller:
        staging.clear(run)
        try:
            staging.stage(run, reading, columns=columns, told=teller)
        except Refused as refused:
            return refuse(run, refused)
        staging.analyze()
        teller.tell(_("Проверяю"))
        checking.check(run, columns)
        if not sum(number for name, number in run.counts.items() if name != "problems") and not run.counts["problems"]:
            return refuse(run, Refused(_("В файле нет ни одной строки с данными. Заполните его и загрузите снова.")))
        if run.counts["problems"]:
            return _goes(run, State.PROBLEMS)
        teller.tell(_("Сравниваю с теми, кто уже есть"))
        return _goes(run, State.DOUBTFUL if matching.match(run) else State.PLANNING)


def refuse(run: Run, refused: Refused) -> Run:
    """Nothing at all can be read of it, or done with it: a problem without a line."""
    run.counts = {**run.counts, "problems": run.counts.get("problems", 0) + 1}
    FoundProblem.objects.create(run=run, file="", line=0, sentence=refused.sentence[: staging.SENTENCE_LENGTH_MAX])
    return _goes(run, State.PROBLEMS)


@transaction.atomic
def decide(run: Run, verdicts: Mapping[int, bool], *, by: Person) -> Run:
    """What a person says of the doubts, by their numbers. Goes to `planning` once none is left."""
    run = _locked(run, State.DOUBTFUL)
    doubts = {one.pk: one for one in Doubt.objects.select_related("person").filter(run=run, pk__in=verdicts)}
    for number, doubt in doubts.items():
        doubt.is_same = verdicts[number]
    same = [(one.there, one.person_id) for one in doubts.values() if one.is_same]
    if len({there for there, _person in same}) < len(same) or len({person for _there, person in same}) < len(same):
        raise Refused(_("Один человек не может быть двумя. Выберите заново."))
    Doubt.objects.bulk_update(doubts.values(), ["is_same"])
    audit.record(
        "exchange:doubts:decided",
        by=by.pk,
        school=run.school_id,
        after={"run": run.pk, "same": [person for _there, person in same], "others": len(doubts) - len(same)},
    )
    return run if matching.settle(run) else _goes(run, State.PLANNING)


def plan(run: Run) -> Run:
    """Tries the run. Goes to `planned`; to `waiting` at the brake; to `doubtful` if somebody has come meanwhile."""
    with told(run) as teller, transaction.atomic():
        run = _locked(run, State.PLANNING, State.PLANNED, State.WAITING)
        if matching.match(run):
            return _goes(run, State.DOUBTFUL)
        try:
            found = planning.plan(run, teller)
        except Refused as refused:
            return refuse(run, refused)
        except IntegrityError as broken:
            return refuse(run, _does_not_fit(broken))
        run.summary, run.brake, run.fingerprint = found.summary, found.brake, found.fingerprint
        return _goes(run, State.WAITING if run.brake else State.PLANNED)


@transaction.atomic
def order(run: Run, *, confirmed: str = "", by: Person | None) -> Run:
    """A person has agreed: it may be applied, by `apply`, whenever its turn comes."""
    run = _locked(run, State.PLANNED, State.WAITING)
    if run.state == State.WAITING and not brake.lets(confirmed, run.school.name):
        raise Refused(
            _("Введите название школы, как оно стоит на странице «О школе»: «%(name)s».") % {"name": run.school.name},
            "confirmed",
        )
    run.applied_by = by
    return _goes(run, State.APPLYING)


def apply(run: Run, *, confirmed: str = "", by: Person | None) -> Run:
    """For good: exactly what the plan says, else Refused. A run that waits wants the school's name in `confirmed`."""
    if Run.objects.get(pk=run.pk).state != State.APPLYING:
        run = order(run, confirmed=confirmed, by=by)
    return carry_out(run)


def carry_out(run: Run) -> Run:
    """What was ordered. The school may have changed since the plan: then there is a new plan, and nothing is done."""
    with told(run) as teller:
        try:
            applied = _carried_out(run, teller)
        except OperationalError as busy:
            # Somebody held what is to be written for longer than one may wait.
            waits = State.WAITING if run.brake else State.PLANNED
            Run.objects.filter(pk=run.pk, state=State.APPLYING).update(state=waits)
            raise Refused(_("Сейчас школу меняет кто-то ещё. Ничего не записано; попробуйте через минуту.")) from busy
        except (Changed, Refused, IntegrityError):
            Run.objects.filter(pk=run.pk, state=State.APPLYING).update(state=State.PLANNING)
            plan(Run.objects.get(pk=run.pk))
            raise Refused(_("С тех пор в школе что-то изменилось. План посчитан заново: посмотрите его ещё раз.")) from None
    staging.clear_rows(applied)
    return applied


@transaction.atomic
def _carried_out(run: Run, teller: Told) -> Run:
    run = _locked(run, State.APPLYING)
    if matching.match(run):
        raise Changed
    written = applying.write(run, teller)
    if planning.fingerprint(written) != run.fingerprint:
        raise Changed
    by = run.applied_by_id
    applying.record(run, by)
    audit.record(
        "exchange:run:applied", by=by, school=run.school_id, after={"run": run.pk, "source": run.source.name, **run.summary}
    )
    run.applied_at = clock.now()
    return _goes(run, State.APPLIED)


@transaction.atomic
def undo(run: Run, *, by: Person | None) -> Run:
    """Everything as it was before, as long as nothing else has touched what the run wrote, else Refused.

    Imports of the school that are read and not applied are dropped: they would have to be read again.
    """
    run = _locked(run, State.APPLIED)
    # What has been read since speaks of people who will be no more.
    for later in Run.objects.filter(school=run.school, state__in=Run.LIVE):
        drop(later, by=by)
    effects = undoing.undo(run)
    undoing.record(run, by.pk if by else None)
    audit.record(
        "exchange:run:undone",
        by=by.pk if by else None,
        school=run.school_id,
        after={"run": run.pk, "source": run.source.name, "effects": len(effects)},
    )
    run.undone_at, run.undone_by = clock.now(), by
    return _goes(run, State.UNDONE)


@transaction.atomic
def drop(run: Run, *, by: Person | None) -> Run:
    """Put aside; what it has read is forgotten."""
    run = _locked(run, *(state for state in Run.LIVE if state != State.APPLYING))
    staging.clear_rows(run)
    audit.record("exchange:run:dropped", by=by.pk if by else None, school=run.school_id, after={"run": run.pk})
    return _goes(run, State.DROPPED)


def fail(run: Run, trouble: str) -> None:
    """Something that no sentence tells. Nothing of it is in the roster."""
    Run.objects.filter(pk=run.pk, state__in=Run.LIVE).update(state=State.FAILED, trouble=trouble[:500])


def source_of(school: School, kind: str, *, organisation: str = "") -> Source:
    """Of files that are brought by hand: one a format. `organisation`: kept from now on, if one is told."""
    # In one language, whoever brings them: else there would be two of them.
    with translation.override(settings.LANGUAGE_CODE):
        name = str(format_named(kind).title)
    source, _made = Source.objects.get_or_create(school=school, kind=kind, name=name)
    if organisation and source.organisation != organisation:
        source.organisation = organisation[: limits.source_id_length_max]
        source.save(update_fields=["organisation"])
    return source


def _locked(run: Run, *states: str) -> Run:
    """As it stands now; whoever else acts on it waits."""
    locked = Run.objects.select_for_update(no_key=True, of=("self",)).select_related("school", "source").get(pk=run.pk)
    if locked.state not in states:
        raise Refused(_("Эта загрузка уже в другом состоянии. Обновите страницу."))
    return locked


def _goes(run: Run, state: str) -> Run:
    """Unless it was put aside meanwhile."""
    run.state = state
    if not Run.objects.filter(pk=run.pk).exclude(state=State.DROPPED).update(**{name: getattr(run, name) for name in KEPT}):
        staging.clear_rows(run)
        raise Refused(_("Эту загрузку уже отложили. Загрузите файл снова."))
    return run


def _does_not_fit(broken: IntegrityError) -> Refused:
    cause = broken.__cause__
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
    if constraint == "class_title_once_in_a_school":
        return Refused(_("Два класса назывались бы одинаково. Проверьте названия классов."))
    return Refused(
        _("Записать не получилось: строки противоречат тому, что уже есть в школе (%(what)s).") % {"what": constraint}
    )
