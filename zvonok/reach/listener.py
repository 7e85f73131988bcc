"""What happens when somebody has said something: if a member's browser has asked to be told, a job is left for the worker.

Called by: `messenger.heard`, in the transaction of the message.
"""

from zvonok.ground import limits
from zvonok.ground.prepared import prepared_cursor
from zvonok.messenger.models import Message
from zvonok.reach import wording
from zvonok.reach.jobs import push_message

# Asked at every message of the house, so it is planned once a connection.
SOMEBODY_ASKED = """
SELECT EXISTS (
    SELECT FROM messenger_place place
    JOIN reach_subscription asked ON asked.person_id = place.person_id
    WHERE place.chat_id = %(chat)s AND place.person_id <> %(author)s
)
"""


def message_said(message: Message) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(SOMEBODY_ASKED, {"chat": message.chat_id, "author": message.author_id or 0})
        (somebody_asked,) = cursor.fetchone()
    if somebody_asked:
        # Whoever has the chat before his eyes will have read it by then. A call does not wait.
        wait = 0 if wording.rings(message) else limits.push_wait_seconds
        push_message.configure(schedule_in={"seconds": wait}).defer(message=message.pk)
