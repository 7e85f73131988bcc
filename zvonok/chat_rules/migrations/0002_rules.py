"""The views of rules.sql as the file says them. A change of the file comes with another migration like this one."""

from importlib.resources import files

from django.db import migrations

RULES = (files("zvonok.chat_rules") / "rules.sql").read_text()
NONE = "DROP VIEW desired_place; DROP VIEW entitled_place; DROP VIEW claim"


class Migration(migrations.Migration):
    dependencies = [
        ("chat_rules", "0001_initial"),
        ("messenger", "0001_initial"),
        ("profiles", "0001_initial"),
        ("roster", "0002_one_school"),
    ]

    operations = [migrations.RunSQL(RULES, NONE)]
