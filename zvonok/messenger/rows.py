"""A seam to the right: what another room has to show in a chat's row, asked in the row's own query.

Comes in: a name of the row's own fields and an expression over its place. Goes out: the expressions of all.
Called by: `messenger.queries`; `calls` shows what is live.
"""

from collections.abc import Callable
from typing import Any

_shown: dict[str, Callable[[], Any]] = {}


def show(name: str, expression: Callable[[], Any]) -> None:
    """Said once, when the program starts."""
    _shown[name] = expression


def shown() -> dict[str, Any]:
    return {name: expression() for name, expression in _shown.items()}
