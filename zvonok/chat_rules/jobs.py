"""What the worker does by the clock: exceptions end when their end has come, and the sweep compares the whole.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.chat_rules.actions import end_due_exceptions
from zvonok.chat_rules.sweep import sweep
from zvonok.ground import clock


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="end_exceptions", pass_context=False)
def end_exceptions(timestamp: int) -> None:
    end_due_exceptions(now=clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="sweep", pass_context=False)
def sweep_all(timestamp: int) -> None:
    sweep()
