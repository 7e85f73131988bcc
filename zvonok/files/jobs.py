"""What the worker does by the clock: files that were brought and never sent are deleted.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.files.actions import delete_unsent
from zvonok.ground import clock


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="delete_unsent_files", pass_context=False)
def delete_unsent_files(timestamp: int) -> None:
    delete_unsent(now=clock.now())
