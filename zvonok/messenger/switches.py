"""What a school lets its chats do: files, voice, polls, calls, pupils' free chats.

Comes in: a school, or a chat and who acts in it. Goes out: the switches, or a sentence that refuses.
Called by: `messenger.voice` for every message that a switch rules, `messenger.actions`, calls, polls.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.ground import audit
from zvonok.messenger.models import Chat, SchoolSwitches
from zvonok.messenger.queries import schools_of
from zvonok.roster.models import Enrolment, Person, School


@dataclass(frozen=True)
class Switches:
    files: bool = True
    voice: bool = True
    polls: bool = True
    calls: bool = True
    pupils_free_chats: bool = True
    pupils_pictures: bool = True


NAMES = tuple(field.name for field in fields(Switches))
# Which switch rules which kind of message.
OF_MESSAGE = {"photo": "files", "file": "files", "voice": "voice", "poll": "polls", "call": "calls"}


def of(school: int) -> Switches:
    return of_all([school])


def of_all(schools: Sequence[int]) -> Switches:
    """What all of these schools let: one that forbids is enough."""
    rows = list(SchoolSwitches.objects.filter(school__in=schools).values(*NAMES))
    return Switches(**{name: all(row[name] for row in rows) for name in NAMES})


def for_chat(*, chat_school: int | None, space: str, by: Person) -> Switches:
    """A school's chat follows its school; a free learning chat the schools of him who acts; a personal chat no school."""
    if chat_school is not None:
        return of(chat_school)
    return of_all(schools_of(by)) if space == Chat.Space.LEARNING else Switches()


def refusal(kind: str, *, chat_school: int | None, space: str, by: Person) -> str | None:
    """Why this kind of message may not be sent here."""
    name = OF_MESSAGE.get(kind)
    if name is None or getattr(for_chat(chat_school=chat_school, space=space, by=by), name):
        return None
    return {
        "files": _("Школа выключила фото и файлы в чатах."),
        "voice": _("Школа выключила голосовые сообщения в чатах."),
        "polls": _("Школа выключила опросы в чатах."),
        "calls": _("Школа выключила звонки в чатах."),
    }[name]


def may_make_free_chat(space: str, by: Person) -> bool:
    """A pupil may not where his school has switched it off; the personal space is not the school's."""
    if space != Chat.Space.LEARNING:
        return True
    learns = list(Enrolment.objects.filter(person=by, until=None).values_list("school_id", flat=True))
    return not learns or of_all(learns).pupils_free_chats


@transaction.atomic
def settle(*, school: School, switches: Switches, by: Person) -> None:
    after = {name: getattr(switches, name) for name in NAMES}
    before = {name: getattr(of(school.pk), name) for name in NAMES}
    if before == after:
        return
    SchoolSwitches.objects.update_or_create(school=school, defaults=after)
    audit.record("messenger:switches:settled", by=by.pk, school=school.pk, before=before, after=after)
