"""Lessons that are held by sound and picture: made from the plan or the lesson's page, changed, cancelled, reminded of.

Comes in: a lesson that a door gave, and its teacher. Goes out: the remote lesson, its call planned in the subject's chat.
Called by: `lessons.remote_pages`, `lessons.jobs`, the demo's story. What goes on inside is the room `calls`' own affair.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from zvonok.calls import actions as calls
from zvonok.calls.models import Call
from zvonok.chat_rules.actions import open_subject_chat
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.lessons import clashes, queries
from zvonok.lessons.actions import held, remote_of
from zvonok.lessons.models import Lesson, RemoteLesson, local_day
from zvonok.lessons.timetable import refuse_no_school_day, refuse_past
from zvonok.messenger.actions import post_by_school
from zvonok.messenger.models import Chat, Message, Place
from zvonok.profiles.queries import is_active
from zvonok.roster import names
from zvonok.roster.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """How a remote lesson is to be. Without a time it is by its bell."""

    reminder_minutes: int = 10
    may_speak: bool = True
    may_show: bool = True
    waiting_room: bool = False
    starts_at: datetime | None = None
    minutes: int | None = None


@transaction.atomic
def make(*, lesson: Lesson, wish: Wish, now: datetime, by: Person) -> RemoteLesson:
    """Opens the subject's chat if it is not there, and the school tells of the lesson in it."""
    lesson = held(lesson)
    _refuse_no_profile(by)
    if lesson.is_cancelled:
        raise Refused(_("Этот урок отменён. Сначала верните его."))
    if remote_of(lesson):
        raise Refused(_("Этот урок уже дистанционный. Обновите страницу."))
    if not queries.pupils(lesson.study_group).exists():
        raise Refused(
            _("В группе «%(title)s» нет учеников: звать на урок некого. Пусть администратор школы зачислит их в группу.")
            % {"title": lesson.study_group.title}
        )
    _refuse_reminder(wish.reminder_minutes)
    _keep_time(lesson, wish, now)
    chat = Chat.objects.get(pk=open_subject_chat(study_group=lesson.study_group, by=by).chat_id)
    call = calls.plan(
        chat=chat,
        title=_title(lesson),
        starts_at=lesson.starts_at,
        minutes=lesson.minutes,
        may_speak=wish.may_speak,
        may_show=wish.may_show,
        waiting_room=wish.waiting_room,
        by=by,
    )
    made = RemoteLesson.objects.create(lesson=lesson, call=call, reminder_minutes=wish.reminder_minutes, made_by=by)
    audit.record("lessons:remote:made", by=by.pk, school=lesson.school_id, after={"lesson": lesson.pk, "call": call.pk})
    return made


@transaction.atomic
def make_series(*, lessons: Sequence[Lesson], wish: Wish, now: datetime, by: Person) -> list[RemoteLesson]:
    """All of them, or none: what stands in the way is told with its lesson."""
    if not lessons:
        raise Refused(_("Впереди нет уроков, которые можно сделать дистанционными."))
    if len(lessons) > limits.remote_series_max:
        raise Refused(_("За один раз — до %(most)d уроков. Выберите неделю.") % {"most": limits.remote_series_max})
    made = []
    for lesson in lessons:
        try:
            made.append(make(lesson=lesson, wish=wish, now=now, by=by))
        except Refused as refused:
            when = clock.said(lesson.starts_at)
            raise Refused(f"{when}: {refused.sentence}", refused.field) from refused
    return made


@transaction.atomic
def change(*, lesson: Lesson, wish: Wish, now: datetime, by: Person) -> RemoteLesson:
    """Another time moves the lesson too; the chat hears of it once."""
    lesson = held(lesson)
    remote = _planned(lesson)
    _refuse_reminder(wish.reminder_minutes)
    was = lesson.starts_at
    _keep_time(lesson, wish, now)
    calls.change(
        call=remote.call,
        starts_at=lesson.starts_at,
        minutes=lesson.minutes,
        may_speak=wish.may_speak,
        may_show=wish.may_show,
        waiting_room=wish.waiting_room,
        by=by,
    )
    remote.reminder_minutes = wish.reminder_minutes
    if lesson.starts_at != was:
        remote.reminded_at = None
    remote.save(update_fields=["reminder_minutes", "reminded_at"])
    audit.record("lessons:remote:changed", by=by.pk, school=lesson.school_id, after={"lesson": lesson.pk})
    return remote


@transaction.atomic
def cancel(*, lesson: Lesson, reason: str, by: Person) -> None:
    """The lesson is held in its room as always; the chat hears it once, with the reason, and stays."""
    lesson = held(lesson)
    remote = _planned(lesson)
    calls.cancel(call=remote.call, reason=reason, by=by)
    remote.delete()
    audit.record("lessons:remote:cancelled", by=by.pk, school=lesson.school_id, before={"lesson": lesson.pk, "reason": reason})


def remind_due(*, now: datetime) -> int:
    """Of lessons whose time to be reminded of has come. Each in a transaction of its own, and each once."""
    due = RemoteLesson.objects.filter(
        reminded_at=None,
        reminder_minutes__gt=0,
        call__state=Call.State.PLANNED,
        call__starts_at__gt=now,
        call__starts_at__lte=ExpressionWrapper(
            Value(now) + F("reminder_minutes") * Value(timedelta(minutes=1)), output_field=DateTimeField()
        ),
    )
    told = 0
    for remote in due.order_by("call__starts_at").values_list("pk", flat=True)[: limits.reminders_at_once_max]:
        try:
            told += _remind(remote, now)
        except DatabaseError:
            log.exception("Об уроке %s не напомнили", remote)
    return told


@transaction.atomic
def _remind(remote: int, now: datetime) -> bool:
    # Whoever reminds first takes it; another worker finds nothing.
    if not RemoteLesson.objects.filter(pk=remote, reminded_at=None).update(reminded_at=now):
        return False
    found = RemoteLesson.objects.select_related("call", "made_by").get(pk=remote)
    by = found.made_by or _administrator(found.call.chat_id)
    if by is None:
        return False
    minutes = max(1, round((found.call.starts_at - now).total_seconds() / 60))
    with override("ru"):
        words = ngettext("Через %(n)d минуту урок: %(title)s.", "Через %(n)d минут урок: %(title)s.", minutes)
    post_by_school(
        chat=found.call.chat_id,
        kind=Message.Kind.TEXT,
        text=words % {"n": minutes, "title": found.call.title},
        data={},
        by=by,
    )
    return True


def _administrator(chat: int) -> Person | None:
    place = Place.objects.filter(chat=chat, role=Place.Role.ADMINISTRATOR).select_related("person").first()
    return place.person if place else None


def _planned(lesson: Lesson) -> RemoteLesson:
    remote = remote_of(lesson)
    if remote is None:
        raise Refused(_("Этот урок уже не дистанционный. Обновите страницу."))
    return remote


def _keep_time(lesson: Lesson, wish: Wish, now: datetime) -> None:
    """The lesson and its call have one time."""
    starts_at, minutes = wish.starts_at or lesson.starts_at, wish.minutes or lesson.minutes
    if not limits.lesson_minutes_min <= minutes <= limits.lesson_minutes_max:
        least, most = limits.lesson_minutes_min, limits.lesson_minutes_max
        raise Refused(_("Урок длится от %(least)d до %(most)d минут.") % {"least": least, "most": most}, "minutes")
    refuse_past(starts_at, now, "starts_at")
    refuse_no_school_day(school=lesson.school_id, day=local_day(starts_at), field="starts_at")
    ends_at = starts_at + timedelta(minutes=minutes)
    substitution = lesson.substitution
    teachers = [substitution.employee_id] if substitution and substitution.ended_at is None else None
    if substitution and local_day(starts_at) != lesson.day:
        raise Refused(_("На этом уроке замена: она на один день. Выберите время в тот же день."), "starts_at")
    clashes.refuse_lesson(
        study_group=lesson.study_group,
        starts_at=starts_at,
        ends_at=ends_at,
        teachers=teachers,
        but=[lesson.pk],
        field="starts_at",
    )
    if (starts_at, ends_at) == (lesson.starts_at, lesson.ends_at):
        return
    lesson.moved_from = lesson.moved_from or lesson.starts_at
    lesson.starts_at, lesson.ends_at, lesson.day = starts_at, ends_at, local_day(starts_at)
    lesson.sequence += 1
    lesson.changed_at = now
    lesson.save()


def _title(lesson: Lesson) -> str:
    """«География: река Волга», as far as a title can say it."""
    subject = lesson.study_group.subject.name
    if not lesson.topic:
        return subject
    try:
        return names.title(f"{subject}: {lesson.topic}", "title", length_max=limits.title_length_max)
    except Refused:
        return subject


def _refuse_no_profile(by: Person) -> None:
    if not is_active(by):
        raise Refused(
            _("Чтобы вести дистанционный урок, нужен учебный профиль. Создайте его: меню с вашим именем → «Учебный профиль».")
        )


def _refuse_reminder(minutes: int) -> None:
    if not 0 <= minutes <= limits.reminder_minutes_max:
        raise Refused(
            _("Напоминают не раньше чем за %(most)d минут до урока.") % {"most": limits.reminder_minutes_max},
            "reminder_minutes",
        )
