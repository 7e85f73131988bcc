"""From which age a pupil agrees for himself.

Called by: `profiles.actions`, `profiles.queries`.
"""

from datetime import date

from django.conf import settings


def is_young(born: date | None, today: date) -> bool:
    """Under the age of the setting; also one whose age nobody has written down."""
    return born is None or _age(born, today) < settings.PUPIL_AGE_FOR_OWN_CONSENT


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
