"""The views of rules.sql were made here. The newest migration of their kind makes them now: the file speaks of tables that came
later than this one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("chat_rules", "0001_initial"),
        ("messenger", "0001_initial"),
        ("profiles", "0001_initial"),
        ("roster", "0002_one_school"),
    ]

    operations = []
