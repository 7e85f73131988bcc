"""The archive of ruled chats: from a moment on a chat is only read, by those who were in it then.

Comes in: chats whose facts are about to end. Goes out: what was archived, or brought back.
Called by: the rollover of a school's year, which holds the school alone. The facts end after this: the claims that they yield
now are written down here, and one rule of rules.sql reads them from then on.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from zvonok.chat_rules.models import ArchivedClaim
from zvonok.messenger import at_once

# Of those who are in the chat. What is given for a time (an exception, a substitution) keeps its own end.
REMEMBER = """
INSERT INTO chat_rules_archivedclaim (chat_id, person_id, role, reason, about_id)
SELECT claim.chat_id, claim.person_id, claim.role, claim.reason, claim.about
FROM claim JOIN messenger_place place ON place.chat_id = claim.chat_id AND place.person_id = claim.person_id
WHERE claim.chat_id = ANY(%s) AND claim.reason NOT IN ('exception', 'substitute', 'archive')
ORDER BY claim.chat_id, claim.person_id
ON CONFLICT DO NOTHING
"""

OF_FACTS = """
SELECT chat_id FROM chat_rules_ruledchat WHERE school_class_id = ANY(%(classes)s) OR study_group_id = ANY(%(study_groups)s)
"""


def chats_of(*, classes: Collection[int], study_groups: Collection[int]) -> list[int]:
    """The open chats of these facts."""
    with connection.cursor() as cursor:
        cursor.execute(OF_FACTS, {"classes": list(classes), "study_groups": list(study_groups)})
        return sorted(chat for (chat,) in cursor.fetchall())


@transaction.atomic
def archive(chats: Collection[int], *, now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [list(chats)])
    return at_once.archive(chats, at=now)


@transaction.atomic
def bring_back(chats: Collection[int]) -> list[int]:
    """The facts live again: who is in these chats follows from them as before."""
    ArchivedClaim.objects.filter(chat__in=list(chats)).delete()
    return at_once.bring_back(chats)
