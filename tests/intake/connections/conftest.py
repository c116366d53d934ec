"""A house with nothing but the connections' needs, and a simulated Stripe over HTTP beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import stores
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SetClock, SystemClock
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http import serve
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.store.engine import open_store
from tillwatch.store.secrets import open_vault


@pytest.fixture(scope="module")
def world() -> World:
    return World(7, VirtualClock(SystemClock()), payments=10, days=10)


@pytest.fixture
async def simulated(world: World) -> AsyncIterator[tuple[Application, str]]:
    app = application(world, options=Options(limits=False), wall=SystemClock())
    async with serve.running(app) as url:
        yield app, url


@pytest.fixture
def app(simulated: tuple[Application, str]) -> Application:
    return simulated[0]


@pytest.fixture
async def house(tmp_path: Path, simulated: tuple[Application, str]) -> AsyncIterator[House]:
    url = simulated[1]
    given = stores.given(tmp_path, stripe_api_base=url)
    clock = SetClock(1_700_000_000)
    store = await open_store(given)
    house = House(
        settings=given,
        store=store,
        vault=open_vault(given.secret_key_file),
        processors=Registry([Stripe(url, url, 1.0, 0, SystemClock())]),
        clock=clock,
        bell=Bell(),
    )
    yield house
    await connections.close_readers(house)
    await store.close()
