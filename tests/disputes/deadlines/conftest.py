"""The API's fixtures."""

from tests.api.conftest import client, clock, empty, house, stranger

__all__ = ["client", "clock", "empty", "house", "stranger"]
