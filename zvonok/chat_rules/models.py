"""Which ruled chat belongs to which fact of the roster, exceptions to the rules, and the log of sweeps.

The rules themselves are `rules.sql`. Called by: `chat_rules.actions` and `chat_rules.keep` write.
"""

from datetime import date, datetime

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Now
from django.utils import timezone

from zvonok.ground import limits
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person, School, SchoolClass, StudyGroup


class RuledChat(models.Model):
    """One chat a fact: the unique constraints are why two presses at once make one chat."""

    chat = models.OneToOneField(Chat, models.CASCADE, primary_key=True, related_name="rule")
    kind = models.CharField(max_length=10, choices=Chat.Kind)
    school = models.ForeignKey(School, models.CASCADE)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, null=True)
    study_group = models.ForeignKey(StudyGroup, models.CASCADE, null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school"], condition=Q(kind="staff_room"), name="one_staff_room_a_school"),
            UniqueConstraint(fields=["school_class", "kind"], name="one_chat_of_a_kind_a_class"),
            UniqueConstraint(fields=["study_group"], name="one_chat_a_study_group"),
            models.CheckConstraint(
                name="ruled_chat_has_its_fact",
                condition=Q(kind="staff_room", school_class=None, study_group=None)
                | Q(kind__in=["class", "parents"], school_class__isnull=False, study_group=None)
                | Q(kind="subject", school_class=None, study_group__isnull=False),
            ),
        ]


class ChatException(models.Model):
    """A fact with an author, a reason and an end that adds a person to a ruled chat or keeps one out."""

    class Effect(models.TextChoices):
        ADD = "add"
        BAR = "bar"

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="exceptions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    effect = models.CharField(max_length=3, choices=Effect)
    role = models.PositiveSmallIntegerField(choices=Place.Role, default=Place.Role.MEMBER)
    reason = models.CharField(max_length=limits.reason_length_max)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["chat", "person"], condition=Q(ended_at=None), name="one_exception_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(ended_at=None), name="exception_now_by_person"),
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="exception_now_by_end"),
        ]

    @property
    def last_day(self) -> date:
        return last_day(self.ends_at)


class ArchivedClaim(models.Model):
    """A claim as it stood when its chat was archived: who was in the chat then, in which role and why."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.PositiveSmallIntegerField(choices=Place.Role)
    reason = models.CharField(max_length=20)
    about = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["chat", "person", "reason", "about"], nulls_distinct=False, name="archived_claim_once"),
        ]


def last_day(ends_at: datetime) -> date:
    """The day that a person chose, that day included: an exception ends at the midnight after it, in the school's time."""
    return timezone.localtime(ends_at - datetime.resolution).date()


class Sweep(models.Model):
    """One comparison of the whole. All three counts must be nought; what is not is our bug."""

    at = models.DateTimeField(db_default=Now())
    granted = models.IntegerField()
    revised = models.IntegerField()
    revoked = models.IntegerField()
