"""What no event tells must not get lost while nobody looked, nor while an object only waits."""

from pathlib import Path

import pytest

from tests.doubles.desk import all_rows
from tests.doubles.live import Live, going
from tests.simulate.auditor import audit
from tests.simulate.test_month import exact, settled
from tillwatch.intake import backfill, connections, verify
from tillwatch.simulator.business.billing import dunning, invoices

DAY = 86_400


@pytest.mark.parametrize("seed", [3, 8])
async def test_after_six_days_away_nothing_is_missing(tmp_path: Path, seed: int):
    """Fewer days than the event list reaches back, so nothing is imported again."""
    async with going(tmp_path, seed, payments=60, days=20) as live:
        connection = await imported(live)
        began = (await backfill.progress(live.house, connection)).started_at
        await connections.pause(live.house, connection)
        for _ in range(24):
            live.world.deed()
            await live.control("clock", seconds=DAY // 4)
        await connections.resume(live.house, connection)
        await settled(live, connection)
        assert (await backfill.progress(live.house, connection)).started_at == began
        assert audit(tmp_path, connection, live.world.main.books[False].tally.figures()) == []
        assert (await verify.run(live.house, connection)).differences == []


async def test_the_payment_of_an_invoice_that_is_voided_late_is_no_longer_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Stripe cancels it and tells no event of it, only `invoice.voided`."""
    monkeypatch.setattr(dunning, "FAILS_FIRST", 1.0)
    monkeypatch.setattr(dunning, "FAILS_AGAIN", 1.0)
    async with going(tmp_path, 7, payments=300, days=60) as live:
        connection = await imported(live)
        for _ in range(60):
            till, at = live.world.main.act(False)
            waiting = [
                link["id"]
                for link in live.world.main.books[False].tables["invoice_payment"]
                if link["status"] == "open"
                and till.get("invoice", link["invoice"])["status"] == "open"
                and link["created"] < at - 3 * DAY
            ]
            if waiting:
                break
            await live.control("clock", seconds=DAY)
        assert waiting, "no invoice waits for its money: this proves nothing"
        for id_ in waiting:
            invoices.give_up(till, at, till.get("invoice_payment", id_)["invoice"], "void")
        await settled(live, connection)
        held = {row["id"]: row["status"] for row in await all_rows(live.house, "invoice_payment")}
        assert {held[id_] for id_ in waiting} == {"canceled"}
        assert (await verify.run(live.house, connection)).differences == []
        await exact(live, connection)


async def imported(live: Live) -> str:
    connection = await live.connect(live.key())
    await backfill.start(live.house, connection)
    await settled(live, connection)
    return connection
