"""When lessons are, what each is about, and which are remote: bells, terms, holidays, the weekly timetable, lessons by date.

A lesson is a row from the moment it is made for its term: people write on it, move it, cancel it, and it remembers.
Called by: `lessons.actions` and its neighbours write; all rooms to the right may read.
"""

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zvonok.calls.models import Call
from zvonok.files.models import File
from zvonok.ground import limits
from zvonok.roster.models import Person, School, SchoolYear, StudyGroup, Substitution

WEEKDAYS = (
    (1, _("понедельник")),
    (2, _("вторник")),
    (3, _("среда")),
    (4, _("четверг")),
    (5, _("пятница")),
    (6, _("суббота")),
    (7, _("воскресенье")),
)


class BellSchedule(models.Model):
    """«Обычное», «Суббота», «Сокращённое». A weekday has one; one without weekdays is for single days alone."""

    school = models.ForeignKey(School, models.CASCADE, related_name="bell_schedules")
    name = models.CharField(_("название"), max_length=limits.name_length_max)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        constraints = [UniqueConstraint(fields=["school", "name"], name="bell_schedule_once_in_a_school")]

    def __str__(self) -> str:
        return self.name


class Bell(models.Model):
    """The n-th lesson of a day, from bell to bell, in the school's time."""

    schedule = models.ForeignKey(BellSchedule, models.CASCADE, related_name="bells")
    number = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["schedule", "number"], name="bell_number_once"),
            CheckConstraint(condition=Q(ends__gt=F("starts")), name="bell_ends_after_start"),
        ]
        ordering = ["number"]


class DayBells(models.Model):
    """A single day with another schedule than its weekday's: shortened before a holiday, a working Saturday."""

    school = models.ForeignKey(School, models.CASCADE)
    day = models.DateField()
    schedule = models.ForeignKey(BellSchedule, models.CASCADE)

    class Meta:
        constraints = [UniqueConstraint(fields=["school", "day"], name="bells_of_a_day_once")]


class Term(models.Model):
    """«1 четверть». Lessons are made for the days of terms."""

    year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="terms")
    name = models.CharField(_("название"), max_length=limits.name_length_max)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_start")]
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """«Осенние каникулы», «День народного единства»: days without lessons."""

    year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="holidays")
    name = models.CharField(_("название"), max_length=limits.name_length_max)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="holiday_ends_after_start")]
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A line of the weekly timetable: this study group, on this weekday, at this lesson of the day, perhaps in this room."""

    school = models.ForeignKey(School, models.CASCADE)
    study_group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="entries")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    number = models.PositiveSmallIntegerField()
    room = models.CharField(_("кабинет"), max_length=limits.room_length_max, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["study_group", "weekday", "number"], name="study_group_once_at_a_time"),
            CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="weekday_from_1_to_7"),
            CheckConstraint(condition=Q(number__gte=0, number__lte=limits.lessons_a_day_max), name="number_of_the_day"),
        ]
        indexes = [models.Index(fields=["school", "weekday", "number"], name="entries_of_a_school")]


class Lesson(models.Model):
    """One lesson on its date. `number` is the bell it keeps to; a lesson that was moved by hand may keep to none."""

    class State(models.TextChoices):
        PLANNED = "planned"
        CANCELLED = "cancelled"

    school = models.ForeignKey(School, models.CASCADE, db_index=False)
    study_group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="lessons", db_index=False)
    day = models.DateField()
    number = models.PositiveSmallIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.CharField(_("кабинет"), max_length=limits.room_length_max, blank=True)
    topic = models.CharField(_("тема"), max_length=limits.topic_length_max, blank=True)
    homework = models.TextField(_("домашнее задание"), blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    # Moved, or cancelled, by a person: the timetable's making leaves it alone.
    moved_from = models.DateTimeField(null=True)
    reason = models.CharField(_("причина"), max_length=limits.reason_length_max, blank=True)
    # In the place of the study group's teachers, for this lesson.
    substitution = models.OneToOneField(Substitution, models.SET_NULL, null=True, related_name="lesson")
    # How many times calendars must have been told of it.
    sequence = models.PositiveIntegerField(db_default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="lesson_ends_after_start")]
        indexes = [
            models.Index(fields=["study_group", "starts_at"], name="lessons_of_a_study_group"),
            models.Index(fields=["school", "starts_at"], name="lessons_of_a_school"),
        ]

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now


class HomeworkFile(models.Model):
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="files")
    file = models.OneToOneField(File, models.CASCADE, related_name="homework")


class RemoteLesson(models.Model):
    """A lesson that is held by sound and picture. Its state, and who came, is the call's own affair."""

    lesson = models.OneToOneField(Lesson, models.CASCADE, related_name="remote", primary_key=True)
    call = models.OneToOneField(Call, models.CASCADE, related_name="remote_lesson")
    # So long before its start its people are reminded; 0: not at all.
    reminder_minutes = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())


class CalendarFeed(models.Model):
    """A person's secret address of his calendar. The secret itself is told once; here stands its hash."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="calendar_feed")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
