"""What the worker does of an import: it reads and plans what was brought, and applies what was agreed to.

Called by: procrastinate's worker. Each job looks first whether there is still anything to do: one that was killed is asked for
again by the run's page.
"""

import logging
from collections.abc import Callable
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zvonok.exchange import actions, bringing, nightly, sources
from zvonok.exchange.giving.forgetting import forget_long_gone
from zvonok.exchange.models import Run
from zvonok.ground import clock
from zvonok.ground.refusal import Refused

log = logging.getLogger(__name__)


@app.task(pass_context=False)
def read_files(run: int) -> None:
    _go(run, Run.State.READING, _read_and_plan)


@app.task(pass_context=False)
def plan(run: int) -> None:
    _go(run, Run.State.PLANNING, actions.plan)


@app.task(pass_context=False)
def carry_out(run: int) -> None:
    _go(run, Run.State.APPLYING, actions.carry_out)


@app.periodic(cron="40 3 * * *")
@app.task(name="exchange-forget-gone", queueing_lock="exchange-forget-gone", pass_context=False)
def forget_gone(timestamp: int) -> None:
    forget_long_gone(now=clock.now())
    bringing.throw_away_old(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="exchange-read-due", queueing_lock="exchange-read-due", pass_context=False)
def read_due(timestamp: int) -> None:
    """Sources whose hour has come, each by a job of its own: one that is slow keeps nobody else."""
    for source in sources.due(clock.now()):
        lock = f"exchange-source-{source.pk}"
        with suppress(AlreadyEnqueued), transaction.atomic():
            read_source.configure(lock=lock, queueing_lock=lock).defer(source=source.pk)


@app.task(name="exchange-read-source", pass_context=False)
def read_source(source: int) -> None:
    found = next((one for one in sources.due(clock.now()) if one.pk == source), None)
    if found is not None:
        nightly.read(found)


# What goes on with a run in each state in which the worker is at work.
NEXT = {Run.State.READING: read_files, Run.State.PLANNING: plan, Run.State.APPLYING: carry_out}


def go_on(run: Run) -> None:
    """Lets the worker do what the run's state asks for."""
    NEXT[Run.State(run.state)].defer(run=run.pk)


def _read_and_plan(run: Run) -> None:
    try:
        read = actions.read_into(run, bringing.reading_of(run))
    except Refused as refused:
        read = actions.refuse(run, refused)
    bringing.throw_away(run)
    if read.state == Run.State.PLANNING:
        actions.plan(read)


def _go(number: int, state: Run.State, act: Callable[[Run], object]) -> None:
    run = Run.objects.select_related("school", "source").filter(pk=number, state=state).first()
    if run is None:
        return
    try:
        act(run)
    except Refused as refused:
        log.info("Загрузка %s: %s", number, refused.sentence)
    except Exception:
        log.exception("Загрузка %s не удалась", number)
        actions.fail(run, _("Что-то пошло не так. В школе ничего не изменилось; подробности — в журнале сервера."))
