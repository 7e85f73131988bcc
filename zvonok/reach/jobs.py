"""What reach does in the background: tells browsers of a message, and sends the letters that are due.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock


@app.task(name="reach-push-message")
def push_message(message: int) -> None:
    from zvonok.reach.sending import tell

    tell(message, now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="reach-send-digests", queueing_lock="send_digests", pass_context=False)
def send_digests(timestamp: int) -> None:
    from zvonok.reach.digest_sending import send_due

    send_due(now=clock.now())
