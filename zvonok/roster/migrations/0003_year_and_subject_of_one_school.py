"""A study group's year and subject are its own school's, as 0002 says of the rest."""

from importlib import import_module

from django.db import migrations, models

together = import_module("zvonok.roster.migrations.0002_one_school").together


class Migration(migrations.Migration):
    dependencies = [("roster", "0002_one_school")]

    operations = [
        migrations.AddConstraint("schoolyear", models.UniqueConstraint(fields=("id", "school"), name="year_and_school")),
        migrations.AddConstraint("subject", models.UniqueConstraint(fields=("id", "school"), name="subject_and_school")),
        together("studygroup", "year_id, school_id", "schoolyear", "id, school_id"),
        together("studygroup", "subject_id, school_id", "subject", "id, school_id"),
    ]
