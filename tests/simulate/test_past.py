"""A copy of an account with a distant past equals the API and the simulator's own books."""

from pathlib import Path

from tests.doubles.live import going
from tests.simulate.auditor import audit
from tests.simulate.test_month import settled
from tillwatch.intake import backfill, verify
from tillwatch.simulator.business.past.mould import KINDS


async def test_two_thousand_payments_of_which_few_were_lived_through(tmp_path: Path):
    async with going(tmp_path, 3, payments=2_000, days=60, lived=120, visits=80) as live:
        books = live.world.main.books[False]
        older = {kind: len(books.tables[kind].beneath or ()) for kind in KINDS}
        assert older["payment_intent"] >= 1_800
        assert min(older.values()) > 0
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)
        await settled(live, connection)
        assert audit(tmp_path, connection, books.tally.figures()) == []
        verdict = await verify.run(live.house, connection)
        assert (verdict.differences, verdict.skipped) == ([], [])
        assert verdict.checked > 7_000
