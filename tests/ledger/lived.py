"""Some weeks of a simulated business, imported and with events by webhook: made once, on disk."""

import asyncio
from pathlib import Path

from tests.doubles.live import Live, going, until
from tillwatch.intake import backfill, connections, mentions
from tillwatch.simulator.http.options import Options

SEED = 7
DEEDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("failed_card", {}),
    ("sale", {"three_ds": "challenge"}),
    ("authorize", {}),
    ("refund", {"amount": 1}),
    ("refund", {"fails": True}),
    ("dispute", {}),
    ("dispute", {"inquiry": True}),
    ("early_fraud_warning", {}),
    ("subscribe", {}),
    ("cancel_subscription", {"at_period_end": True}),
    ("payout", {"fill": True}),
)


def make(folder: Path) -> None:
    asyncio.run(_make(folder))


async def _make(folder: Path) -> None:
    options = Options(limits=False, seed=SEED)
    async with going(folder, SEED, payments=250, days=60, options=options) as live:
        connection = await live.connect(live.key())
        secret = await live.endpoint(connection)
        await connections.change(live.house, connection, secret=secret)
        await backfill.start(live.house, connection)
        for name, given in DEEDS:
            getattr(live.world.main, name)(False, **given)
            await live.control("clock", seconds=3600)
        await live.control("clock", seconds=4 * 86_400)
        await live.control("flush")
        await until(lambda: _imported(live, connection))
        await live.worker.settled()
        while await mentions.once(live.house):
            pass


async def _imported(live: Live, connection: str) -> bool:
    return (await backfill.progress(live.house, connection)).state == "done"
