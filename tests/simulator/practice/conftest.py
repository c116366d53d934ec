"""One world for all tests of the pages: they look, or make things of their own."""

from collections.abc import Iterator

import pytest

from tests.simulator.http.conftest import Simulator, serving
from tests.simulator.http.small import START
from tests.simulator.practice.reader import Browser
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock

MAIN = "acct_1TillHarborPine1"
"""The first account of the world."""


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    world = World(seed=6, clock=VirtualClock(SetClock(START), pace=0), payments=120, days=40)
    with serving(world) as running:
        for deed in ("refund", "dispute", "subscribe"):
            assert running.control(deed).status_code == 200
        yield running


@pytest.fixture
def browser(simulator: Simulator) -> Browser:
    return Browser(simulator.client, simulator.url)
