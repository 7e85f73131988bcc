"""How long messages are kept, by kind of chat: `KEEP_MESSAGES_DAYS`. What is older goes for good, with its files.

Comes in: the settings and this moment. Goes out: how many are gone. Called by: `messenger.jobs`, every night.

Nothing is said in the chats: it happens every night, and a service message each would be all that a quiet chat holds.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Q

from zvonok.ground import audit, limits
from zvonok.messenger import announce, sent_files
from zvonok.messenger.models import Chat, Message, Place, Poll

OLD = """
SELECT old.id
FROM messenger_chat chat
CROSS JOIN LATERAL (
    SELECT message.id FROM messenger_message message
    WHERE message.chat_id = chat.id AND message.at < %(before)s ORDER BY message.seq LIMIT %(most)s
) old
WHERE chat.kind = %(kind)s
LIMIT %(most)s
"""


def days_by_kind() -> dict[str, int]:
    """«parents=365,free=730». A word that is no kind of chat stops the start: it would keep what should go."""
    kept = {}
    for part in settings.KEEP_MESSAGES_DAYS:
        kind, _equals, days = part.partition("=")
        if kind not in Chat.Kind.values or not days.isdecimal() or int(days) < 1:
            raise ImproperlyConfigured(f"KEEP_MESSAGES_DAYS: «{part}»: {', '.join(Chat.Kind.values)}")
        kept[kind] = int(days)
    return kept


def delete_old(*, now: datetime) -> int:
    gone = 0
    for kind, days in days_by_kind().items():
        before = now - timedelta(days=days)
        gone_of_kind = 0
        while several := _delete_some(kind, before):
            gone_of_kind += several
        if gone_of_kind:
            after = {"kind": kind, "before": before, "count": gone_of_kind}
            audit.record("messenger:messages:expired", by=None, after=after)
        gone += gone_of_kind
    return gone


def erase_deleted(*, now: datetime) -> int:
    """The words of messages deleted for all stay for a report to be looked at, and then go too; the tombstone remains."""
    before = now - timedelta(days=limits.deleted_words_age_days_max)
    Poll.objects.filter(message__deleted_at__lt=before).delete()
    worded = ~Q(text="") | ~Q(data={})
    return Message.objects.filter(worded, deleted_at__lt=before).update(text="", data={})


@transaction.atomic
def _delete_some(kind: str, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(OLD, {"kind": kind, "before": before, "most": limits.messages_deleted_at_once_max})
        old = [row[0] for row in cursor.fetchall()]
    if not old:
        return 0
    # Whose last words these were: his row of the list says so no more.
    silent = list(Chat.objects.filter(last_message__in=old).values_list("pk", flat=True))
    sent_files.detach(old)
    Message.objects.filter(pk__in=old).delete()
    for chat, person in Place.objects.filter(chat__in=silent).values_list("chat_id", "person_id"):
        announce.row_changed([person], chat)
    return len(old)
