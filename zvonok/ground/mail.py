"""Whether a letter from here reaches anybody.

Called by: rooms that write letters.
"""

from typing import Final

from django.conf import settings

CONSOLE: Final = "django.core.mail.backends.console.EmailBackend"


def is_set() -> bool:
    """A letter to the server's own console reaches nobody."""
    return bool(settings.EMAIL_BACKEND != CONSOLE)
