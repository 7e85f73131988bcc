"""The views of rules.sql were made here. The newest migration of their kind makes them now: the file speaks of tables that came
later than this one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("chat_rules", "0003_kinds"),
        ("roster", "0005_substitutions"),
    ]

    operations = []
