"""What a person has begun to write in a chat and not sent. It is his alone: no audit, no search, no export of a chat has it.

Comes in: his place, and the words that stand in his field now. Goes out: nothing; his other devices are told.
Called by: `messenger.alive_api`. A draft is shown in the row of its chat, by `messenger.queries`.
"""

from django.db import connection, transaction

from zvonok.messenger import actions, announce
from zvonok.messenger.doors import NotYours
from zvonok.messenger.models import Draft, Place

# The place is locked against being taken away, and against nothing else: he may say something in the same moment.
SAVE = """
INSERT INTO messenger_draft (person_id, chat_id, text, reply_to)
SELECT person_id, chat_id, %(text)s, %(reply_to)s FROM messenger_place
WHERE chat_id = %(chat)s AND person_id = %(person)s FOR KEY SHARE
ON CONFLICT (person_id, chat_id) DO UPDATE SET text = excluded.text, reply_to = excluded.reply_to
"""


@transaction.atomic
def save(*, place: Place, text: str, reply_to: int | None) -> None:
    """In the place of what he had begun before. Nothing but blanks, and no answer begun: no draft."""
    text = actions.begun(text)
    if not text.strip() and reply_to is None:
        if Draft.objects.filter(person=place.person_id, chat=place.chat_id).delete()[0]:
            announce.draft(place.person_id, place.chat_id, None)
        return
    with connection.cursor() as cursor:
        cursor.execute(SAVE, {"person": place.person_id, "chat": place.chat_id, "text": text, "reply_to": reply_to})
        if not cursor.rowcount:
            raise NotYours
    announce.draft(place.person_id, place.chat_id, {"text": text, "reply_to": reply_to})
