"""The house's one clock. Tests turn it by passing another moment, never by patching.

Called by: actions and pages that need today's date or this moment, a moment of the school's time, or its words.
"""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


def at(day: date, hour: time = time.min) -> datetime:
    """This hour of this day, in the school's time; without an hour, the day's beginning."""
    return timezone.make_aware(datetime.combine(day, hour))


def said(moment: datetime) -> str:
    """«23 ноября, 08:30», in the school's time and the reader's language."""
    return date_format(timezone.localtime(moment), "j E, H:i")
