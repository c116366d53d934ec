"""How fast the columns are filled from a ledger, and followed: rows and changes a second of
processor time, so that what else the machine does is not in it.

The ledger is a true one, in SQLite: the rows of a simulated business, once for each of some
accounts. It is filled from the beginning; then each row of it is said to have changed.
"""

import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection
from tests.monitoring import business

from benchmarks import lake_rows
from tillwatch.kernel.clock import SystemClock
from tillwatch.lake.columns import file, tables
from tillwatch.lake.following.follower import Follower
from tillwatch.ledger import write
from tillwatch.rows import Row
from tillwatch.store import schema
from tillwatch.store.engine import Store

PAYMENTS: Final = 5000
ACCOUNTS: Final = 6
PART: Final = 2000
LARGE: Final = 10_000_000
FACTS: Final = ("attempt", "payment", "refund", "dispute", "fraud_warning", "fee", "balance_entry")


async def rates(store: Store, folder: Path, payments: int) -> dict[str, Any]:
    """`minutes`: what filling comes to for `LARGE` payments, at so many rows a payment."""
    rows = business.rows_of(1, payments, 365)
    names = [f"con_{number}" for number in range(ACCOUNTS)]
    for name in names:
        for start in range(0, len(rows), PART):
            await store.write(_writing(name, rows[start : start + PART]))
    await store.write(schema.set_ledger_filled)
    connection = file.opened(folder)
    follower = Follower(store, connection, SystemClock())
    filled_s, _ = await _caught_up(follower)
    kept = sum(tables.counts(connection).values())
    for name in names:
        await store.write(_changing(name, rows))
    followed_s, changes = await _caught_up(follower)
    follower.close()
    connection.close()
    rate = kept / filled_s
    return {
        "rows": kept,
        "filled_per_second": round(rate),
        "minutes": round(LARGE * sum(lake_rows.SHARE.values()) / rate / 60, 1),
        "followed_per_second": round(changes / followed_s),
    }


async def _caught_up(follower: Follower) -> tuple[float, int]:
    """Seconds of all threads, and how much was done."""
    began, count = time.process_time(), 0
    while done := await follower.step():
        count += done
    return time.process_time() - began, count


def _writing(name: str, rows: list[Row]) -> Any:
    def work(tx: Connection) -> None:
        write.write(tx, name, (), rows)

    return work


def _changing(name: str, rows: list[Row]) -> Any:
    changes = [write.Change(one.table, one.id, "changed") for one in rows if one.table in FACTS]

    def work(tx: Connection) -> None:
        write.log(tx, name, changes, at_ms=0, live=True)

    return work
