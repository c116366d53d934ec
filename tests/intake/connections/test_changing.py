"""Connections later: learned, rolled, replaced, checked, paused and let go."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from tests.intake.connections.asking import NEXT_SECRET, SECRET, connect, kept, key
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.bell import CONNECTIONS
from tillwatch.kernel.clock import SetClock, SystemClock
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.http.app import Application
from tillwatch.store import tables
from tillwatch.store.inbox import Delivery, write

pytestmark = pytest.mark.usefixtures("any_store")

HOUR = 3600


async def test_a_secret_alone_learns_from_the_first_event(house: House):
    away = Stripe("http://127.0.0.1:9", "http://127.0.0.1:9", 1.0, 0, SystemClock())
    house = replace(house, processors=Registry([away]))
    shop = await connect(house, secret=SECRET)
    assert (shop.mode, shop.account_id, shop.has_key, shop.grants) == (None, None, False, [])
    assert await connections.reader(house, shop) is None
    await connections.learned(house, shop.id, mode="live")
    await connections.learned(house, shop.id, mode="test", account_id="acct_1")
    shop = await connections.one(house.store, shop.id)
    assert (shop.mode, shop.account_id) == ("live", "acct_1")


async def test_a_learned_account_that_is_connected_already_is_told(house: House, app: Application):
    await connect(house, key=key(app, "full"))
    other = await connect(house, name="Hooks", secret=SECRET)
    account = next(iter(app.world.shops))
    await connections.learned(house, other.id, mode="test", account_id=account)
    other = await connections.one(house.store, other.id)
    assert (other.state, other.reason) == (
        "needs_attention",
        "The same account is connected already, as “Shop”",
    )


async def test_a_rolled_secret_leaves_the_old_one_24_hours(house: House):
    clock = house.clock
    assert isinstance(clock, SetClock)
    shop = await connect(house, secret=SECRET)
    await connections.change(house, shop.id, secret=NEXT_SECRET)
    assert await connections.secrets(house, shop.id) == [NEXT_SECRET, SECRET]
    clock.advance(24 * HOUR - 1)
    assert await connections.secrets(house, shop.id) == [NEXT_SECRET, SECRET]
    clock.advance(1)
    assert await connections.secrets(house, shop.id) == [NEXT_SECRET]


async def test_the_same_secret_again_is_no_roll(house: House):
    shop = await connect(house, secret=SECRET)
    await connections.change(house, shop.id, secret=f" {SECRET} ")
    assert await connections.secrets(house, shop.id) == [SECRET]
    with pytest.raises(errors.Conflict, match="“Shop”"):
        await connect(house, name="Other", secret=SECRET)


async def test_a_replaced_key_makes_a_new_reader(house: House, app: Application):
    shop = await connect(house, key=key(app, "six"))
    first = await connections.reader(house, shop)
    assert first is await connections.reader(house, shop)
    changed = await connections.change(house, shop.id, key=key(app, "full"), name="Renamed")
    assert (changed.name, changed.key_hint) == ("Renamed", f"rk_test_…{key(app, 'full')[-4:]}")
    second = await connections.reader(house, changed)
    assert second is not None
    assert second is not first
    with pytest.raises(errors.Conflict, match="is of the account"):
        await connections.change(house, shop.id, key=key(app, "full", account=1))


async def test_check_finds_a_key_that_was_revoked(house: House, app: Application):
    account = next(iter(app.world.shops))
    made = app.keys.make(account, False, "soon gone", ["rak_charge_read"])
    shop = await connect(house, key=made.secret)
    app.keys.make(account, False, "soon gone", [], state="revoked")
    checked = await connections.check(house, shop.id)
    assert checked.state == "needs_attention"
    assert checked.reason
    app.keys.make(account, False, "soon gone", ["rak_charge_read", "rak_payout_read"])
    checked = await connections.check(house, shop.id)
    assert (checked.state, checked.reason) == ("connected", None)
    assert "rak_payout_read" in {g.slug for g in checked.grants if g.granted}


async def test_pause_keeps_what_was_the_matter(house: House):
    shop = await connect(house, secret=SECRET)
    await connections.trouble(house, shop.id, "Look at it")
    assert (await connections.pause(house, shop.id)).state == "paused"
    assert (await connections.resume(house, shop.id)).reason == "Look at it"
    await connections.trouble(house, shop.id, None)
    assert (await connections.one(house.store, shop.id)).state == "connected"


async def test_a_key_that_is_taken_again_ends_what_was_the_matter_with_it(
    house: House, app: Application
):
    shop = await connect(house, key=key(app, "full"))
    await connections.trouble(house, shop.id, "The key has expired.")
    await connections.answered(house, await connections.one(house.store, shop.id))
    assert (await connections.one(house.store, shop.id)).state == "connected"
    other = await connect(house, name="Other", secret=SECRET)
    await connections.learned(house, other.id, mode="test", account_id=shop.account_id)
    twice = await connections.one(house.store, other.id)
    await connections.answered(house, twice)
    assert (await connections.one(house.store, other.id)).reason == twice.reason


async def test_unsigned_mail_is_noted_now_and_then(house: House, app: Application):
    clock = house.clock
    assert isinstance(clock, SetClock)
    shop = await connect(house, key=key(app, "six"))
    await connections.unverified(house, shop.id)
    with house.bell.listen(CONNECTIONS) as ear:
        await connections.unverified(house, shop.id)
        assert not ear.rang()
        clock.advance(10)
        await connections.unverified(house, shop.id)
        assert ear.rang()
    assert (await connections.one(house.store, shop.id)).unverified_at == clock.now()
    await connections.change(house, shop.id, secret=SECRET)
    assert (await connections.one(house.store, shop.id)).unverified_at is None


async def test_disconnected_without_its_data_it_can_come_back(house: House, app: Application):
    shop = await connect(house, key=key(app, "full"), secret=SECRET)
    await write(house.store, [delivery(shop.id)])
    await connections.disconnect(house, shop.id, delete_data=False)
    with pytest.raises(errors.NotFound):
        await connections.one(house.store, shop.id)
    assert await connections.everything(house.store) == []
    left = await connections.one(house.store, shop.id, disconnected=True)
    assert (left.has_key, left.has_secret, left.key_hint) == (False, False, None)
    again = await connect(house, name="Again", key=key(app, "full"))
    assert (again.id, again.name, again.state) == (shop.id, "Again", "connected")
    assert await rows(house, shop.id) == 1


async def test_disconnected_with_its_data_nothing_is_left(house: House, app: Application):
    shop = await connect(house, key=key(app, "full"), secret=SECRET)
    other = await connect(house, name="Other", key=key(app, "full", account=1))
    for one in (shop, other):
        await write(house.store, [delivery(one.id)])
        async with house.store.writing() as writing:
            values = {"connection_id": one.id, "kind": "charge", "id": "ch_1", "as_of": 1}
            await writing.execute(insert(tables.objects).values(**values, state=b"{}"))
    await connections.disconnect(house, shop.id, delete_data=True)
    assert (await rows(house, shop.id), await rows(house, other.id)) == (0, 2)
    assert await kept(house) == ["Other"]


def delivery(connection_id: str) -> Delivery:
    return Delivery(
        connection_id=connection_id,
        event_id="evt_1",
        api_version="",
        type="charge.succeeded",
        created=1,
        livemode=False,
        account=None,
        thin=False,
        source="webhook",
        received_ms=1,
        body=b"{}",
    )


async def rows(house: House, connection_id: str) -> int:
    """How many rows stand in the inbox and among the objects."""
    count = 0
    for engine, table in (
        (house.store.inbox, tables.inbox),
        (house.store.main, tables.objects),
    ):
        query = select(table).where(table.c.connection_id == connection_id)
        async with engine.connect() as reading:
            count += len((await reading.execute(query)).all())
    return count
