"""The gate, for the tests of this room."""

from tests.engines import gate

__all__ = ["gate"]
