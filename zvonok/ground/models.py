"""What every room stands on and the database keeps: the audit trail.

Called by: `ground.audit` alone writes it; the audit page reads it.
"""

from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """Who did what, when, to whom, with the state before and after. Never changed, never deleted by hand.

    `what` is `room:subject:verb`. Persons are numbers here, for the ground knows no people.
    """

    at = models.DateTimeField(db_default=Now())
    by_person = models.BigIntegerField(null=True)
    what = models.CharField(max_length=80)
    school = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "-id"], name="audit_by_school"),
            models.Index(fields=["person", "-id"], name="audit_by_person"),
        ]
