"""A seam to the right: who wants to know that somebody has said something. No room to the right is imported here.

Comes in: listeners, at the start of their rooms. Goes out: each message, in its own transaction, to each of them.
Called by: `messenger.actions`; `reach` listens.
"""

from collections.abc import Callable

from zvonok.messenger.models import Message

Listener = Callable[[Message], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def said(message: Message) -> None:
    for listener in _listeners:
        listener(message)
