"""A study group ends with its year, and a school's passing to the next one is a row with its author."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0005_substitutions"),
    ]

    operations = [
        migrations.AddField(
            model_name="studygroup",
            name="until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Rollover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("undone_at", models.DateTimeField(null=True)),
                ("written", models.JSONField()),
                (
                    "made_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rollovers", to="roster.school"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="roster.person"
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="roster.schoolyear"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["school", "-id"], name="rollovers_of_school")],
            },
        ),
    ]
