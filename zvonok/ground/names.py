"""The names that an installation may change, for every template.

Called by: the template context processors.
"""

from django.conf import settings
from django.http import HttpRequest


def names(request: HttpRequest) -> dict[str, object]:
    return {
        "learning_space": settings.LEARNING_SPACE_NAME,
        "messenger": settings.MESSENGER_NAME,
        "demo": settings.DEMO,
    }
