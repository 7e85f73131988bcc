"""The house's one clock. Tests turn it by passing another moment, never by patching.

Called by: actions and pages that need today's date or this moment.
"""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()
