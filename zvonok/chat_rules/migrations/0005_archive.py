"""Who was in a chat when it was archived, and why: what the rule of archived chats reads."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat_rules", "0004_rules_of_substitution"),
        ("messenger", "0012_archived"),
        ("roster", "0006_rollover"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchivedClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.PositiveSmallIntegerField(choices=[(1, "Member"), (2, "Administrator")])),
                ("reason", models.CharField(max_length=20)),
                (
                    "about",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roster.person",
                    ),
                ),
                (
                    "chat",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="messenger.chat"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roster.person"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chat", "person", "reason", "about"), name="archived_claim_once", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
