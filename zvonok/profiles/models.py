"""The learning profile: a person's consent and identity in the learning space. Without it he is in no ruled chat.

Called by: `profiles.actions` writes; the rules of chats read.
"""

from django.db import models
from django.db.models.functions import Now

from zvonok.roster.models import Person


class LearningProfile(models.Model):
    class State(models.TextChoices):
        AWAITING_PARENT = "awaiting_parent"
        ACTIVE = "active"
        SUSPENDED = "suspended"

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="profile")
    state = models.CharField(max_length=16, choices=State)
    made_at = models.DateTimeField(db_default=Now())


class Consent(models.Model):
    """Who agreed to which version of the text, when, and for whom. A row is never changed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="consents_given")
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField(db_default=Now())
