"""The simulator of disputes' tests, and the API's fixtures."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.conftest import client, clock, empty, house, stranger
from tests.disputes.prevent.shop import Shop, opened
from tests.simulator.disputes.conftest import desk
from tests.simulator.disputes.desk import Desk

__all__ = ["client", "clock", "desk", "empty", "house", "stranger"]


@pytest.fixture
async def shop(tmp_path: Path, desk: Desk) -> AsyncIterator[Shop]:
    async with opened(tmp_path, desk) as made:
        yield made
