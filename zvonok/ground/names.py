"""The names that an installation may change, for every template.

Called by: the template context processors.
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def names(request: HttpRequest) -> dict[str, object]:
    return {
        "learning_space": settings.LEARNING_SPACE_NAME,
        "learning_space_in": settings.LEARNING_SPACE_NAME_IN if get_language() == "ru" else settings.LEARNING_SPACE_NAME,
        "messenger": settings.MESSENGER_NAME,
        "demo": settings.DEMO,
    }
