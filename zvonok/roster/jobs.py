"""What the worker does by the clock: substitutions begin and end in their time.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock
from zvonok.roster.actions import follow_substitutions


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="follow_substitutions", pass_context=False)
def follow_substitutions_by_the_clock(timestamp: int) -> None:
    follow_substitutions(now=clock.now())
