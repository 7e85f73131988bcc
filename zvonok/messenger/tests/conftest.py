"""The cast, and its chats opened. Called by: the tests of this room."""

import pytest

from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules.tests.world import Chats, open_all
from zvonok.operations.cast import Cast

__all__ = ["cast", "cast_of_module", "chats", "db"]


@pytest.fixture
def chats(cast: Cast) -> Chats:
    return open_all(cast)
