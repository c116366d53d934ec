"""The API's fixtures, for what is asked of the ledger and the lake."""

from tests.api.conftest import client, clock, empty, house, stranger

__all__ = ["client", "clock", "empty", "house", "stranger"]
