"""A seam to the right: who wants to know that a session has ended. No room to the right is imported here.

Comes in: listeners, at the start of their rooms. Goes out: the key of each session that ends, to each of them.
Called by: `accounts.actions.disconnect`, which every end of a session passes; `calls` listens.
"""

from collections.abc import Callable

Listener = Callable[[str], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def told(session: str) -> None:
    for listener in _listeners:
        listener(session)
