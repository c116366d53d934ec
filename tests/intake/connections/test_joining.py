"""Credentials judged and tried: what connects, what is refused and stores nothing."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.intake.connections.asking import SECRET, connect, kept, key
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.bell import CONNECTIONS
from tillwatch.kernel.clock import SystemClock
from tillwatch.processors.port import KeyRefused, Unreachable
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.http.app import Application
from tillwatch.store import tables


async def test_a_full_key_tells_account_mode_and_permissions(house: House, app: Application):
    with house.bell.listen(CONNECTIONS) as ear:
        shop = await connect(house, key=f"  {key(app, 'full')}\n")
        assert ear.rang()
    assert (shop.mode, shop.state, shop.reason) == ("test", "connected", None)
    assert shop.account_id == next(iter(app.world.shops))
    assert shop.account is not None
    assert shop.account.name
    granted = {g.slug for g in shop.grants if g.granted}
    assert {"rak_charge_read", "rak_payout_read", "rak_event_read"} <= granted
    assert (shop.has_key, shop.has_secret, shop.key_warning) == (True, False, None)


async def test_the_key_is_sealed(house: House, app: Application):
    shop = await connect(house, key=key(app, "full"), secret=SECRET)
    async with house.store.reading() as reading:
        row = (await reading.execute(select(tables.connection))).mappings().one()
    everything = repr(dict(row)).encode() + row["key_sealed"] + row["secret_sealed"]
    assert key(app, "full").encode() not in everything
    assert SECRET.encode() not in everything
    assert shop.key_hint == f"rk_test_…{key(app, 'full')[-4:]}"


@pytest.mark.parametrize("name", ["six", "notifier7", "nothing"])
async def test_a_narrow_key_connects_without_a_warning(house: House, app: Application, name: str):
    shop = await connect(house, key=key(app, name))
    assert (shop.state, shop.reason, shop.key_warning) == ("connected", None, None)
    assert any(g.granted is False for g in shop.grants)
    assert shop.account_id == next(iter(app.world.shops)), "a 403 names the account"


async def test_a_secret_key_connects_with_a_warning(house: House, app: Application):
    shop = await connect(house, key=key(app, "secret"))
    assert shop.key_warning is not None
    assert "restricted" in shop.key_warning


@pytest.mark.parametrize("name", ["expired", "revoked"])
async def test_a_key_stripe_refuses_is_not_stored(house: House, app: Application, name: str):
    with pytest.raises(KeyRefused) as refused:
        await connect(house, key=key(app, name))
    assert refused.value.exit_code == 3
    assert await kept(house) == []


async def test_stripe_not_reached_stores_nothing(house: House):
    away = Stripe("http://127.0.0.1:9", "http://127.0.0.1:9", 1.0, 0, SystemClock(), sleep=_at_once)
    with pytest.raises(Unreachable) as problem:
        await connect(replace(house, processors=Registry([away])), key="rk_test_abc123")
    assert problem.value.exit_code == 4
    assert await kept(house) == []


async def _at_once(seconds: float) -> None:
    """Tries again without waiting."""


@pytest.mark.parametrize("given", [{}, {"key": "pk_test_abc"}, {"secret": "rk_test_abc"}])
async def test_what_cannot_be_a_credential(house: House, given: dict[str, str]):
    with pytest.raises(errors.BadInput):
        await connect(house, **given)
    assert await kept(house) == []


async def test_a_key_of_the_other_mode(house: House, app: Application):
    with pytest.raises(errors.BadCredential, match="test mode key, and live mode was asked for"):
        await connect(house, key=key(app, "full"), mode="live")
    shop = await connect(house, key=key(app, "full"))
    with pytest.raises(errors.BadCredential, match="live mode key"):
        await connections.change(house, shop.id, key=key(app, "full", livemode=True))


async def test_an_account_connects_once_in_each_mode(house: House, app: Application):
    shop = await connect(house, key=key(app, "full"))
    with pytest.raises(errors.Conflict, match=f"as “Shop” \\({shop.id}\\)"):
        await connect(house, name="Again", key=key(app, "six"))
    await connect(house, name="Live", key=key(app, "full", livemode=True))
    await connect(house, name="Second", key=key(app, "full", account=1))
    assert sorted(await kept(house)) == ["Live", "Second", "Shop"]


@pytest.mark.parametrize("by", ["key", "secret"])
@pytest.mark.usefixtures("any_store")
async def test_of_several_that_connect_one_account_at_once_one_does(
    house: House, app: Application, by: str
):
    given = {"key": key(app, "full")} if by == "key" else {"secret": SECRET}
    tries = (connect(house, name=f"Shop {number}", **given) for number in range(4))
    ended = await asyncio.gather(*tries, return_exceptions=True)
    refused = [one for one in ended if isinstance(one, errors.Conflict)]
    assert (len(refused), len(await kept(house))) == (3, 1)
