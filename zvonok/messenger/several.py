"""Several messages that one has chosen: deleted for all, or for himself. All of them or none.

Comes in: messages that a door gave with the place that sees them. Goes out: what each alone would say, to the members.
Called by: `messenger.api`. Asked again, for an answer was lost, it does nothing more. Passing on is in `forwarding`.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from zvonok.messenger import in_place, own_place
from zvonok.messenger.models import Hidden, Mention, Message, Place
from zvonok.roster.models import Person


@transaction.atomic
def delete_several(*, messages: Sequence[Message], by: Person) -> None:
    """Each takes its own seq, as if it were deleted alone; one that may not be deleted leaves all as they were."""
    for message in messages:
        if message.deleted_at is None:
            in_place.delete_for_all(message=message, by=by)


@transaction.atomic
def hide_several(*, place: Place, messages: Sequence[Message]) -> None:
    Place.objects.select_for_update().get(chat=place.chat_id, person=place.person_id)
    hidden = Hidden.objects.filter(person=place.person_id, message__in=messages).values_list("message_id", flat=True)
    new = {one.pk for one in messages} - set(hidden)
    if not new:
        return
    Hidden.objects.bulk_create(Hidden(message_id=key, person_id=place.person_id) for key in sorted(new))
    Mention.objects.filter(message__in=new, person=place.person_id).delete()
    own_place.settle(place, hidden_count=F("hidden_count") + len(new))
