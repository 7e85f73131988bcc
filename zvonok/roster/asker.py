"""Who asks: the person behind a signed-in request.

Called by: pages and APIs of every room, behind a check that somebody is signed in.
"""

from typing import Any, cast

from django.http import HttpRequest

from zvonok.roster.models import Person


def asker(request: HttpRequest) -> Person:
    # The user's class belongs to a room to the right; all this room needs of it is the person.
    return cast(Person, cast(Any, request.user).person)
