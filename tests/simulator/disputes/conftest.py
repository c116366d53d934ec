"""One simulator for all tests of this room; each opens its own disputes."""

from collections.abc import Iterator

import pytest

from tests.simulator.disputes.desk import Desk
from tests.simulator.http.conftest import serving
from tests.simulator.http.small import START
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock


@pytest.fixture(scope="package")
def desk() -> Iterator[Desk]:
    world = World(seed=5, clock=VirtualClock(SetClock(START), pace=0), payments=120, days=30)
    with serving(world) as running:
        yield Desk(running, world)
