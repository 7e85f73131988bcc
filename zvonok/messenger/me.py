"""Who I am, as the client needs it to draw its first screen.

Called by: `/api/me` and the client's page, which carries the same so that the first screen asks nothing.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from zvonok.messenger import people, queries, quiet, switches
from zvonok.messenger.models import Chat
from zvonok.profiles.queries import profile_state
from zvonok.roster.asker import asker
from zvonok.roster.models import School


def me(request: HttpRequest) -> dict[str, Any]:
    person = asker(request)
    hours = quiet.own(person)
    schools = School.objects.filter(pk__in=queries.schools_of(person)).order_by("pk")
    return {
        "person": people.person(person),
        "language": get_language(),
        "learning_space": settings.LEARNING_SPACE_NAME,
        "messenger": settings.MESSENGER_NAME,
        "profile": profile_state(person),
        "unread": queries.unread(person),
        "schools": [{"id": school.pk, "name": school.name} for school in schools],
        "makes_chats": switches.may_make_free_chat(Chat.Space.LEARNING, person),
        "edit_hours": settings.EDIT_HOURS,
        "quiet_hours": {"starts": hours[0], "ends": hours[1]} if hours else None,
    }
