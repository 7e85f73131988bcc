"""A seam to the right: who wants to know that somebody has said something, or that a place was lost or its role changed.

Comes in: listeners, at the start of their rooms. Goes out: each message, and whose places changed, in its own transaction.
Called by: `messenger.actions`, and whatever takes a place or gives it another role; `reach` and `calls` listen.
"""

from collections.abc import Callable, Collection

from zvonok.messenger.models import Message

Listener = Callable[[Message], None]
PlacesListener = Callable[[Collection[int], int], None]
_listeners: list[Listener] = []
_places_listeners: list[PlacesListener] = []


def listen(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def said(message: Message) -> None:
    for listener in _listeners:
        listener(message)


def listen_to_places(listener: PlacesListener) -> None:
    if listener not in _places_listeners:
        _places_listeners.append(listener)


def places_changed(people: Collection[int], chat: int) -> None:
    """These have lost their places in a free chat, or have another role in it. Of ruled chats `chat_rules.heard` tells."""
    if people:
        for listener in _places_listeners:
            listener(people, chat)
