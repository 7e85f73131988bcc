"""Files that people bring: what is told of each. The content lies in the storage under its own hash (`files.contents`).

Called by: `files.actions` writes. This room does not know where a file was sent: rooms to its right tell its door.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from zvonok.ground import limits
from zvonok.roster.models import Person


class File(models.Model):
    """One upload of one person. The same content brought twice is two rows over one content."""

    class Kind(models.TextChoices):
        IMAGE = "image"
        FILE = "file"
        VOICE = "voice"

    owner = models.ForeignKey(Person, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=limits.file_name_length_max)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    waveform = models.CharField(max_length=limits.waveform_length_max, blank=True)
    # Until it is sent, only its owner sees it; from then on it is seen where it was sent, and nowhere else.
    sent = models.BooleanField(db_default=False)
    uploaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["owner", "uploaded_at"], name="file_by_owner"),
            models.Index(fields=["uploaded_at"], condition=Q(sent=False), name="file_not_sent"),
        ]
