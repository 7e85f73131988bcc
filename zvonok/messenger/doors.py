"""The only way to a chat for a person who asks. Absent and forbidden get the same refusal: 404.

Called by: `messenger.api`, `chat_rules.api` and actions that take a chat from a person's hand.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from zvonok.ground.prepared import Joined, prepared_cursor
from zvonok.messenger.acquaintance import acquainted
from zvonok.messenger.models import TOLD_WITH, Chat, Hidden, Message, Place
from zvonok.profiles.models import LearningProfile
from zvonok.roster.models import Person, School

NO_SUCH_CHAT = _("Такого чата нет.")
NO_SUCH_PERSON = _("Такого человека нет.")
NO_SUCH_MESSAGE = _("Такого сообщения нет.")

HIS = Joined(place=Place, chat=Chat, school=School)
# As `places_of` says it; asked by nearly every request.
PLACE = """
SELECT {columns}
FROM messenger_place place
JOIN messenger_chat chat ON chat.id = place.chat_id
JOIN roster_person person ON person.id = place.person_id AND person.is_active
LEFT JOIN roster_school school ON school.id = chat.school_id
LEFT JOIN profiles_learningprofile profile ON profile.person_id = place.person_id
WHERE place.person_id = %(person)s AND place.chat_id = %(chat)s AND (chat.space = 'personal' OR profile.state = 'active')
"""


class NotYours(Http404):
    """The person has no place in the chat, or not any more."""

    def __init__(self) -> None:
        super().__init__(NO_SUCH_CHAT)


def places_of(person: Person) -> QuerySet[Place]:
    """The person's places that are open to him now: an inactive person or profile opens none."""
    return Place.objects.filter(person=person, person__is_active=True).filter(
        Q(chat__space=Chat.Space.PERSONAL) | Q(person__profile__state=LearningProfile.State.ACTIVE)
    )


def place(person: Person, chat_id: int) -> Place:
    """His place with its chat, or 404."""
    with prepared_cursor() as cursor:
        cursor.execute(PLACE.format(columns=HIS.columns), {"person": person.pk, "chat": chat_id})
        row = cursor.fetchone()
    if row is None:
        raise NotYours
    found: Place
    found, found.chat, found.chat.school = HIS.objects(row)
    return found


def administrators_place(person: Person, chat_id: int) -> Place:
    found = place(person, chat_id)
    if found.role != Place.Role.ADMINISTRATOR:
        raise Http404(NO_SUCH_CHAT)
    return found


def message(place: Place, seq: int) -> Message:
    """What a person said, as far as the place sees it, or 404. What the school says of its places is nobody's to change."""
    found = visible(place).filter(seq=seq, number__isnull=False, deleted_at__isnull=True).first()
    if found is None:
        raise Http404(NO_SUCH_MESSAGE)
    return found


def poll(place: Place, seq: int) -> Message:
    found = message(place, seq)
    if found.kind != Message.Kind.POLL:
        raise Http404(NO_SUCH_MESSAGE)
    return found


def messages(place: Place, seqs: Sequence[int]) -> list[Message]:
    """Several, in the order they were said; 404 where one is not to be seen."""
    found = visible(place).filter(seq__in=seqs, number__isnull=False, deleted_at__isnull=True).order_by("seq")
    if len(found) != len(set(seqs)):
        raise Http404(NO_SUCH_MESSAGE)
    return list(found)


def chosen(place: Place, seqs: Sequence[int]) -> list[Message]:
    """Several to be taken away, those that are gone already among them: who asks twice gets the same answer twice."""
    said = Message.objects.filter(chat=place.chat_id, seq__gt=place.sees_after_seq, number__isnull=False)
    found = list(said.filter(seq__in=seqs).order_by("seq"))
    if len(found) != len(set(seqs)):
        raise Http404(NO_SUCH_MESSAGE)
    return found


def visible(place: Place) -> QuerySet[Message]:
    """What the place lets see: since he joined, where newcomers see no past, and without what he has hidden from himself."""
    seen = Message.objects.filter(chat=place.chat_id, seq__gt=place.sees_after_seq).exclude(
        Exists(Hidden.objects.filter(message=OuterRef("pk"), person=place.person_id))
    )
    return seen.select_related(*TOLD_WITH)


def person(asker: Person, person_id: int) -> Person:
    """One whom the asker may know of: they share a chat, a school's chat with a child, or a school. Others are absent."""
    found = Person.objects.filter(pk=person_id).first()
    if found is None or not (asker.pk == person_id or _share_a_chat(asker, person_id) or acquainted(asker, person_id)):
        raise Http404(NO_SUCH_PERSON)
    return found


def _share_a_chat(asker: Person, person_id: int) -> bool:
    return Place.objects.filter(person=person_id, chat__in=places_of(asker).values("chat")).exists()
