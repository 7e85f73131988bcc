"""What calls do by the clock: each minute they ask the media server what its webhooks may not have told.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.calls.attending import look_after_all
from zvonok.ground import clock


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="calls-look-after", pass_context=False)
def look_after_calls(timestamp: int) -> None:
    look_after_all(now=clock.now())
