"""The cast's chats, opened. Called by: the tests of this room."""

from collections.abc import Iterator

import pytest

from zvonok.chat_rules.tests.world import Chats, open_all
from zvonok.operations.cast import Cast


@pytest.fixture
def chats(cast: Cast) -> Iterator[Chats]:
    yield open_all(cast)
