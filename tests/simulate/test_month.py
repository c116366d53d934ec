"""A month of business with a tenth of the webhooks lost, a fifth doubled, all reordered, and an
API that fails now and then: it ends equal to the API and to the simulator's own books."""

import itertools
import os
import random
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.doubles import copied
from tests.doubles.desk import all_rows
from tests.doubles.live import Live, going, until
from tests.simulate import raw
from tests.simulate.auditor import audit
from tillwatch.intake import backfill, connections, health, rebuild, verify
from tillwatch.simulator.http.options import Options
from tillwatch.store.tables import LEDGER, pace

STORES = itertools.cycle(("postgresql", "sqlite"))
HALF_DAY_S = 43_200
SEEDS = [int(seed) for seed in os.environ.get("SIMULATE_SEEDS", "11 12").split()]
ROUGH = {
    "duplicate_share": 0.2,
    "loss_share": 0.1,
    "reorder_share": 1.0,
    "delay_s_max": 0.3,
    "error_share": 0.03,
    "drop_share": 0.03,
}


@pytest.mark.parametrize(
    ("any_store", "seed"),
    list(zip(STORES, SEEDS, strict=False)),
    indirect=["any_store"],
)
@pytest.mark.usefixtures("any_store")
async def test_a_rough_month_ends_equal_to_the_api_and_the_books(tmp_path: Path, seed: int):
    options = Options(seed=seed, limits=True, rate_test=60, rate_endpoint=40, at_once=8)
    async with going(tmp_path, seed, options=options) as live:
        connection = await live.connect(live.key())
        secret = await live.endpoint(connection)
        await connections.change(live.house, connection, secret=secret)
        await backfill.start(live.house, connection)
        options.turn(ROUGH)
        await a_month(live, connection, random.Random(seed))
        options.turn(dict.fromkeys(ROUGH, 0))
        await settled(live, connection)
        lost = [note for note in live.app.deliveries.log if note["result"] == "lost"]
        assert lost, "nothing was lost on the way: this proves nothing"
        found = await health.of(live.house, connection)
        assert (found.set_aside, found.undecided) == (0, 0)
        totals = live.world.main.books[False].tally.figures()
        assert audit(tmp_path, connection, totals) == [], f"seed {seed}"
        verdict = await verify.run(live.house, connection)
        assert verdict.differences == [], f"seed {seed}"
        assert verdict.skipped == []
        assert verdict.checked > 1000
        await exact(live, connection)


async def exact(live: Live, connection: str) -> None:
    """The raw objects say what the rows say (G4), and made again from them every row is the same
    (G3)."""
    copy = await copied.everything(live.house.store, connection)
    assert raw.audit(copy) == []
    await rebuild.rebuild(live.house)
    again = await copied.ledger(live.house.store, connection)
    assert copied.differences({name: copy[name] for name in again}, again) == []


async def a_month(live: Live, connection: str, rng: random.Random) -> None:
    """Half a day at a time, with deeds in between, some in the same second."""
    for step in range(60):
        for _ in range(rng.randint(1, 6)):
            live.world.deed()
        await live.control("clock", seconds=HALF_DAY_S * rng.random() * 2)
        if step % 6 == 0:
            await looked(live, connection)


async def settled(live: Live, connection: str) -> None:
    """Until the last webhook has arrived, the import is done, and every standing work has been
    done once more."""
    await live.control("flush")

    await until(lambda: imported(live, connection))
    for _ in range(2):
        await looked(live, connection)
    await live.worker.settled()


async def looked(live: Live, connection: str) -> None:
    """Until every standing work has been done once more."""
    now = live.house.clock.now()
    await until(lambda: all_done_since(live, connection, now))


async def all_done_since(live: Live, connection: str, moment: float) -> bool:
    query = select(pace.c.work, pace.c.done_at).where(pace.c.connection_id == connection)
    async with live.house.store.reading() as store:
        done = {work: at or 0 for work, at in await store.execute(query)}
    wanted = ("poll", "gap", "missing", "entries", "payouts", "undecided")
    return all(done.get(work, 0) > moment for work in wanted)


async def imported(live: Live, connection: str) -> bool:
    progress = await backfill.progress(live.house, connection)
    assert progress.state in ("running", "done"), progress
    return progress.state == "done"


async def test_after_forty_days_away_the_lists_tell_what_the_events_no_longer_do(tmp_path: Path):
    async with going(tmp_path, 5, payments=60) as live:
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)
        await settled(live, connection)
        await connections.pause(live.house, connection)
        gone = next(iter(live.world.main.books[False].tables["customer"].newest()))["id"]
        live.world.main.delete_customer(False, gone)
        for _ in range(80):
            live.world.deed()
            await live.control("clock", seconds=HALF_DAY_S)
        await connections.resume(live.house, connection)
        await looked(live, connection)
        await settled(live, connection)
        totals = live.world.main.books[False].tally.figures()
        assert audit(tmp_path, connection, totals) == []
        held = {row["id"]: row["deleted"] for row in await all_rows(live.house, "customer")}
        assert held[gone], "no event of it is left, and no list names it"
        await exact(live, connection)


async def test_a_quiet_account_is_not_imported_again(tmp_path: Path):
    async with going(tmp_path, 6, payments=5, days=5) as live:
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)
        await settled(live, connection)
        began = (await backfill.progress(live.house, connection)).started_at
        for _ in range(3):
            await live.control("clock", seconds=10 * 2 * HALF_DAY_S)
            await looked(live, connection)
        await settled(live, connection)
        assert (await backfill.progress(live.house, connection)).started_at == began


async def test_an_account_of_an_old_version_ends_equal_on_what_both_versions_tell(tmp_path: Path):
    options = Options(seed=3, limits=False, api_version="2020-08-27")
    async with going(tmp_path, 3, options=options, payments=60, days=20) as live:
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)
        await until(lambda: imported(live, connection))
        for _ in range(40):
            live.world.deed()
            await live.control("clock", seconds=3 * 3600)
        await settled(live, connection)
        assert audit(tmp_path, connection, live.world.main.books[False].tally.figures()) == []
        verdict = await verify.run(live.house, connection)
        assert verdict.differences == []
        async with live.house.store.writing() as store:
            await store.execute(update(LEDGER["attempt"]).values(amount=1))
        found = await verify.run(live.house, connection, repair=True)
        assert {one.field for one in found.differences} == {"amount"}
        assert audit(tmp_path, connection, live.world.main.books[False].tally.figures()) == []
