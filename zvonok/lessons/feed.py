"""A person's lessons as a calendar (iCalendar), at an address that nobody can guess and that he can make anew.

Comes in: a person, or the secret of an address. Goes out: the secret, once; the calendar. Called by: `lessons.pages`.

Times are told in UTC: they are right in every program and every place, whatever it knows of time zones. A lesson keeps its UID
for ever; moved or cancelled, it comes with the next SEQUENCE.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from zvonok.ground import audit, limits, one_way
from zvonok.lessons import queries
from zvonok.lessons.models import CalendarFeed, Lesson
from zvonok.roster.models import Enrolment, Person, SubgroupPupil
from zvonok.roster.queries import my_classes

SECRET_BYTES = 32


@dataclass(frozen=True)
class Told:
    """A lesson as it stands in this person's calendar: his own, or a child's."""

    lesson: Lesson
    child: Person | None
    is_taught: bool


@transaction.atomic
def renew(*, now: datetime, by: Person) -> str:
    """A new secret; the address of before leads nowhere from now on."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(person=by, defaults={"secret_hash": one_way.kept(secret), "made_at": now})
    audit.record("lessons:calendar:renewed", by=by.pk, person=by.pk)
    return secret


@transaction.atomic
def stop(*, by: Person) -> None:
    if CalendarFeed.objects.filter(person=by).delete()[0]:
        audit.record("lessons:calendar:stopped", by=by.pk, person=by.pk)


def person_of(secret: str) -> Person | None:
    feed = (
        CalendarFeed.objects.select_related("person").filter(secret_hash=one_way.kept(secret), person__is_active=True).first()
    )
    return feed.person if feed else None


def calendar(person: Person, *, now: datetime) -> bytes:
    book = Calendar()
    book.add("prodid", "-//Zvonok//lessons//RU")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _("Уроки: %(name)s") % {"name": person.name})
    book.add("x-wr-timezone", settings.TIME_ZONE)
    book.add("refresh-interval", timedelta(seconds=limits.calendar_age_seconds), parameters={"value": "DURATION"})
    for told in _told(person, now):
        book.add_component(_event(told))
    return bytes(book.to_ical())


def _told(person: Person, now: datetime) -> Iterable[Told]:
    since = now - timedelta(days=limits.calendar_days_back)
    most = limits.calendar_lessons_max
    taught = queries.told(queries.of_teacher(person).filter(starts_at__gt=since)).order_by("starts_at", "pk")[:most]
    for lesson in taught:
        yield Told(lesson, None, is_taught=True)
    mine = my_classes(person)
    subgroups = _subgroups([one.enrolment for one in mine])
    classes = {one.enrolment.school_class_id for one in mine}
    learnt = Lesson.objects.filter(study_group__school_class__in=classes, starts_at__gt=since)
    for lesson in queries.told(learnt).order_by("starts_at", "pk")[:most]:
        for one in mine:
            group = lesson.study_group
            if group.school_class_id == one.enrolment.school_class_id and (
                group.subgroup_id is None or group.subgroup_id in subgroups[one.enrolment.pk]
            ):
                yield Told(lesson, one.child, is_taught=False)


def _subgroups(enrolments: list[Enrolment]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {one.pk: set() for one in enrolments}
    pairs = SubgroupPupil.objects.filter(enrolment__in=enrolments)
    for enrolment, subgroup in pairs.values_list("enrolment", "subgroup"):
        found[enrolment].add(subgroup)
    return found


def _event(told: Told) -> Event:
    lesson, group = told.lesson, told.lesson.study_group
    event = Event()
    event.add("uid", f"lesson-{lesson.pk}{f'-{told.child.pk}' if told.child else ''}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", lesson.sequence)
    event.add("dtstamp", lesson.changed_at.astimezone(UTC))
    event.add("last-modified", lesson.changed_at.astimezone(UTC))
    event.add("dtstart", lesson.starts_at.astimezone(UTC))
    event.add("dtend", lesson.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if lesson.is_cancelled else "CONFIRMED")
    event.add("summary", _summary(told))
    if queries.remote_state(lesson):
        event.add("location", _("дистанционно"))
    elif lesson.room:
        event.add("location", _("кабинет %(room)s") % {"room": lesson.room})
    words = [lesson.topic, _("Задание: %(homework)s") % {"homework": lesson.homework} if lesson.homework else "", lesson.reason]
    if any(words):
        event.add("description", "\n".join(word for word in words if word))
    event.add("url", f"{settings.SITE_URL}{reverse('lesson', args=[lesson.pk])}")
    event.add("categories", [group.subject.name])
    return event


def _summary(told: Told) -> str:
    group = told.lesson.study_group
    if told.is_taught:
        return group.title
    return f"{told.child.first_name}: {group.subject.name}" if told.child else group.subject.name
