"""Every object and every event has the shape the installed SDK's classes describe."""

from itertools import islice

import pytest

from tests.simulator.business.worlds import books, looked_at
from tests.simulator.http import sdk_types
from tillwatch.simulator.books import frozen
from tillwatch.simulator.business import World


@pytest.fixture(scope="module", params=[1, "acted", "deep"], ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return looked_at(request.param)


def test_objects_and_events(world: World) -> None:
    wrong = [
        problem
        for b in books(world)
        for table in b.tables.values()
        for row in [*islice(table, 150), *islice(table.newest(), 150)]
        for problem in sdk_types.check(frozen(row))
    ]
    assert wrong[:10] == []


def test_accounts_and_balances(world: World) -> None:
    for shop in world.shops.values():
        assert sdk_types.check(shop.account) == []
        for livemode in shop.books:
            assert sdk_types.check(shop.balance(livemode)) == []
