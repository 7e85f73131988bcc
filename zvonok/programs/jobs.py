"""What programs want of the worker: webhooks told at once, and tried again by the clock; old deliveries forgotten.

Called by: procrastinate's worker. One of these runs at a time: slow receivers hold one of the worker's hands and no more.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock

LOCK = "webhooks"
# What is left over waits for the next minute.
ROUNDS_MAX = 5


@app.task(name="programs-deliver", lock=LOCK)
def deliver() -> None:
    _deliver()


@app.periodic(cron="* * * * *")
@app.task(name="programs-deliver-again", lock=LOCK, queueing_lock="programs-deliver-again", pass_context=False)
def deliver_again(timestamp: int) -> None:
    _deliver()


@app.periodic(cron="41 3 * * *")
@app.task(name="programs-forget", queueing_lock="programs-forget", pass_context=False)
def forget(timestamp: int) -> None:
    from zvonok.programs.webhooks import forget_old

    forget_old(now=clock.now())


def _deliver() -> None:
    from zvonok.programs.sending import deliver_due

    for _round in range(ROUNDS_MAX):
        if not deliver_due(now=clock.now()):
            return
