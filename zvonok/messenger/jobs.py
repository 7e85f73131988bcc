"""What the worker does by the clock: messages that have been kept long enough are deleted.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock
from zvonok.messenger.retention import delete_old, erase_deleted


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="delete_old_messages", pass_context=False)
def delete_old_messages(timestamp: int) -> None:
    delete_old(now=clock.now())
    erase_deleted(now=clock.now())
