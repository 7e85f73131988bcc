"""A seam to the right: who wants to know that places of ruled chats have changed, or that a ruled chat was opened.

Comes in: listeners, at the start of their rooms. Goes out: each change, in its own transaction, to each of them.
Called by: `chat_rules.keep`; `calls` and `programs` listen.
"""

from collections.abc import Callable, Sequence

from zvonok.roster.touched import Effect

# The effects, and the chat that was opened by them, if one was.
Listener = Callable[[Sequence[Effect], int | None], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Said once, when the program starts."""
    _listeners.append(listener)


def places_changed(effects: Sequence[Effect], opened: int | None) -> None:
    for listener in _listeners:
        listener(effects, opened)
