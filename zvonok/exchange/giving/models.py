"""Who may take a school's roster by OneRoster, and when each fact of it was last changed.

Called by: `exchange.giving.clients` writes clients; the database's triggers (`noting.sql`) write what changed; nobody else.
"""

from django.db import models
from django.db.models.functions import Now

from zvonok.ground import limits
from zvonok.roster.models import Person, School


class Client(models.Model):
    """Another system that a school lets read its roster. Of its secret only the hash is kept.

    `minute` and `asked_in_minute` count its requests; the minute is also when it was last used.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    name = models.CharField(max_length=limits.name_length_max)
    client_id = models.CharField(max_length=40, unique=True)
    secret_hash = models.CharField(max_length=64)
    gives_birth_dates = models.BooleanField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    asked_in_minute = models.PositiveIntegerField(db_default=0)

    def __str__(self) -> str:
        return self.name


class Noted(models.Model):
    """When a row of the roster was last written: `dateLastModified`. `gone`: the row as it was, when it was deleted.

    A table of its own and not a column of each: whoever writes the roster need not know of it, and can compare what he wrote
    with what stands there now.
    """

    pk = models.CompositePrimaryKey("kind", "fact")
    kind = models.CharField(max_length=20)
    fact = models.BigIntegerField()
    at = models.DateTimeField()
    gone = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind"], condition=models.Q(gone__isnull=False), name="noted_gone")]
