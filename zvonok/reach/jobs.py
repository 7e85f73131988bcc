"""What reach does in the background: tells browsers of a message.

Called by: procrastinate's worker.
"""

from procrastinate.contrib.django import app

from zvonok.ground import clock


@app.task(name="reach-push-message")
def push_message(message: int) -> None:
    from zvonok.reach.sending import tell

    tell(message, now=clock.now())
