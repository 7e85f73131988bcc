"""Pictures of people and chats: a person puts his own or takes it away, and the doors through which one is seen.

Comes in: an image that a person has brought, or an address with a picture's word. Goes out: the picture, or 404.
Called by: `messenger.pictures_api`, `messenger.pictures_pages`.

Who sees which: a chat's, its members; a pupil's, the people of his school and their children's parents, if the school lets it;
an employee's or a parent's, whoever may see his card. One's own is always to be seen.
"""

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from zvonok.files import pictures
from zvonok.files.doors import NO_SUCH_FILE
from zvonok.ground import audit
from zvonok.ground.refusal import Refused
from zvonok.messenger import announce, doors, switches
from zvonok.messenger.models import Place
from zvonok.messenger.queries import schools_of
from zvonok.roster import actions as roster
from zvonok.roster.models import Employee, Enrolment, Person


@transaction.atomic
def put(*, file: int, at: float, by: Person) -> Person:
    if not may_have_one(by):
        raise Refused(_("Школа выключила фотографии учеников."), "file")
    return _become(by, pictures.make(file=file, at=at, by=by), by)


@transaction.atomic
def take_away(*, person: Person, by: Person) -> Person:
    """His own, or an administrator's of his school."""
    return _become(person, None, by)


def may_have_one(person: Person) -> bool:
    return switches.of_all(_learns_at(person)).pupils_pictures


def may_take_away(person: Person, by: Person) -> bool:
    """By an administrator of a school where the person works, learns or has a child."""
    if person.picture is None or person.pk == by.pk:
        return False
    administers = Employee.objects.filter(person=by, person__is_active=True, until=None, is_administrator=True)
    return administers.filter(school__in=schools_of(person)).exists()


def persons(asker: Person, person_id: int, word: str) -> str:
    """The door: the word, if it is that of the person's picture now and the asker may see it."""
    found = Person.objects.filter(pk=person_id, picture=word, is_active=True).first()
    if found is None or not _sees(asker, found):
        raise Http404(NO_SUCH_FILE)
    return word


def chats(asker: Person, chat_id: int, word: str) -> str:
    if not doors.places_of(asker).filter(chat=chat_id, chat__picture=word).exists():
        raise Http404(NO_SUCH_FILE)
    return word


def _sees(asker: Person, person: Person) -> bool:
    if asker.pk == person.pk:
        return True
    schools = _learns_at(person)
    if schools:
        return not set(schools).isdisjoint(schools_of(asker)) and switches.of_all(schools).pupils_pictures
    doors.person(asker, person.pk)
    return True


def _learns_at(person: Person) -> list[int]:
    return list(Enrolment.objects.filter(person=person, until=None).values_list("school_id", flat=True))


def _become(person: Person, word: str | None, by: Person) -> Person:
    before = roster.put_picture(person=person, word=word)
    person.picture = word
    if before == word:
        return person
    pictures.delete_after_commit(before)
    own_chats = Place.objects.filter(person=person).values("chat")
    seeing = Place.objects.filter(chat__in=own_chats).order_by().values_list("person_id", flat=True).distinct()
    announce.picture({person.pk, *seeing}, person.pk, word)
    audit.record("messenger:person:pictured", by=by.pk, person=person.pk, before={"picture": before}, after={"picture": word})
    return person
