"""How the worker takes what comes: alone at once, of a stream many together."""

import asyncio
import time

import pytest

from tests.doubles.desk import Desk, event
from tillwatch.intake import drain
from tillwatch.intake.work import GATHER_S, Worker
from tillwatch.kernel import bell

pytestmark = pytest.mark.usefixtures("any_store")
EVENTS = 40


async def test_a_stream_shares_batches_and_nothing_is_left(desk: Desk) -> None:
    worker = Worker(desk.house)
    began = time.monotonic()
    work = asyncio.create_task(worker.run())
    try:
        for number in range(EVENTS):
            charge = {"id": f"ch_{number}", "object": "charge", "amount": 500, "currency": "usd"}
            body = event("charge.succeeded", charge, id_=f"evt_{number}")
            assert (await desk.post(body)).status_code == 200
            desk.house.bell.ring(bell.INBOX)
        async with asyncio.timeout(60):
            await worker.settled()
    finally:
        work.cancel()
        await asyncio.wait([work])
    assert desk.house.counters.applied == EVENTS
    batches = sum(desk.house.counters.apply.counts)
    assert batches <= 2 + (time.monotonic() - began) / GATHER_S
    assert len(await desk.rows("payment")) == EVENTS


async def test_the_log_of_the_store_stays_short(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of SQLite's; PostgreSQL has nothing to be shortened, and is not asked to."""
    monkeypatch.setattr(drain, "SHORTENED", 5)
    log = desk.house.settings.data_dir / "tillwatch.sqlite-wal"
    sizes = []
    for number in range(60):
        charge = {"id": f"ch_{number}", "object": "charge", "amount": 500, "currency": "usd"}
        await desk.tell(event("charge.succeeded", charge, id_=f"evt_{number}"))
        sizes.append(log.stat().st_size if log.exists() else 0)
    assert sizes[-1] == sizes[19], "it begins anew and does not grow"
    assert len(await desk.rows("payment")) == 60
