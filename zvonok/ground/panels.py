"""How a page shows what a room to its right has to say, without importing it.

Comes in: a room's panel, registered under the name of a spot on a page. Goes out: its HTML where `{% panels %}` stands.
Called by: rooms in `apps.ready`; the template tag.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panel = Callable[[HttpRequest, Any], str]

_panels: dict[str, list[Panel]] = defaultdict(list)


def show(spot: str, panel: Panel) -> None:
    """Said once, when the program starts. A panel that has nothing to say returns an empty string."""
    _panels[spot].append(panel)


def shown(spot: str, request: HttpRequest, fact: Any) -> list[str]:
    return [panel(request, fact) for panel in _panels[spot]]
