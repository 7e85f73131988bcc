"""Rosters that come in: sources, runs, what is staged, found, planned and written."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import zvonok.exchange.rows

# What the eye sees of a name, as `roster.names.looks` says it, and less: no spaces, quotes, dashes, no dots over «ё».
LOOKS = """
CREATE FUNCTION exchange_looks(name text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
SELECT translate(
    lower(regexp_replace(normalize(name, NFKC), '[\\s«»"“”„''’‘`‐‑‒–—-]', '', 'g')),
    'ёabcehkmoptxyijs',
    'еавсенкмортхуіјѕ')
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_giving"),
        ("roster", "0005_substitutions"),
    ]

    operations = [
        migrations.RunSQL(LOOKS, "DROP FUNCTION exchange_looks(text)"),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Reading"),
                            ("problems", "Problems"),
                            ("doubtful", "Doubtful"),
                            ("planning", "Planning"),
                            ("planned", "Planned"),
                            ("waiting", "Waiting"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("undone", "Undone"),
                            ("dropped", "Dropped"),
                            ("failed", "Failed"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("files", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("complete", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("brake", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(blank=True, max_length=32)),
                ("applied_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=500)),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="roster.school"),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="progress",
                        serialize=False,
                        to="exchange.run",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=100)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=120)),
                ("organisation", models.CharField(blank=True, max_length=255)),
                ("settings", models.JSONField(default=dict)),
                ("reads_at", models.TimeField(null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "school",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="roster.school"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="run",
            name="source",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="exchange.source"),
        ),
        migrations.CreateModel(
            name="KnownAs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("employee", "employee"),
                            ("class", "class"),
                            ("enrolment", "enrolment"),
                            ("guardianship", "guardianship"),
                            ("study_group", "study_group"),
                            ("study", "study"),
                            ("teaching", "teaching"),
                        ],
                        max_length=12,
                    ),
                ),
                ("there", models.CharField(max_length=255)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roster.person"
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roster.schoolclass"
                    ),
                ),
                (
                    "study_group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roster.studygroup"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="known", to="exchange.source"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("there", models.CharField(max_length=255)),
                ("grade", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=30)),
                ("class_teacher", models.CharField(blank=True, max_length=255)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedEmployee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("person", models.CharField(max_length=255)),
                ("position", models.CharField(blank=True, max_length=120)),
                ("is_administrator", models.BooleanField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedEnrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("person", models.CharField(max_length=255)),
                ("school_class", models.CharField(max_length=255)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedGone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("employee", "employee"),
                            ("class", "class"),
                            ("enrolment", "enrolment"),
                            ("guardianship", "guardianship"),
                            ("study_group", "study_group"),
                            ("study", "study"),
                            ("teaching", "teaching"),
                        ],
                        max_length=12,
                    ),
                ),
                ("there", models.CharField(max_length=255)),
                ("other", models.CharField(blank=True, max_length=255)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedGuardianship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("parent", models.CharField(max_length=255)),
                ("child", models.CharField(max_length=255)),
                ("relation", models.CharField(max_length=10)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("there", models.CharField(max_length=255)),
                ("last_name", models.CharField(max_length=100)),
                ("first_name", models.CharField(max_length=100)),
                ("middle_name", models.CharField(blank=True, max_length=100)),
                ("birth_date", models.DateField(null=True)),
                (
                    "found",
                    models.CharField(
                        choices=[
                            ("known", "Known"),
                            ("rule", "By Rule"),
                            ("chosen", "Chosen"),
                            ("new", "New"),
                            ("doubtful", "Doubtful"),
                        ],
                        db_default="new",
                        max_length=8,
                    ),
                ),
                ("rule", models.CharField(db_default="", max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roster.person",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedStudy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("study_group", models.CharField(max_length=255)),
                ("person", models.CharField(max_length=255)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedStudyGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("there", models.CharField(max_length=255)),
                ("school_class", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=100)),
                ("subgroup", models.CharField(blank=True, max_length=100)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedTeaching",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("study_group", models.CharField(max_length=255)),
                ("person", models.CharField(max_length=255)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Written",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveSmallIntegerField()),
                ("relation", models.CharField(max_length=40)),
                ("record", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("what", models.CharField(blank=True, max_length=80)),
                ("person", models.BigIntegerField(null=True)),
                ("said", models.JSONField(default=dict)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="written", to="exchange.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlannedEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=8)),
                ("chat", models.BigIntegerField()),
                ("chat_title", models.CharField(max_length=120)),
                ("school_class", models.CharField(blank=True, max_length=30)),
                ("person", models.BigIntegerField()),
                ("name", models.CharField(max_length=320)),
                ("role", models.PositiveSmallIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_effects",
                        to="exchange.run",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "chat"], name="planned_effects_of_run")],
            },
        ),
        migrations.CreateModel(
            name="Planned",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=320)),
                ("school_class", models.CharField(blank=True, max_length=30)),
                ("said", models.JSONField(default=dict)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="planned", to="exchange.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "school_class", "name"], name="planned_of_run")],
            },
        ),
        migrations.CreateModel(
            name="FoundProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=100)),
                ("sentence", models.CharField(max_length=500)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="exchange.run"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "file", "line"], name="problems_of_run")],
            },
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("there", models.CharField(max_length=255)),
                ("rule", models.CharField(max_length=20)),
                ("is_same", models.BooleanField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roster.person"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="doubts", to="exchange.run"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "there", "person"), name="doubted_once_a_run")],
            },
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("school", "kind", "name"), name="source_once_in_a_school"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["school", "-id"], name="runs_of_school"),
        ),
        migrations.AddConstraint(
            model_name="knownas",
            constraint=models.UniqueConstraint(fields=("source", "kind", "there"), name="known_once_in_a_source"),
        ),
        migrations.AddConstraint(
            model_name="knownas",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", zvonok.exchange.rows.Kind["PERSON"]),
                        ("person__isnull", False),
                        ("school_class", None),
                        ("study_group", None),
                    ),
                    models.Q(
                        ("kind", zvonok.exchange.rows.Kind["CLASS"]),
                        ("person", None),
                        ("school_class__isnull", False),
                        ("study_group", None),
                    ),
                    models.Q(
                        ("kind", zvonok.exchange.rows.Kind["STUDY_GROUP"]),
                        ("person", None),
                        ("school_class", None),
                        ("study_group__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="known_as_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="stagedclass",
            index=models.Index(fields=["run", "there"], name="staged_classes_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedemployee",
            index=models.Index(fields=["run", "person"], name="staged_employees_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedenrolment",
            index=models.Index(fields=["run", "person"], name="staged_enrolments_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedgone",
            index=models.Index(fields=["run", "kind"], name="staged_gone_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedguardianship",
            index=models.Index(fields=["run", "child"], name="staged_guardianships_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedperson",
            index=models.Index(fields=["run", "there"], name="staged_people_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedstudy",
            index=models.Index(fields=["run", "study_group"], name="staged_studies_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedstudygroup",
            index=models.Index(fields=["run", "there"], name="staged_groups_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedteaching",
            index=models.Index(fields=["run", "study_group"], name="staged_teaching_of_run"),
        ),
        migrations.AddIndex(
            model_name="stagedyear",
            index=models.Index(fields=["run"], name="staged_years_of_run"),
        ),
        migrations.AddIndex(
            model_name="written",
            index=models.Index(fields=["run", "step"], name="written_of_run"),
        ),
    ]
