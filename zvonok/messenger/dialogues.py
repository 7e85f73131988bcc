"""Dialogues: two people, one chat a pair and a space, whoever of them begins; and those who want none with each other.

Comes in: two people and a space. Goes out: their dialogue. Whether he may begin it says `who_may_write`.
Called by: `messenger.people_api`.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.ground import audit
from zvonok.ground.refusal import Refused
from zvonok.messenger import announce
from zvonok.messenger.acquaintance import able, verdicts
from zvonok.messenger.models import Block, Chat, Dialogue, Place
from zvonok.roster.models import Person


@transaction.atomic
def open_dialogue(*, person: Person, space: str, by: Person) -> tuple[Chat, bool]:
    """The same pair gives the same chat and False. The other sees nothing of it before the first message."""
    if person.pk == by.pk:
        raise Refused(_("Это вы сами. Выберите другого человека."), "person")
    one, other = sorted((person.pk, by.pk))
    # Two who press at the same moment wait for each other here.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=[one, other]).order_by("pk"))
    if not able(Person.objects.filter(pk=by.pk), space).exists():
        raise Refused(_("Нужен учебный профиль. Создайте его в дневнике."))
    there = Chat.objects.filter(dialogue__one=one, dialogue__other=other, dialogue__space=space).first()
    if there:
        return there, False
    row = verdicts(by, [person.pk])[person.pk]
    if not row.may:
        raise Refused(str(row.why), "person")
    if not able(Person.objects.filter(pk=person.pk), space).exists():
        raise Refused(_("У этого человека нет учебного профиля, писать ему здесь нельзя."), "person")
    chat = Chat.objects.create(space=space, kind=Chat.Kind.DIALOGUE, ruled=False, title="", newcomers_see_all=True, made_by=by)
    Dialogue.objects.create(chat=chat, space=space, one_id=one, other_id=other)
    Place.objects.bulk_create(Place(chat=chat, person_id=each, role=Place.Role.MEMBER) for each in (one, other))
    announce.row_changed([by.pk], chat.pk)
    audit.record("messenger:dialogue:opened", by=by.pk, person=person.pk, after={"chat": chat.pk, "row": row.name})
    return chat, True


def find(one: Person, other: Person, space: str) -> int | None:
    """Their dialogue, if it has been opened."""
    low, high = sorted((one.pk, other.pk))
    return Dialogue.objects.filter(one=low, other=high, space=space).values_list("chat_id", flat=True).first()


@transaction.atomic
def block(*, person: Person, by: Person) -> None:
    """Neither writes to the other where only the two are, nor puts him into a free chat. School chats stay as they are."""
    if person.pk == by.pk:
        raise Refused(_("Это вы сами. Выберите другого человека."), "person")
    _made, is_new = Block.objects.get_or_create(person=by, blocked=person)
    if is_new:
        audit.record("messenger:person:blocked", by=by.pk, person=person.pk)


@transaction.atomic
def unblock(*, person: Person, by: Person) -> None:
    if Block.objects.filter(person=by, blocked=person).delete()[0]:
        audit.record("messenger:person:unblocked", by=by.pk, person=person.pk)
