"""What whoever leads a call does in it: the waiting room, the word, the screen, the door.

Comes in: a call that a door gave to one who leads it, and a person in it. Goes out: nothing; the media server hears it after
the commit. Called by: `calls.api`.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.calls import media, showing
from zvonok.calls.actions import locked, tell_rights
from zvonok.calls.doors import leads
from zvonok.calls.models import Call, Participant
from zvonok.calls.rights import rights_of
from zvonok.ground import audit
from zvonok.ground.refusal import Refused
from zvonok.messenger.doors import NotYours
from zvonok.messenger.doors import place as place_of
from zvonok.messenger.models import Place
from zvonok.roster.models import Person

Admission = Participant.Admission


@transaction.atomic
def admit(*, call: Call, person: Person, by: Person) -> None:
    """Let in one who waits, or one who was refused before."""
    _answer(call, person, by, Admission.ADMITTED)


@transaction.atomic
def refuse(*, call: Call, person: Person, by: Person) -> None:
    """One who waits is not let in."""
    _answer(call, person, by, Admission.REFUSED)


@transaction.atomic
def mute_all(*, call: Call, by: Person) -> None:
    """Silence, and the word is whoever's who leads: he gives it to one after another."""
    _word_of_all(call, by, may_speak=False)


@transaction.atomic
def let_all_speak(*, call: Call, by: Person) -> None:
    """The word is everybody's again."""
    _word_of_all(call, by, may_speak=True)


@transaction.atomic
def mute(*, call: Call, person: Person, by: Person) -> None:
    """Switch off one microphone. He may switch it on again if he has the word."""
    call = _led(call, by)
    _there(call, person)
    room = call.room
    transaction.on_commit(lambda: media.mute(room, person.pk, [media.MICROPHONE]), robust=True)


@transaction.atomic
def let_speak(*, call: Call, person: Person, speak: bool, show: bool | None = None, by: Person) -> None:
    """Give one the word, or take it. With the word the hand goes down. `show`: camera and screen too; None leaves that."""
    call = _led(call, by)
    his, place = _there(call, person)
    his.may_speak = speak
    his.may_show = his.may_show if show is None else show
    his.hand_at = None if speak else his.hand_at
    his.save(update_fields=["may_speak", "may_show", "hand_at"])
    tell_rights(call, his, is_leader=leads(call, place))
    after = {"call": call.pk, "speak": speak, "show": show}
    audit.record("calls:person:may-speak", by=by.pk, school=call.school_id, person=person.pk, after=after)


@transaction.atomic
def stop_sharing(*, call: Call, person: Person, by: Person) -> None:
    """One screen is shown no more. What he may stays as it is: he may show it again when he is asked to."""
    call = _led(call, by)
    his, place = _there(call, person)
    room, rights = call.room, rights_of(call, his, leads=leads(call, place))
    transaction.on_commit(lambda: media.stop(room, person.pk, rights=rights, but=media.SCREEN), robust=True)
    audit.record("calls:screen:stopped", by=by.pk, school=call.school_id, person=person.pk, after={"call": call.pk})


@transaction.atomic
def remove(*, call: Call, person: Person, by: Person) -> None:
    """Out of this call, and not in again until he is admitted."""
    call = _led(call, by)
    his, place = _there(call, person)
    if place.role == Place.Role.ADMINISTRATOR:
        raise Refused(_("Администратора чата с урока не удаляют."))
    his.ticket, his.hand_at, his.admission = None, None, Admission.REFUSED
    his.save(update_fields=["ticket", "hand_at", "admission"])
    room = call.room
    transaction.on_commit(lambda: media.put_out(room, person.pk), robust=True)
    audit.record("calls:person:removed", by=by.pk, school=call.school_id, person=person.pk, after={"call": call.pk})
    showing.hint(call, people=[person.pk])


@transaction.atomic
def lock(*, call: Call, by: Person) -> None:
    """Nobody new comes in; who was in may come back."""
    _lock(call, by, is_locked=True)


@transaction.atomic
def unlock(*, call: Call, by: Person) -> None:
    _lock(call, by, is_locked=False)


def _word_of_all(call: Call, by: Person, *, may_speak: bool) -> None:
    call = _led(call, by)
    call.may_speak = may_speak
    call.save(update_fields=["may_speak"])
    Participant.objects.filter(call=call).update(may_speak=None)
    for his, place in _others(call):
        tell_rights(call, his, is_leader=leads(call, place))
    what = "may-speak" if may_speak else "muted"
    audit.record(f"calls:all:{what}", by=by.pk, school=call.school_id, after={"call": call.pk})
    showing.hint(call, people=[by.pk])


def _lock(call: Call, by: Person, *, is_locked: bool) -> None:
    call = _led(call, by)
    call.locked = is_locked
    call.save(update_fields=["locked"])
    what = "locked" if is_locked else "unlocked"
    audit.record(f"calls:call:{what}", by=by.pk, school=call.school_id, after={"call": call.pk})
    showing.hint(call, people=[by.pk])


def _answer(call: Call, person: Person, by: Person, answer: str) -> None:
    call = _led(call, by)
    his = Participant.objects.filter(call=call, person=person).exclude(admission=None).first()
    if his is None:
        raise Refused(_("Этот человек не просил его впустить."), "person")
    his.admission = answer
    his.save(update_fields=["admission"])
    audit.record(f"calls:person:{answer}", by=by.pk, school=call.school_id, person=person.pk, after={"call": call.pk})
    showing.hint(call)


def _led(call: Call, by: Person) -> Call:
    """Live and locked, and he leads it still."""
    now = locked(call)
    if not leads(now, place_of(by, now.chat_id)):
        raise NotYours
    if now.state != Call.State.LIVE:
        raise Refused(showing.gone(now) if now.state != Call.State.PLANNED else _("Урок ещё не начался."))
    return now


def _there(call: Call, person: Person) -> tuple[Participant, Place]:
    his = Participant.objects.filter(call=call, person=person, ticket__isnull=False).first()
    place = Place.objects.select_related("chat").filter(chat=call.chat_id, person=person).first()
    if his is None or place is None:
        raise Refused(_("Этого человека здесь уже нет."), "person")
    return his, place


def _others(call: Call) -> list[tuple[Participant, Place]]:
    places = {place.person_id: place for place in Place.objects.select_related("chat").filter(chat=call.chat_id)}
    there = Participant.objects.filter(call=call, ticket__isnull=False, person__in=places)
    return [(his, places[his.person_id]) for his in there]
