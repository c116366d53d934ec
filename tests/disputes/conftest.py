"""One simulated bank for the tests of a file, and an office at it for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.disputes.sending import Office, office
from tests.simulator.disputes.desk import Desk as Bank
from tests.simulator.http.conftest import serving
from tests.simulator.http.small import START
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=120, days=30)
    with serving(world) as running:
        yield Bank(running, world)


@pytest.fixture
async def desk(tmp_path: Path, bank: Bank) -> AsyncIterator[Office]:
    async with office(tmp_path, bank) as opened:
        yield opened
