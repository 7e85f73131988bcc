"""What the worker does by the clock: scheduled messages are sent, polls end, what has been kept long enough is deleted.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock
from zvonok.messenger import polls, scheduled
from zvonok.messenger.retention import delete_old, erase_deleted


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="delete_old_messages", pass_context=False)
def delete_old_messages(timestamp: int) -> None:
    delete_old(now=clock.now())
    erase_deleted(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_scheduled", pass_context=False)
def send_scheduled(timestamp: int) -> None:
    scheduled.send_due(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="close_ended_polls", pass_context=False)
def close_ended_polls(timestamp: int) -> None:
    polls.close_ended(now=clock.now())
