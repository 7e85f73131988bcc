"""The cast with a timetable: geography of 10 А on Tuesdays and Thursdays, and more. Called by: the tests of this room."""

import pytest

from tests.shared_cast import cast, cast_of_module, db
from zvonok.lessons.tests.week import School, make
from zvonok.operations.cast import Cast

__all__ = ["cast", "cast_of_module", "db", "school"]


@pytest.fixture
def school(cast: Cast) -> School:
    return make(cast)
