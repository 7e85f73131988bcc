"""What members are told, and in which words of JSON. The client's `wire/` reads exactly this.

Called by: `messenger.actions` and `chat_rules.keep`, inside the transaction of the change.
"""

from collections.abc import Iterable
from typing import Any

from zvonok.ground import push

TOPIC = "chat"


def said(people: Iterable[int], message: dict[str, Any]) -> None:
    """A message or a service message with the chat's next seq, or one changed in place with that as its `changed_seq`."""
    push.after_commit(people, TOPIC, {"event": "message", "message": message})


def row_changed(people: Iterable[int], chat: int) -> None:
    """The chat appeared for these people, or their own row of it changed: they ask for it again."""
    push.after_commit(people, TOPIC, {"event": "chat", "chat": chat})


def read(people: Iterable[int], chat: int, number: int) -> None:
    """Somebody has read what these people said, up to this number."""
    push.after_commit(people, TOPIC, {"event": "read", "chat": chat, "number": number})


def picture(people: Iterable[int], person: int, word: str | None) -> None:
    """A person whom they see in chats has another picture, or none."""
    push.after_commit(people, TOPIC, {"event": "picture", "person": person, "picture": word})


def draft(person: int, chat: int, draft: dict[str, Any] | None) -> None:
    """What he has begun to write in a chat, to his own devices."""
    push.after_commit([person], TOPIC, {"event": "draft", "chat": chat, "draft": draft})


def typing(people: Iterable[int], chat: int, who: dict[str, Any]) -> None:
    """Forgotten by whoever hears it, after a few seconds; so it is no change of the chat and takes no `seq`."""
    push.after_commit(people, TOPIC, {"event": "typing", "chat": chat, "who": who})


def scheduled(person: int) -> None:
    """His list of messages that wait is another: he asks for it again."""
    push.after_commit([person], TOPIC, {"event": "scheduled"})


def gone(people: Iterable[int], chat: int) -> None:
    """They are no longer in the chat."""
    push.after_commit(people, TOPIC, {"event": "gone", "chat": chat})
