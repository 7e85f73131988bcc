"""The only way to a call for a person who asks: through his place in its chat. Absent and forbidden are the same 404.

Called by: `calls.api`, lessons.
"""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from zvonok.calls.models import Call
from zvonok.messenger.doors import places_of
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person

NO_SUCH_CALL = _("Такого звонка нет.")


def call(person: Person, call_id: int) -> tuple[Call, Place]:
    """The call and his place in its chat, or 404."""
    found = Call.objects.select_related("chat", "started_by").filter(pk=call_id).first()
    place = places_of(person).select_related("chat").filter(chat=found.chat_id).first() if found else None
    if found is None or place is None:
        raise Http404(NO_SUCH_CALL)
    return found, place


def call_to_lead(person: Person, call_id: int) -> Call:
    """A call that he leads, or 404."""
    found, place = call(person, call_id)
    if not leads(found, place):
        raise Http404(NO_SUCH_CALL)
    return found


def leads(call: Call, place: Place) -> bool:
    """The administrators of its chat; in a call also who began it, and in a dialogue both."""
    if place.role == Place.Role.ADMINISTRATOR:
        return True
    return not call.is_lesson and (call.started_by_id == place.person_id or place.chat.kind == Chat.Kind.DIALOGUE)
