"""A store of one's own and a clock that stands."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import stores
from tillwatch.kernel.clock import SetClock
from tillwatch.store.engine import Store, open_store


@pytest.fixture
def clock() -> SetClock:
    return SetClock(1_790_000_000.0)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = await open_store(stores.given(tmp_path))
    yield made
    await made.close()
