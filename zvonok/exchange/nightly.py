"""A source is read by the clock: read, checked, planned and, if the brake lets it, applied. Else it waits, and people are told.

Comes in: a source whose hour has come. Goes out: its run in the state in which it ended. Called by: `exchange.jobs`.

It never half applies. A source that is down, empty, damaged or doubtful changes nothing. The first time a person looks: the
clock applies no plan of a source of which nobody has ever seen one.
"""

import logging

from django.utils.translation import gettext as _

from zvonok.exchange import actions, bringing, sources, telling
from zvonok.exchange.models import Run, Source
from zvonok.ground.refusal import Refused

log = logging.getLogger(__name__)
State = Run.State


def read(source: Source) -> Run | None:
    """None: a person is at work with this source; the clock comes again tomorrow."""
    if Run.objects.filter(source=source, state__in=Run.LIVE, by__isnull=False).exclude(state=State.PROBLEMS).exists():
        log.info("Источник %s: с его загрузкой работает человек", source.pk)
        return None
    run = actions.begin(source=source, files=sources.files_of(source), by=None)
    try:
        run = _read(run)
    except Exception:
        log.exception("Загрузка %s по расписанию не удалась", run.pk)
        actions.fail(run, _("Что-то пошло не так. В школе ничего не изменилось; подробности — в журнале сервера."))
        run = Run.objects.select_related("school", "source").get(pk=run.pk)
    if run.state != State.APPLIED:
        telling.tell(run)
    return run


def _read(run: Run) -> Run:
    try:
        run = actions.read_into(run, bringing.reading_of(run))
    except Refused as refused:
        run = actions.refuse(run, refused)
    finally:
        bringing.throw_away(run)
    if run.state in (State.PLANNING, State.DOUBTFUL) and (what := sources.emptied(run)):
        told = _("Прошлый раз источник называл %(what)s, а теперь не назвал ни одного: похоже, он сломан.") % {"what": what}
        run = actions.refuse(run, Refused(told))
    if run.state == State.PLANNING:
        run = actions.plan(run)
    if run.state == State.PLANNED and sources.was_seen(run.source):
        try:
            run = actions.apply(run, by=None)
        except Refused:
            # The school has changed meanwhile: there is a new plan, and it waits.
            run = Run.objects.select_related("school", "source").get(pk=run.pk)
    return run
