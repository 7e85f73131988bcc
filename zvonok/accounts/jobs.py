"""What accounts do in the background.

Called by: procrastinate's worker, by the clock.
"""

from datetime import timedelta

from procrastinate.contrib.django import app

from zvonok.accounts import presence
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
