"""What the worker does by the clock: each minute it reminds of remote lessons that are about to begin.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock
from zvonok.lessons.remote import remind_due


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="remind_of_lessons", pass_context=False)
def remind_of_lessons(timestamp: int) -> None:
    remind_due(now=clock.now())
