"""A seam to the right: who wants to know that places of ruled chats have changed, or that a ruled chat was opened.

Comes in: listeners, at the start of their rooms. Goes out: each change, in its own transaction, to each of them.
Called by: `chat_rules.keep` and `chat_rules.actions`; `calls` and `programs` listen.
"""

from collections.abc import Callable, Sequence

from zvonok.messenger.models import Chat
from zvonok.roster.touched import Effect

_of_places: list[Callable[[Sequence[Effect]], None]] = []
_of_opening: list[Callable[[Chat], None]] = []


def listen(
    *, of_places: Callable[[Sequence[Effect]], None] | None = None, of_opening: Callable[[Chat], None] | None = None
) -> None:
    """Said once, when the program starts."""
    _of_places.extend([of_places] if of_places else [])
    _of_opening.extend([of_opening] if of_opening else [])


def places_changed(effects: Sequence[Effect]) -> None:
    for listener in _of_places:
        listener(effects)


def opened(chat: Chat) -> None:
    for listener in _of_opening:
        listener(chat)
