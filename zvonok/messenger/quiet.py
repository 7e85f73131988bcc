"""Quiet hours: when nobody is disturbed, though messages come. By a school for a kind of its chats, by a person for himself.

Comes in: a person, a chat, a moment. Goes out: whether to keep quiet. Whoever notifies asks `quiet_now` first.
Called by: push, sounds and digests; `messenger.me`; the school's page.
"""

from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zvonok.ground import audit
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Chat, QuietHours
from zvonok.roster.models import Person, School

Hours = tuple[time, time]
KINDS = (Chat.Kind.CLASS, Chat.Kind.SUBJECT, Chat.Kind.PARENTS, Chat.Kind.STAFF_ROOM)


def quiet_now(person: Person, chat: Chat, now: datetime) -> bool:
    """By his own hours, or by those of the chat's school for its kind."""
    whose = Q(person=person)
    if chat.school_id:
        whose |= Q(school=chat.school_id, kind=chat.kind)
    moment = timezone.localtime(now).time()
    return any(within(one.starts, one.ends, moment) for one in QuietHours.objects.filter(whose))


def within(starts: time, ends: time, moment: time) -> bool:
    """From 22:00 to 7:00 goes through midnight."""
    return starts <= moment < ends if starts < ends else moment >= starts or moment < ends


def own(person: Person) -> Hours | None:
    found = QuietHours.objects.filter(person=person).first()
    return (found.starts, found.ends) if found else None


def of_school(school: School) -> dict[str, Hours]:
    return {one.kind: (one.starts, one.ends) for one in QuietHours.objects.filter(school=school)}


@transaction.atomic
def settle_own(*, hours: Hours | None, by: Person) -> None:
    _check(hours)
    before = own(by)
    QuietHours.objects.filter(person=by).delete()
    if hours:
        QuietHours.objects.create(person=by, starts=hours[0], ends=hours[1])
    audit.record("messenger:quiet:own", by=by.pk, person=by.pk, before={"hours": before}, after={"hours": hours})


@transaction.atomic
def settle_of_school(*, school: School, hours: dict[str, Hours], by: Person) -> None:
    """All kinds at once: a kind that is not named has none."""
    for one in hours.values():
        _check(one)
    before = of_school(school)
    if before == hours:
        return
    QuietHours.objects.filter(school=school).delete()
    QuietHours.objects.bulk_create(
        QuietHours(school=school, kind=kind, starts=starts, ends=ends) for kind, (starts, ends) in hours.items()
    )
    audit.record("messenger:quiet:settled", by=by.pk, school=school.pk, before=before, after=hours)


def _check(hours: Hours | None) -> None:
    if hours and hours[0] == hours[1]:
        raise Refused(_("Начало и конец тихих часов совпадают. Измените одно из них."), "starts")
