"""What happens when somebody has said something: if a member's browser has asked to be told, a job is left for the worker.

Called by: `messenger.heard`, in the transaction of the message.
"""

from zvonok.ground import limits
from zvonok.messenger.models import Message, Place
from zvonok.reach.jobs import push_message
from zvonok.reach.models import Subscription


def message_said(message: Message) -> None:
    members = Place.objects.filter(chat=message.chat_id).exclude(person=message.author_id).values("person")
    if Subscription.objects.filter(person__in=members).exists():
        # Whoever has the chat before his eyes will have read it by then.
        push_message.configure(schedule_in={"seconds": limits.push_wait_seconds}).defer(message=message.pk)
