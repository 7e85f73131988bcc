"""The story's part about a remote lesson: made from the plan by a press, who is in its chat, what the school says there.

Comes in: the demo's crowd and a running server. Goes out: what happened, in figures. Called by: `operations.story`.

What goes on inside (browsers that join, frames, minutes, a pupil put out) is told by `operations.story_live`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from zvonok.calls.models import Attendance, Call
from zvonok.ground import clock
from zvonok.lessons import queries
from zvonok.lessons.models import Lesson, RemoteLesson
from zvonok.messenger.models import Chat, Message, Place
from zvonok.operations.demo_school import SEED, Crowd
from zvonok.operations.pressing import press


@dataclass(frozen=True)
class RemoteLessonTold:
    """One remote lesson. `preview` is how its message stands in everybody's list: the school's name and the word of a call."""

    title: str
    starts_at: str
    minutes: int
    chat: str
    members: int
    administrators: int
    preview: str
    ms: float

    def as_lines(self) -> Iterable[str]:
        members = ngettext("%d участник", "%d участников", self.members) % self.members
        heads = ngettext("%d администратор", "%d администраторов", self.administrators) % self.administrators
        yield (
            f"  Из поурочного планирования создан дистанционный урок «{self.title}», {self.starts_at}, {self.minutes} мин."
            f" — {f'{self.ms:.1f}'.replace('.', ',')} мс"
        )
        yield f"      чат «{self.chat}»: {members}, {heads}; {self.preview}"


def bring_past(crowd: Crowd, now: datetime) -> None:
    """The last lesson of geography was remote: its page shows who came, when and for how long."""
    cast, random = crowd.cast, Random(SEED)
    past = [one for one in queries.plan(cast.geography_10a) if one.ends_at < now and not one.is_cancelled]
    if not past:
        return
    lesson, chat = past[-1], Chat.objects.get(rule__study_group=cast.geography_10a)
    began = lesson.starts_at - timedelta(minutes=3)
    call = Call.objects.create(
        chat=chat,
        school=cast.school,
        kind=Call.Kind.LESSON,
        title=f"География: {lesson.topic}" if lesson.topic else "География",
        started_by=cast.class_teacher,
        starts_at=lesson.starts_at,
        planned_end=lesson.ends_at,
        started_at=began,
        ended_at=lesson.ends_at,
        may_speak=True,
        may_show=True,
        waiting_room=False,
        state=Call.State.OVER,
        room="past",
    )
    RemoteLesson.objects.create(lesson=lesson, call=call, reminder_minutes=10, made_by=cast.class_teacher)
    people = Place.objects.filter(chat=chat).order_by("person__last_name", "person__first_name", "person_id")
    rows = []
    for place in people.select_related("person"):
        if place.person == cast.class_teacher:
            rows.append((place.person, began, lesson.ends_at))
        elif random.random() < 0.85:
            came = lesson.starts_at + timedelta(minutes=random.choice([-2, -1, 0, 0, 1, 4, 12]))
            left = lesson.ends_at - timedelta(minutes=random.choice([0, 0, 0, 0, 1, 9]))
            broke = came + timedelta(minutes=random.randint(8, 20)) if random.random() < 0.15 else None
            if broke:
                rows.append((place.person, came, broke))
            rows.append((place.person, broke + timedelta(minutes=3) if broke else came, left))
    Attendance.objects.bulk_create(
        Attendance(call=call, person=person, sid=f"past-{place}", joined_at=came, left_at=left)
        for place, (person, came, left) in enumerate(rows)
    )


def tell(crowd: Crowd, now: datetime) -> RemoteLessonTold | None:
    """None in the days when no lesson of geography is ahead."""
    cast = crowd.cast
    ahead = (one for one in queries.plan(cast.geography_10a) if one.starts_at > now and not one.is_cancelled)
    lesson = next(ahead, None)
    if lesson is None:
        return None
    form = {
        "starts_at": f"{timezone.localtime(lesson.starts_at):%Y-%m-%dT%H:%M}",
        "minutes": lesson.minutes,
        "reminder_minutes": 10,
        "may_speak": "on",
        "may_show": "on",
    }
    _where, ms = press(cast.class_teacher, reverse("lesson-remote", args=[lesson.pk]), form)
    made = Lesson.objects.select_related("remote__call__chat").get(pk=lesson.pk).remote.call
    places = list(Place.objects.filter(chat=made.chat_id).values_list("role", flat=True))
    message = Message.objects.select_related("school_author").get(pk=made.message_id or 0)
    author = message.school_author.name if message.school_author else ""
    with override("ru"):
        when = clock.said(made.starts_at)
    return RemoteLessonTold(
        title=made.title,
        starts_at=when,
        minutes=made.minutes or 0,
        chat=made.chat.title,
        members=len(places),
        administrators=places.count(Place.Role.ADMINISTRATOR),
        preview=f"{author}: Звонок" if message.kind == Message.Kind.CALL else f"{author}: {message.text}",
        ms=ms,
    )
