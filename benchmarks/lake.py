"""The lake: what a screen asks of ten million payments, how fast changes are followed, and how
long it takes to fill it from the ledger.

`tiles`: questions of the catalogue over a year of rows that are made in the file itself, asked as
the web process asks them (over the socket, of the process that owns the file), each several times.
`ledger`: rows and changes a second of processor time, of a true ledger with the history of a
business in it; `minutes` says what that comes to for ten million payments.
"""

import asyncio
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks import lake_follower, lake_rows
from tillwatch import settings
from tillwatch.features.monitoring import answering, cohorts
from tillwatch.features.monitoring.asked import Question, checked
from tillwatch.features.monitoring.cohorts import Following
from tillwatch.kernel.clock import SystemClock
from tillwatch.kernel.times import Period
from tillwatch.lake import mark, seat
from tillwatch.lake.asking import Lake
from tillwatch.lake.columns import file, tables
from tillwatch.lake.columns.tables import Place, State
from tillwatch.lake.facts import TABLES
from tillwatch.lake.serving.frames import PURPOSE
from tillwatch.store import schema
from tillwatch.store.engine import Store, open_store
from tillwatch.store.secrets import open_vault
from tillwatch.wiring import tasks

PAYMENTS: Final = 10_000_000
PAYMENTS_QUICK: Final = 500_000
TIMES: Final = 21
YEAR: Final = Period(lake_rows.END - lake_rows.YEAR_S, lake_rows.END)
MONTH: Final = Period(lake_rows.END - 30 * 86_400, lake_rows.END)
TILES: Final[dict[str, dict[str, Any]]] = {
    "rate by day, a year": {"metrics": ("authorization_rate",), "grain": "day"},
    "rate by scheme": {"metrics": ("authorization_rate",), "dimensions": ("scheme",)},
    "rate by issuer": {"metrics": ("authorization_rate",), "dimensions": ("issuer",)},
    "declines by reason": {"metrics": ("decline_count",), "dimensions": ("reason_code",)},
    "sales by month, year before": {
        "metrics": ("sales_volume", "sales_count"),
        "grain": "month",
        "compare": "year",
    },
    "a header of five": {
        "metrics": (
            "authorization_rate",
            "sales_volume",
            "sales_count",
            "decline_count",
            "refund_count",
        ),
        "period": MONTH,
        "compare": "previous",
    },
    "customers by month": {"metrics": ("paying_customers_count",), "grain": "month"},
    "customers who came again": {
        "metrics": ("sales_per_customer", "known_customer_rate"),
        "grain": "month",
        "compare": "year",
    },
}


def lake(quick: bool) -> dict[str, Any]:
    told = asyncio.run(_lake(PAYMENTS_QUICK if quick else PAYMENTS))
    return {**told, "ledger": asyncio.run(_followed(quick))}


async def _followed(quick: bool) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="tillwatch-bench-"))
    store = await open_store(settings.load({"TILLWATCH_DATA_DIR": str(folder)}))
    payments = lake_follower.PAYMENTS // (10 if quick else 1)
    try:
        return await lake_follower.rates(store, folder, payments)
    finally:
        await store.close()
        shutil.rmtree(folder, ignore_errors=True)


async def _lake(payments: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="tillwatch-bench-"))
    try:
        rows, made_s = await asyncio.to_thread(_made, folder, payments)
        store = await open_store(settings.load({"TILLWATCH_DATA_DIR": str(folder)}))
        try:
            await store.write(schema.set_ledger_filled)
            await asyncio.to_thread(_belongs, folder, await _generation(store))
            size = (folder / file.NAME).stat().st_size
            async with _asked(store, folder) as asks:
                tiles = await _tiles(asks)
        finally:
            await store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "payments": payments,
        "rows": rows,
        "bytes_a_payment": round(size / payments),
        "made_s": round(made_s, 1),
        "tiles_ms": tiles,
    }


def _made(folder: Path, payments: int) -> tuple[int, float]:
    connection = file.opened(folder)
    tables.state(connection)
    tables.begin(connection, _state(0))
    began = time.perf_counter()
    rows = lake_rows.fill(connection, payments)
    connection.execute("CHECKPOINT")
    connection.close()
    return rows, time.perf_counter() - began


def _belongs(folder: Path, generation: int) -> None:
    """Nothing is left to fill: it is of this ledger."""
    connection = file.opened(folder)
    tables.write(connection, {}, _state(generation))
    connection.close()


def _state(generation: int) -> State:
    return State(
        shape=mark.shape(),
        version=file.version(),
        generation=generation,
        reached=0,
        places={name: Place(done=True) for name in TABLES},
        began_at=0.0,
        filled_at=1.0,
    )


async def _generation(store: Store) -> int:
    async with store.reading() as tx:
        return int((await tx.execute(mark.of_ledger())).one()[0])


@asynccontextmanager
async def _asked(store: Store, folder: Path) -> AsyncIterator[Lake]:
    """The process that owns the file, as the worker begins it, and who asks it."""
    ours, theirs = socket.socketpair()
    key = open_vault(folder / "key").derived(PURPOSE)
    with ours, theirs:
        env = {**os.environ, "TILLWATCH_DATA_DIR": str(folder)}
        child = tasks.spawn("work", "--lake", end=theirs, stdout=subprocess.DEVNULL, env=env)
        asks = Lake(store, key, only="lake")
        try:
            await _seated(store)
            yield asks
        finally:
            asks.close()
            await tasks.end(child, 5.0)


async def _seated(store: Store) -> None:
    async with asyncio.timeout(60):
        while True:
            found = await seat.found(store, SystemClock())
            if found is not None and found.up:
                return
            await asyncio.sleep(0.1)


async def _cohorts(lake: Lake, kind: str) -> None:
    asked = Following(kind=kind, period=YEAR, zone=ZoneInfo("UTC"), now=YEAR.end)
    await cohorts.follow(lake, cohorts.checked(asked))


async def _tiles(lake: Lake) -> dict[str, dict[str, float]]:
    asks: dict[str, Callable[[], Awaitable[object]]] = {
        **{f"cohorts of {kind}": partial(_cohorts, lake, kind) for kind in cohorts.KINDS},
        **{name: partial(_tile, lake, asked) for name, asked in TILES.items()},
    }
    took: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(TIMES):
        for name, ask in random.Random(0).sample(sorted(asks.items()), len(asks)):
            began = time.perf_counter()
            await ask()
            took[name].append((time.perf_counter() - began) * 1000)
    return {
        name: {
            "p50": round(sorted(times)[TIMES // 2], 1),
            "p95": round(sorted(times)[TIMES * 95 // 100], 1),
            "max": round(max(times), 1),
        }
        for name, times in took.items()
    }


async def _tile(lake: Lake, asked: dict[str, Any]) -> None:
    question = checked(Question(**{"period": YEAR, "zone": ZoneInfo("UTC"), **asked}))
    await answering.answer(lake, question)
