"""What accounts do in the background.

Called by: procrastinate's worker, by the clock or because somebody pressed.
"""

from datetime import timedelta

from procrastinate.contrib.django import app

from zvonok.accounts import inviting, presence
from zvonok.accounts.models import Session
from zvonok.ground import clock, limits


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="accounts-forget", pass_context=False)
def forget_ended(timestamp: int) -> None:
    """Connections older than any connection may be, and sessions that have ended by their date."""
    now = clock.now()
    oldest = now - timedelta(seconds=limits.push_connection_age_seconds_max)
    presence.forget_older(oldest)
    Session.objects.filter(expire_date__lt=now).delete()


@app.task
def send_reminders(people: list[int], school: int, address: str) -> None:
    """Once: whom a letter does not reach is asked again by a person, on another day."""
    inviting.send(people, school, address)
