"""Every object and every event has the shape the installed SDK's classes describe."""

import pytest

from tests.simulator.business.worlds import acted, books, seen
from tests.simulator.http import sdk_types
from tillwatch.simulator.books import frozen
from tillwatch.simulator.business import World


@pytest.fixture(scope="module", params=[1, 0], ids=["history", "acted"])
def world(request: pytest.FixtureRequest) -> World:
    return seen(1) if request.param else acted()


def test_objects_and_events(world: World) -> None:
    wrong = [
        problem
        for b in books(world)
        for table in b.tables.values()
        for row in list(table)[-150:]
        for problem in sdk_types.check(frozen(row))
    ]
    assert wrong[:10] == []


def test_accounts_and_balances(world: World) -> None:
    for shop in world.shops.values():
        assert sdk_types.check(shop.account) == []
        for livemode in shop.books:
            assert sdk_types.check(shop.balance(livemode)) == []
