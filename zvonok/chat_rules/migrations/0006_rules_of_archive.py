"""The views of rules.sql as the file says them. A change of the file comes with another migration like this one. If its
text then speaks of newer tables, this one is emptied, for it reads the file of today."""

from importlib.resources import files

from django.db import migrations

RULES = (files("zvonok.chat_rules") / "rules.sql").read_text()
NONE = "DROP VIEW desired_place; DROP VIEW entitled_place; DROP VIEW claim"


class Migration(migrations.Migration):
    dependencies = [
        ("chat_rules", "0005_archive"),
        ("profiles", "0001_initial"),
        ("roster", "0006_rollover"),
    ]

    operations = [migrations.RunSQL(RULES, NONE)]
