"""Where rosters come from, each import from its reading to its undoing, and what it wrote.

Called by: `exchange.actions` and what it calls write; pages read. The staged rows are written by COPY (`exchange.staging`) and
by the SQL files of this room.
"""

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Now

# Their own part of the room, and of its tables.
from zvonok.exchange.giving.models import Client, Noted
from zvonok.exchange.rows import Kind
from zvonok.ground import limits
from zvonok.roster.models import Person, School, SchoolClass, StudyGroup

__all__ = ["Client", "Noted"]


class Source(models.Model):
    """A school's other system. What it calls a person or a class is known by its own ids (`KnownAs`)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="sources")
    # The name of a format (`reading.choosing`).
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=limits.title_length_max)
    # The school's id in the source, where one source has many.
    organisation = models.CharField(max_length=limits.source_id_length_max, blank=True)
    # What its reader must be told: a mapping of columns, an address.
    settings = models.JSONField(default=dict)
    # Every day at this hour of the school's time; null: only by hand.
    reads_at = models.TimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [UniqueConstraint(fields=["school", "kind", "name"], name="source_once_in_a_school")]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One import: read, checked, planned, applied, undone. Nothing is in the roster before it is applied."""

    class State(models.TextChoices):
        READING = "reading"
        PROBLEMS = "problems"
        DOUBTFUL = "doubtful"
        PLANNING = "planning"
        PLANNED = "planned"
        # It has met the brake: it waits for the school's name.
        WAITING = "waiting"
        APPLYING = "applying"
        APPLIED = "applied"
        UNDONE = "undone"
        # Put aside by a person, or by the next import of the same source.
        DROPPED = "dropped"
        # Something that no sentence tells: `trouble` says where it is written.
        FAILED = "failed"

    LIVE = (State.READING, State.PROBLEMS, State.DOUBTFUL, State.PLANNING, State.PLANNED, State.WAITING, State.APPLYING)
    BUSY = (State.READING, State.PLANNING, State.APPLYING)

    school = models.ForeignKey(School, models.CASCADE, related_name="runs")
    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    # Null: by the clock, or at the terminal.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    files = models.JSONField(default=list)
    made_at = models.DateTimeField(db_default=Now())
    # The kinds of rows that the source told all of.
    complete = models.JSONField(default=list)
    # How many rows of each kind were read, and how many problems.
    counts = models.JSONField(default=dict)
    # What the plan does, summed (`planning.Summary`), what the brake says of it, and its fingerprint.
    summary = models.JSONField(default=dict)
    brake = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=32, blank=True)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "-id"], name="runs_of_school")]


class Progress(models.Model):
    """How far a run has come. A row of its own, written past the run's transaction, so that it is seen before the commit."""

    run = models.OneToOneField(Run, models.CASCADE, primary_key=True, related_name="progress")
    step = models.CharField(max_length=100, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())


class Staged(models.Model):
    """A row as the source told it, with where it stands there."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="+", db_index=False)
    file = models.CharField(max_length=limits.file_name_length_max)
    line = models.PositiveIntegerField()

    class Meta:
        abstract = True


def _id() -> "models.CharField[str, str]":
    return models.CharField(max_length=limits.source_id_length_max)


class StagedYear(Staged):
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["run"], name="staged_years_of_run")]


class StagedPerson(Staged):
    """`person` is who he was found to be: null is somebody new, or not found out yet."""

    class Found(models.TextChoices):
        KNOWN = "known"
        BY_RULE = "rule"
        CHOSEN = "chosen"
        NEW = "new"
        DOUBTFUL = "doubtful"

    there = _id()
    last_name = models.CharField(max_length=limits.name_length_max)
    first_name = models.CharField(max_length=limits.name_length_max)
    middle_name = models.CharField(max_length=limits.name_length_max, blank=True)
    birth_date = models.DateField(null=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_index=False)
    found = models.CharField(max_length=8, choices=Found, db_default=Found.NEW)
    rule = models.CharField(max_length=20, db_default="")

    class Meta:
        indexes = [models.Index(fields=["run", "there"], name="staged_people_of_run")]


class StagedEmployee(Staged):
    person = _id()
    position = models.CharField(max_length=limits.position_length_max, blank=True)
    is_administrator = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "person"], name="staged_employees_of_run")]


class StagedClass(Staged):
    there = _id()
    grade = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=limits.class_title_length_max)
    class_teacher = models.CharField(max_length=limits.source_id_length_max, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "there"], name="staged_classes_of_run")]


class StagedEnrolment(Staged):
    person = _id()
    school_class = _id()

    class Meta:
        indexes = [models.Index(fields=["run", "person"], name="staged_enrolments_of_run")]


class StagedGuardianship(Staged):
    parent = _id()
    child = _id()
    relation = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["run", "child"], name="staged_guardianships_of_run")]


class StagedStudyGroup(Staged):
    there = _id()
    school_class = _id()
    subject = models.CharField(max_length=limits.name_length_max)
    subgroup = models.CharField(max_length=limits.name_length_max, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "there"], name="staged_groups_of_run")]


class StagedStudy(Staged):
    study_group = _id()
    person = _id()

    class Meta:
        indexes = [models.Index(fields=["run", "study_group"], name="staged_studies_of_run")]


class StagedTeaching(Staged):
    study_group = _id()
    person = _id()

    class Meta:
        indexes = [models.Index(fields=["run", "study_group"], name="staged_teaching_of_run")]


class StagedGone(Staged):
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    there = _id()
    # The second of a pair, else empty.
    other = models.CharField(max_length=limits.source_id_length_max, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "kind"], name="staged_gone_of_run")]


STAGED = (
    StagedYear,
    StagedPerson,
    StagedEmployee,
    StagedClass,
    StagedEnrolment,
    StagedGuardianship,
    StagedStudyGroup,
    StagedStudy,
    StagedTeaching,
    StagedGone,
)


class FoundProblem(models.Model):
    """What is wrong with a line, in a sentence. A run with one is not planned: the file is mended and brought again."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="problems", db_index=False)
    file = models.CharField(max_length=limits.file_name_length_max)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    sentence = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["run", "file", "line"], name="problems_of_run")]


class Doubt(models.Model):
    """Perhaps the same person: somebody of the source, and somebody whom the school knows. It is decided once for a source."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="doubts", db_index=False)
    there = _id()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    rule = models.CharField(max_length=20)
    is_same = models.BooleanField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["run", "there", "person"], name="doubted_once_a_run")]


class KnownAs(models.Model):
    """What a source calls somebody or something of ours."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="known", db_index=False)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    there = _id()
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, null=True, related_name="+")
    study_group = models.ForeignKey(StudyGroup, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["source", "kind", "there"], name="known_once_in_a_source"),
            models.CheckConstraint(
                name="known_as_one_thing",
                condition=Q(kind=Kind.PERSON, person__isnull=False, school_class=None, study_group=None)
                | Q(kind=Kind.CLASS, person=None, school_class__isnull=False, study_group=None)
                | Q(kind=Kind.STUDY_GROUP, person=None, school_class=None, study_group__isnull=False),
            ),
        ]


class Written(models.Model):
    """One row that a run wrote: as it was before (null: it was not) and after (null: it is gone), for the undoing.

    Of a row that was changed, only the columns that were. `step` is the number of the statement that wrote it.

    `what` and `said` tell it to people and to the audit; empty for what follows from another row. Of a plan, only these are
    kept, as `Planned`.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="written", db_index=False)
    step = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=40)
    record = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    what = models.CharField(max_length=80, blank=True)
    person = models.BigIntegerField(null=True)
    said = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "step"], name="written_of_run")]


class Planned(models.Model):
    """One change of the roster as the plan tells it: `what` is the audit's word for it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="planned", db_index=False)
    what = models.CharField(max_length=80)
    name = models.CharField(max_length=320)
    school_class = models.CharField(max_length=limits.class_title_length_max, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "school_class", "name"], name="planned_of_run")]


class PlannedEffect(models.Model):
    """What the plan does to one person in one chat, as `roster.touched.Effect` says it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="planned_effects", db_index=False)
    what = models.CharField(max_length=8)
    chat = models.BigIntegerField()
    chat_title = models.CharField(max_length=limits.title_length_max)
    # Of the chat's class; empty for the staff room.
    school_class = models.CharField(max_length=limits.class_title_length_max, blank=True)
    person = models.BigIntegerField()
    name = models.CharField(max_length=320)
    role = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["run", "chat"], name="planned_effects_of_run")]
