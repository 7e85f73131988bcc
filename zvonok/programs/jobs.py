"""What programs want of the worker: webhooks told at once, and tried again by the clock; old deliveries forgotten.

Called by: procrastinate's worker. One of these runs at a time: slow receivers hold one of the worker's hands and no more.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock

LOCK = "webhooks"


@app.task(name="programs-deliver", lock=LOCK)
def deliver() -> None:
    from zvonok.programs.sending import deliver_due

    deliver_due()


@app.periodic(cron="* * * * *")
@app.task(name="programs-deliver-again", lock=LOCK, queueing_lock="programs-deliver-again", pass_context=False)
def deliver_again(timestamp: int) -> None:
    from zvonok.programs.sending import deliver_due

    deliver_due()


@app.periodic(cron="41 3 * * *")
@app.task(name="programs-forget", queueing_lock="programs-forget", pass_context=False)
def forget(timestamp: int) -> None:
    from zvonok.programs.webhooks import forget_old

    forget_old(now=clock.now())
