"""The cast, and its chats opened. Called by: the tests of this room."""

from collections.abc import Iterator

import pytest

from tests.shared_cast import cast, cast_of_module

from zvonok.chat_rules.tests.world import Chats, open_all
from zvonok.operations.cast import Cast

__all__ = ["cast", "cast_of_module", "chats"]


@pytest.fixture
def chats(cast: Cast) -> Iterator[Chats]:
    yield open_all(cast)
