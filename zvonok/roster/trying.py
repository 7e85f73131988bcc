"""Trying a change: it is run for real and rolled back, so what is shown before is what happens after.

Comes in: an action with all its arguments. Goes out: what it would return. Called by: pages that show effects beforehand.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

Result = TypeVar("Result")


def tried(act: Callable[[], Result]) -> Result:
    with transaction.atomic():
        result = act()
        transaction.set_rollback(True)
    return result
