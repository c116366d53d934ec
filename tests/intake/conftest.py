"""A desk a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.doubles.desk import Desk, opened


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path) as made:
        yield made
