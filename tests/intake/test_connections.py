"""Connections: credentials judged, tried, rolled and let go, against a simulated Stripe."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from tillwatch import settings
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.bell import CONNECTIONS, Bell
from tillwatch.kernel.clock import SetClock, SystemClock
from tillwatch.processors.port import KeyRefused, Unreachable
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http import serve
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.store import tables
from tillwatch.store.engine import open_store
from tillwatch.store.inbox import Delivery, write
from tillwatch.store.secrets import open_vault

SECRET = "whsec_firstSecret"
NEXT_SECRET = "whsec_secondSecret"
HOUR = 3600


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
    given = settings.load({"TILLWATCH_DATA_DIR": str(tmp_path), "TILLWATCH_STRIPE_API_BASE": url})
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


def key(app: Application, name: str, livemode: bool = False, account: int = 0) -> str:
    found = app.keys.named(list(app.world.shops)[account], livemode, name)
    assert found is not None
    return found.secret


async def connect(house: House, **given: str | None) -> connections.Connection:
    return await connections.connect(house, processor="stripe", **{"name": "Shop", **given})


async def kept(house: House) -> list[str]:
    return [c.name for c in await connections.everything(house.store, disconnected=True)]


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
