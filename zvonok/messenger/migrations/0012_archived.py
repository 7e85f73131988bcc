"""A chat that is only read from a moment on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messenger", "0011_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="chat",
            name="archived_at",
            field=models.DateTimeField(null=True),
        ),
    ]
