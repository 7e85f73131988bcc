"""How a person signs in: his user, the invitations that lead to one, and his live connections.

Called by: `accounts.actions` writes; allauth reads and writes its own part.
"""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zvonok.roster.models import Person, School


class User(AbstractBaseUser):
    """One who can sign in; every user is one person."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="user")
    username = models.CharField(_("имя для входа"), max_length=60, unique=True)
    email = models.EmailField(_("почта"), blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now())

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [UniqueConstraint(fields=["email"], condition=~Q(email=""), name="email_once")]

    def __str__(self) -> str:
        return self.username


class Session(AbstractBaseSession):
    """A signed-in browser, whose user is written beside it: «выйти везде» ends all sessions of a user."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from zvonok.accounts.sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """A code on a printed slip that makes a person's first sign-in. Only its hash is kept; the newest one counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    school = models.ForeignKey(School, models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["person"], condition=Q(used_at__isnull=True), name="one_open_invitation")]


class PushConnection(models.Model):
    """A browser's live connection, kept so that signing out can cut it."""

    session_key = models.CharField(max_length=40, db_index=True)
    person = models.ForeignKey(Person, models.CASCADE)
    server = models.CharField(max_length=80)
    client = models.BigIntegerField()
    opened_at = models.DateTimeField(db_default=Now(), db_index=True)


class Presence(models.Model):
    """When a person last had the messenger open, and whether he lets others know. Whoever has it open has a connection."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="presence")
    seen_at = models.DateTimeField(null=True)
    hidden = models.BooleanField(db_default=False)
