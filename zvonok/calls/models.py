"""Live rooms, who is in them, and who was. A live room is a `Call`: a lesson that was planned, or a call from a chat.

Called by: `calls.actions`, `calls.leading` and `calls.presence` write; lessons read.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Now

from zvonok.ground import limits
from zvonok.messenger.models import Chat, Message
from zvonok.roster.models import Person, School


class Call(models.Model):
    """`room` is its name at the media server: a random word, so that nobody guesses it and no two calls share one."""

    class Kind(models.TextChoices):
        LESSON = "lesson"
        CALL = "call"

    class State(models.TextChoices):
        PLANNED = "planned"
        LIVE = "live"
        OVER = "over"
        CANCELLED = "cancelled"

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="calls", db_index=False)
    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)
    title = models.CharField(max_length=limits.title_length_max, blank=True)
    # Who planned the lesson, or who calls.
    started_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    # Null for a call: it ends when all have left.
    planned_end = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What everybody may from the start; whoever leads may always.
    may_speak = models.BooleanField()
    may_show = models.BooleanField()
    waiting_room = models.BooleanField()
    locked = models.BooleanField(db_default=False)
    state = models.CharField(max_length=9, choices=State)
    reason = models.CharField(max_length=limits.reason_length_max, blank=True)
    room = models.CharField(max_length=40, unique=True)
    # The message that shows it in the chat, changed in place as the call goes on.
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            UniqueConstraint(fields=["chat"], condition=Q(state="live"), name="one_live_call_a_chat"),
            models.CheckConstraint(
                condition=Q(kind="call", planned_end=None) | Q(kind="lesson", planned_end__gt=models.F("starts_at")),
                name="lesson_has_an_end",
            ),
            models.CheckConstraint(condition=~Q(state="live") | Q(started_at__isnull=False), name="live_since"),
        ]
        indexes = [models.Index(fields=["chat", "-starts_at"], name="calls_of_chat")]

    @property
    def is_lesson(self) -> bool:
        return self.kind == self.Kind.LESSON

    @property
    def minutes(self) -> int | None:
        """How long it is planned to be."""
        return round((self.planned_end - self.starts_at).total_seconds() / 60) if self.planned_end else None

    def took_minutes(self, now: datetime) -> int:
        """How long it was, or has been so far."""
        seconds = ((self.ended_at or now) - self.started_at).total_seconds() if self.started_at else 0
        return max(1, round(seconds / 60))


class Participant(models.Model):
    """One person's affairs in one call: his ticket, what he may, his hand, and what was decided about him."""

    class Admission(models.TextChoices):
        WAITING = "waiting"
        ADMITTED = "admitted"
        REFUSED = "refused"

    call = models.ForeignKey(Call, models.CASCADE, related_name="participants", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # The last ticket that was made for him: only with this one is he let in.
    ticket = models.UUIDField(null=True)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    admission = models.CharField(max_length=8, choices=Admission, null=True)  # noqa: DJ001 - null: nobody was asked
    asked_at = models.DateTimeField(null=True)
    # What whoever leads has given him or taken from him; null: as everybody.
    may_speak = models.BooleanField(null=True)
    may_show = models.BooleanField(null=True)
    hand_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["call", "person"], name="participant_once")]


class Attendance(models.Model):
    """From when to when a person was in a call: a row for each time he came. `sid` is the media server's name of that time."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    sid = models.CharField(max_length=40)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["call", "sid"], name="came_once"),
            UniqueConstraint(fields=["call", "person"], condition=Q(left_at=None), name="is_there_once"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("joined_at")), name="left_after_joining"
            ),
        ]
