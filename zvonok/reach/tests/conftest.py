"""The cast. Called by: the tests of this room."""

from tests.shared_cast import cast, cast_of_module, db

__all__ = ["cast", "cast_of_module", "db"]
