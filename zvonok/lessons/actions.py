"""What is done to one lesson: moved, cancelled, brought back, given to a substitute.

Comes in: a lesson that a door gave, and who acts. Goes out: the lesson as it is now. Called by: `lessons.school_pages`, the
demo's story. What is past is left as it was; a remote lesson follows, and its chat hears of it once.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.calls import actions as calls
from zvonok.calls.models import Call
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.lessons import clashes
from zvonok.lessons.models import Lesson, RemoteLesson, local_day
from zvonok.lessons.timetable import hold_timetable, refuse_no_school_day, refuse_past
from zvonok.roster import actions as roster
from zvonok.roster import names
from zvonok.roster.models import Employee, Person
from zvonok.roster.touched import Changed


@transaction.atomic
def move(
    *,
    lesson: Lesson,
    starts_at: datetime,
    minutes: int,
    room: str,
    reason: str,
    now: datetime,
    by: Person,
) -> Lesson:
    """To another time or room. Its number stays: by it and `moved_from` the making of lessons knows the slot it came from."""
    lesson = held(lesson)
    _refuse_cancelled(lesson)
    refuse_past(lesson.starts_at, now, "")
    refuse_past(starts_at, now, "starts_at")
    room = names.title(room, "room", length_max=limits.room_length_max) if room.strip() else ""
    reason = names.title(reason, "reason", length_max=limits.reason_length_max)
    if not limits.lesson_minutes_min <= minutes <= limits.lesson_minutes_max:
        least, most = limits.lesson_minutes_min, limits.lesson_minutes_max
        raise Refused(_("Урок длится от %(least)d до %(most)d минут.") % {"least": least, "most": most}, "minutes")
    if lesson.substitution_id:
        raise Refused(_("На этом уроке замена. Сначала отмените её, потом переносите урок."))
    ends_at = starts_at + timedelta(minutes=minutes)
    refuse_no_school_day(school=lesson.school_id, day=local_day(starts_at), field="starts_at")
    clashes.refuse_lesson(
        study_group=lesson.study_group, starts_at=starts_at, ends_at=ends_at, room=room, but=[lesson.pk], field="starts_at"
    )
    before = _facts(lesson)
    lesson.moved_from = lesson.moved_from or lesson.starts_at
    lesson.starts_at, lesson.ends_at, lesson.day, lesson.room = starts_at, ends_at, local_day(starts_at), room
    lesson.reason = reason
    _save(lesson, now)
    remote = remote_of(lesson)
    if remote and remote.call.state == Call.State.PLANNED:
        calls.change(call=remote.call, starts_at=starts_at, minutes=minutes, by=by)
        RemoteLesson.objects.filter(pk=remote.pk).update(reminded_at=None)
    audit.record("lessons:lesson:moved", by=by.pk, school=lesson.school_id, before=before, after=_facts(lesson))
    return lesson


@transaction.atomic
def cancel(*, lesson: Lesson, reason: str, now: datetime, by: Person) -> Lesson:
    """It will not be; what is written on it stays. Its substitution ends, its remote lesson is cancelled."""
    lesson = held(lesson)
    _refuse_cancelled(lesson)
    refuse_past(lesson.starts_at, now, "")
    reason = names.title(reason, "reason", length_max=limits.reason_length_max)
    before = _facts(lesson)
    if lesson.substitution and lesson.substitution.ended_at is None:
        roster.end_substitution(substitution=lesson.substitution, now=now, by=by)
    lesson.substitution = None
    lesson.state, lesson.reason = Lesson.State.CANCELLED, reason
    _save(lesson, now)
    remote = remote_of(lesson)
    if remote and remote.call.state == Call.State.PLANNED:
        calls.cancel(call=remote.call, reason=reason, by=by)
        remote.delete()
    audit.record("lessons:lesson:cancelled", by=by.pk, school=lesson.school_id, before=before, after=_facts(lesson))
    return lesson


@transaction.atomic
def restore(*, lesson: Lesson, now: datetime, by: Person) -> Lesson:
    """A cancelled lesson will be after all, if its time is still free."""
    lesson = held(lesson)
    if not lesson.is_cancelled:
        raise Refused(_("Этот урок не отменён. Обновите страницу."))
    refuse_past(lesson.starts_at, now, "")
    refuse_no_school_day(school=lesson.school_id, day=lesson.day, field="")
    clashes.refuse_lesson(
        study_group=lesson.study_group, starts_at=lesson.starts_at, ends_at=lesson.ends_at, room=lesson.room, but=[lesson.pk]
    )
    lesson.state, lesson.reason = Lesson.State.PLANNED, ""
    _save(lesson, now)
    audit.record("lessons:lesson:restored", by=by.pk, school=lesson.school_id, after=_facts(lesson))
    return lesson


@transaction.atomic
def substitute(*, lesson: Lesson, employee: Employee, reason: str, now: datetime, by: Person) -> Changed[Lesson]:
    """He teaches this lesson, and is in its chat, on its day."""
    lesson = held(lesson)
    _refuse_cancelled(lesson)
    refuse_past(lesson.ends_at, now, "")
    clashes.refuse_lesson(
        study_group=lesson.study_group,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        teachers=[employee.pk],
        but=[lesson.pk],
        field="employee",
    )
    if lesson.substitution and lesson.substitution.ended_at is None:
        roster.end_substitution(substitution=lesson.substitution, now=now, by=by)
    midnight = clock.at(lesson.day)
    changed = roster.substitute(
        employee=employee,
        study_group=lesson.study_group,
        starts_at=midnight,
        ends_at=midnight + timedelta(days=1),
        reason=reason,
        now=now,
        by=by,
    )
    lesson.substitution = changed.record
    _save(lesson, now)
    audit.record(
        "lessons:lesson:substituted",
        by=by.pk,
        school=lesson.school_id,
        person=employee.person_id,
        after={**_facts(lesson), "reason": reason},
    )
    return Changed(lesson, changed.effects)


@transaction.atomic
def end_substitution(*, lesson: Lesson, now: datetime, by: Person) -> Changed[Lesson]:
    """Its own teacher teaches it after all."""
    lesson = held(lesson)
    if lesson.substitution is None or lesson.substitution.ended_at is not None:
        raise Refused(_("Замены на этом уроке уже нет. Обновите страницу."))
    clashes.refuse_lesson(study_group=lesson.study_group, starts_at=lesson.starts_at, ends_at=lesson.ends_at, but=[lesson.pk])
    changed = roster.end_substitution(substitution=lesson.substitution, now=now, by=by)
    lesson.substitution = None
    _save(lesson, now)
    audit.record("lessons:substitution:ended", by=by.pk, school=lesson.school_id, before={"lesson": lesson.pk})
    return Changed(lesson, changed.effects)


def held(lesson: Lesson) -> Lesson:
    """As it is now, with the school's timetable held."""
    hold_timetable(lesson.school_id)
    found = (
        Lesson.objects.select_for_update(of=("self",))
        .select_related(
            "study_group__school_class",
            "study_group__subgroup",
            "study_group__subject",
            "study_group__school",
            "substitution__employee",
            "school",
        )
        .filter(pk=lesson.pk)
        .first()
    )
    if found is None:
        raise Refused(_("Этого урока больше нет: расписание изменилось. Обновите страницу."))
    return found


def remote_of(lesson: Lesson) -> RemoteLesson | None:
    return RemoteLesson.objects.select_related("call").filter(lesson=lesson).first()


def _refuse_cancelled(lesson: Lesson) -> None:
    if lesson.is_cancelled:
        raise Refused(_("Этот урок отменён. Сначала верните его."))


def _save(lesson: Lesson, now: datetime) -> None:
    lesson.sequence += 1
    lesson.changed_at = now
    lesson.save()


def _facts(lesson: Lesson) -> dict[str, object]:
    return {
        "lesson": lesson.pk,
        "study_group": lesson.study_group_id,
        "starts_at": lesson.starts_at,
        "room": lesson.room,
        "state": lesson.state,
        "reason": lesson.reason,
    }
