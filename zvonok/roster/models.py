"""The facts of schools. Rules about chats are derived from these tables and from nothing else.

A fact that ends keeps its row: `until` says when. «Now» is always `until IS NULL`, so no fact changes by itself at midnight.
Called by: every room to the right reads; only `roster.actions` writes.
"""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zvonok.ground import limits

NOW = Q(until__isnull=True)


class Region(models.Model):
    """What several schools of one installation belong to."""

    name = models.CharField(max_length=limits.name_length_max, unique=True)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    name = models.CharField(_("название"), max_length=limits.title_length_max)
    address = models.CharField(_("адрес"), max_length=200, blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    email = models.EmailField(_("почта"), blank=True)

    def __str__(self) -> str:
        return self.name


class SchoolYear(models.Model):
    school = models.ForeignKey(School, models.CASCADE, related_name="years")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="year_ends_after_start"),
            UniqueConstraint(fields=["id", "school"], name="year_and_school"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}/{self.ends_on.year}"


class Person(models.Model):
    """Anyone known to a school: employee, parent and pupil in any mixture, at several schools."""

    last_name = models.CharField(_("фамилия"), max_length=limits.name_length_max)
    first_name = models.CharField(_("имя"), max_length=limits.name_length_max)
    middle_name = models.CharField(_("отчество"), max_length=limits.name_length_max, blank=True)
    birth_date = models.DateField(_("дата рождения"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    # The word under which his picture lies (`files.pictures`). It stands here, and not in a table of its own, because every
    # message and every row of a list tells it. Who may see the picture itself, its door says.
    picture = models.CharField(max_length=limits.picture_word_length_max, null=True, blank=True)  # noqa: DJ001 - told as it is

    class Meta:
        constraints = [CheckConstraint(condition=~Q(last_name="") & ~Q(first_name=""), name="person_has_a_name")]
        indexes = [models.Index(fields=["last_name", "first_name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def name(self) -> str:
        """«Вероника Смирнова»: how a person is called in the messenger."""
        return f"{self.first_name} {self.last_name}"

    @property
    def short_name(self) -> str:
        """«Вероника С.»"""
        return f"{self.first_name} {self.last_name[:1]}."

    @property
    def list_name(self) -> str:
        """«Иванов И.»"""
        return f"{self.last_name} {self.first_name[:1]}."


class Employee(models.Model):
    """A person on a school's staff."""

    school = models.ForeignKey(School, models.CASCADE, related_name="employees")
    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    position = models.CharField(_("должность"), max_length=limits.position_length_max)
    is_administrator = models.BooleanField(_("администратор"), default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "person"], condition=NOW, name="employed_once_at_a_school"),
            CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="employee_until_after_since"),
            UniqueConstraint(fields=["id", "school"], name="employee_and_school"),
        ]
        indexes = [models.Index(fields=["person"], condition=NOW, name="employee_now_by_person")]

    def __str__(self) -> str:
        return f"{self.person}, {self.position}"


class SchoolClass(models.Model):
    """A class lives on from year to year: «5 А» becomes «6 А» and stays the same row."""

    school = models.ForeignKey(School, models.CASCADE, related_name="classes")
    grade = models.PositiveSmallIntegerField(_("параллель"))
    title = models.CharField(_("название"), max_length=limits.class_title_length_max)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "title"], condition=NOW, name="class_title_once_in_a_school"),
            CheckConstraint(condition=Q(grade__gte=1, grade__lte=12), name="grade_from_1_to_12"),
            UniqueConstraint(fields=["id", "school"], name="class_and_school"),
        ]

    def __str__(self) -> str:
        return self.title


class ClassTeacher(models.Model):
    """Who is the class teacher of which class, one at a time."""

    school = models.ForeignKey(School, models.CASCADE)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="class_teachers")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="led_classes")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["school_class"], condition=NOW, name="one_class_teacher_at_a_time")]
        indexes = [models.Index(fields=["employee"], condition=NOW, name="class_teacher_by_employee")]


class Enrolment(models.Model):
    """A pupil's belonging to a class; one class at a time in a school."""

    school = models.ForeignKey(School, models.CASCADE)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="enrolments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "person"], condition=NOW, name="enrolled_in_one_class_of_a_school"),
            CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="enrolled_until_after_since"),
            UniqueConstraint(fields=["id", "school_class"], name="enrolment_and_class"),
        ]
        indexes = [
            models.Index(fields=["school_class"], condition=NOW, name="enrolment_now_by_class"),
            models.Index(fields=["person"], condition=NOW, name="enrolment_now_by_person"),
        ]


class Subgroup(models.Model):
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="subgroups")
    name = models.CharField(_("название"), max_length=limits.name_length_max)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school_class", "name"], name="subgroup_name_once_in_a_class"),
            UniqueConstraint(fields=["id", "school_class"], name="subgroup_and_class"),
        ]

    def __str__(self) -> str:
        return self.name


class SubgroupPupil(models.Model):
    """A pupil of the class in one of its subgroups. The database refuses a pupil of another class."""

    subgroup = models.ForeignKey(Subgroup, models.CASCADE, related_name="pupils")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="subgroups")
    school_class = models.ForeignKey(SchoolClass, models.CASCADE)

    class Meta:
        constraints = [UniqueConstraint(fields=["subgroup", "enrolment"], name="in_a_subgroup_once")]


class Guardianship(models.Model):
    """The parent of a pupil, or another who stands in a parent's place."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("мать")
        FATHER = "father", _("отец")
        GUARDIAN = "guardian", _("опекун")

    parent = models.ForeignKey(Person, models.CASCADE, related_name="children")
    child = models.ForeignKey(Person, models.CASCADE, related_name="parents")
    relation = models.CharField(_("кем приходится"), max_length=10, choices=Relation, default=Relation.GUARDIAN)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["child", "parent"], name="parent_of_a_child_once"),
            CheckConstraint(condition=~Q(parent=F("child")), name="nobody_is_his_own_parent"),
        ]


class Subject(models.Model):
    school = models.ForeignKey(School, models.CASCADE, related_name="subjects")
    name = models.CharField(_("название"), max_length=limits.name_length_max)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "name"], name="subject_once_in_a_school"),
            UniqueConstraint(fields=["id", "school"], name="subject_and_school"),
        ]

    def __str__(self) -> str:
        return self.name


class StudyGroup(models.Model):
    """The pupils of a class, or a subgroup of them, learning one subject in a school year."""

    school = models.ForeignKey(School, models.CASCADE, related_name="study_groups")
    year = models.ForeignKey(SchoolYear, models.CASCADE)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="study_groups")
    subgroup = models.ForeignKey(Subgroup, models.CASCADE, null=True, blank=True, related_name="study_groups")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="study_groups")
    # It ends with its year, by the rollover: its class goes on, and learns in a study group of the next year.
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["school_class", "subject", "subgroup", "year"],
                nulls_distinct=False,
                name="study_group_once",
            ),
            UniqueConstraint(fields=["id", "school"], name="study_group_and_school"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """«10 А - География», «10 А (группа 1) - Английский язык»"""
        learners = f"{self.school_class.title} ({self.subgroup.name})" if self.subgroup else self.school_class.title
        return f"{learners} - {self.subject.name}"


class StudyGroupTeacher(models.Model):
    """An employee who teaches a study group."""

    study_group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="teachers")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="study_groups")
    school = models.ForeignKey(School, models.CASCADE)

    class Meta:
        constraints = [UniqueConstraint(fields=["study_group", "employee"], name="teaches_a_study_group_once")]


class Substitution(models.Model):
    """An employee who teaches a study group in another's place: from a moment to a moment, by somebody's word, for a reason.

    «Now» is `begun_at` without `ended_at`: both are written by whoever acts or by the clock's job, so that it begins and ends
    as every change does.
    """

    school = models.ForeignKey(School, models.CASCADE)
    study_group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="substitutions")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="substitutions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(_("причина"), max_length=limits.reason_length_max)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(reason=""), name="substitution_has_a_reason"),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="substitution_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["employee"], condition=Q(begun_at__isnull=False, ended_at=None), name="substitutes_now"),
            models.Index(fields=["starts_at"], condition=Q(begun_at=None, ended_at=None), name="substitution_to_begin"),
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="substitution_to_end"),
        ]


class Rollover(models.Model):
    """A school's passing from one year to the next: who did it and when, and what was written, so that it may be undone."""

    school = models.ForeignKey(School, models.CASCADE, related_name="rollovers")
    year = models.ForeignKey(SchoolYear, models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # `roster.rollover.Written`: the rows by their numbers, as they were before.
    written = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["school", "-id"], name="rollovers_of_school")]
