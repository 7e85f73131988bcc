"""What was deleted long ago is not told of any more: nobody has waited a year to ask what has changed.

Comes in: the moment. Goes out: how many it was. Called by: `exchange.jobs`, once a night.
"""

from datetime import datetime, timedelta

from zvonok.exchange.giving.models import Noted
from zvonok.ground import limits


def forget_long_gone(*, now: datetime) -> int:
    before = now - timedelta(days=limits.gone_told_days_max)
    return Noted.objects.filter(at__lt=before, gone__isnull=False).delete()[0]
