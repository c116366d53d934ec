"""Our clock is wrong, and is put right: by hours, by days, by a year. What Stripe tells is taken in
all the same, and nothing waits for a moment that is years away."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.doubles.desk import NOW, SECRET, Desk, all_rows, event, opened, sign
from tests.doubles.live import Live, going, until
from tests.simulate.test_month import exact, looked, settled
from tillwatch.intake import backfill, connections, pace
from tillwatch.kernel.clock import Clock
from tillwatch.simulator.business.money import entries
from tillwatch.store.tables import inbox

HOUR, DAY = 3_600, 86_400


@dataclass
class Wrong:
    """Off by so many seconds."""

    true: Clock
    off_s: float = 0.0

    def now(self) -> float:
        return self.true.now() + self.off_s


class Ours:
    """The clocks on our wall, turned together."""

    def __init__(self) -> None:
        self._clocks: list[Wrong] = []

    def on(self, true: Clock) -> Clock:
        self._clocks.append(Wrong(true))
        return self._clocks[-1]

    def turn(self, off_s: float) -> None:
        for clock in self._clocks:
            clock.off_s = off_s


@pytest.mark.parametrize("off_s", [-5 * HOUR, 5 * HOUR, 400 * DAY])
async def test_polling_goes_on_while_the_clock_is_wrong_and_when_it_is_right_again(
    tmp_path: Path, off_s: int
):
    ours = Ours()
    async with going(tmp_path, 4, payments=40, days=10, ours=ours.on) as live:
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)
        await settled(live, connection)
        for off in (off_s, 0.0):
            ours.turn(off)
            await something_happens(live)
            await until(lambda: newest_is_here(live))
        await settled(live, connection)
        await exact(live, connection)


async def test_what_no_event_tells_is_found_after_a_clock_was_ahead(tmp_path: Path):
    """Nothing names a fee of Stripe's own; only the list has it, and only its newest part is read
    again. (More would be on a busy account, for entries that something names.)"""
    ours = Ours()
    async with going(tmp_path, 4, payments=5, days=5, ours=ours.on) as live:
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)
        await settled(live, connection)
        ours.turn(5 * DAY)
        await looked(live, connection)
        await connections.pause(live.house, connection)
        ours.turn(0.0)
        await live.control("clock", seconds=DAY)
        fee = a_fee(live)
        await live.control("clock", seconds=6 * DAY)
        await connections.resume(live.house, connection)
        await settled(live, connection)
        assert fee in {row["id"] for row in await all_rows(live.house, "balance_entry")}


def a_fee(live: Live) -> str:
    """Its id. No payout takes it for a long time."""
    till, at = live.world.main.act(False)
    owed = entries.Settled(-500, till.profile.default_currency, None)
    due = at + 400 * DAY
    made = entries.book(till, at, "stripe_fee", "fee", owed, None, "Billing", available_on=due)
    return str(made["id"])


async def something_happens(live: Live) -> None:
    for _ in range(3):
        live.world.deed()
        await live.control("clock", seconds=HOUR)


async def newest_is_here(live: Live) -> bool:
    newest = next(iter(live.world.main.books[False].tables["event"].newest()))
    query = select(inbox.c.seq).where(inbox.c.event_id == newest["id"])
    async with live.house.store.inbox.connect() as reading:
        return await reading.scalar(query) is not None


async def test_a_work_done_by_a_clock_ahead_is_due_when_it_is_put_back(tmp_path: Path):
    async with opened(tmp_path) as desk:
        record = pace.Record(desk.house, desk.connection_id)
        desk.house.clock.advance(5 * HOUR)  # type: ignore[attr-defined]  # it is a SetClock here
        await record.done("poll")
        assert record.due_in("poll") > 0
        desk.house.clock.advance(-5 * HOUR)  # type: ignore[attr-defined]  # as above
        assert record.due_in("poll") <= 0


@pytest.mark.parametrize("off_s", [-5 * HOUR, 5 * HOUR])
async def test_a_delivery_that_looks_too_old_or_too_new_is_not_acknowledged(
    tmp_path: Path, off_s: int
):
    """Stripe sends it again, and finds the clock put right."""
    async with opened(tmp_path) as desk:
        body = charge("evt_1", 5)
        assert (await desk.post(body, sign(body, SECRET, at=NOW))).status_code == 200
        desk.house.clock.advance(off_s)  # type: ignore[attr-defined]  # it is a SetClock here
        late = charge("evt_2", 7)
        assert (await desk.post(late, sign(late, SECRET, at=NOW + 1))).status_code == 400
        assert await ids(desk) == {"evt_1"}
        desk.house.clock.advance(-off_s)  # type: ignore[attr-defined]  # as above
        assert (await desk.post(late, sign(late, SECRET, at=NOW + 2))).status_code == 200
        await desk.apply()
        assert await ids(desk) == {"evt_1", "evt_2"}
        assert {row["amount"] for row in await desk.rows("payment")} == {5, 7}
        assert (await connections.one(desk.house.store, desk.connection_id)).paused is False


async def ids(desk: Desk) -> set[str]:
    return {row["event_id"] for row in await desk.inbox_rows()}


def charge(id_: str, amount: int) -> bytes:
    told = {"id": f"ch_{amount}", "object": "charge", "amount": amount, "created": NOW}
    return event("charge.succeeded", told, id_=id_)
