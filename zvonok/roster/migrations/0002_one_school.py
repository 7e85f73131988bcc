"""Rows that name a school twice must mean the same school; the database sees to it, for Django has no composite keys."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

TOGETHER = [
    ("classteacher", "school_class_id, school_id", "schoolclass", "id, school_id"),
    ("classteacher", "employee_id, school_id", "employee", "id, school_id"),
    ("enrolment", "school_class_id, school_id", "schoolclass", "id, school_id"),
    ("subgrouppupil", "subgroup_id, school_class_id", "subgroup", "id, school_class_id"),
    ("subgrouppupil", "enrolment_id, school_class_id", "enrolment", "id, school_class_id"),
    ("studygroup", "school_class_id, school_id", "schoolclass", "id, school_id"),
    ("studygroup", "subgroup_id, school_class_id", "subgroup", "id, school_class_id"),
    ("studygroupteacher", "study_group_id, school_id", "studygroup", "id, school_id"),
    ("studygroupteacher", "employee_id, school_id", "employee", "id, school_id"),
]


def together(table: str, columns: str, target: str, keys: str) -> migrations.RunSQL:
    name = f"{table}_{target}_belong_together"
    return migrations.RunSQL(
        f"ALTER TABLE roster_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES roster_{target} ({keys}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE roster_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(
            "ALTER TABLE roster_schoolyear ADD CONSTRAINT years_do_not_overlap "
            "EXCLUDE USING gist (school_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)",
            "ALTER TABLE roster_schoolyear DROP CONSTRAINT years_do_not_overlap",
        ),
        *(together(*four) for four in TOGETHER),
    ]
