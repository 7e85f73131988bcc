"""Browsers that asked to be told of messages when no page of theirs is open, and people who asked for letters.

Called by: `reach.actions` and `reach.digest` write. A subscription ends with the session that made it.
"""

from django.db import models
from django.db.models.functions import Now

from zvonok.accounts.models import Session
from zvonok.ground import limits
from zvonok.roster.models import Person


class Subscription(models.Model):
    """Where a browser's maker takes pushes for it, and the keys that only the browser can open them with."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="subscriptions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="subscriptions")
    endpoint = models.CharField(max_length=limits.endpoint_length_max, unique=True)
    p256dh = models.CharField(max_length=limits.push_key_length_max)
    auth = models.CharField(max_length=limits.push_key_length_max)
    # Else a notification says only that there is a message: a locked screen is read by whoever stands near.
    shows_words = models.BooleanField()
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField(db_default=Now())


class Digest(models.Model):
    """A person wants letters about what went unread. Without a row he gets none; taking his leave of them deletes it."""

    class Every(models.TextChoices):
        DAY = "day"
        HOUR = "hour"

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="digest")
    every = models.CharField(max_length=4, choices=Every)
    shows_words = models.BooleanField()
    language = models.CharField(max_length=2)
    # What was said up to here has been told, or was said before he wanted letters. It is moved on before a letter goes,
    # so that no letter goes twice.
    told_until = models.DateTimeField()
