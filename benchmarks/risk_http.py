"""How long a score of order risk takes over HTTP, of a large account.

    python -m benchmarks.risk_http [PAYMENTS] [CUSTOMERS] [SCORES]

A year of tries is laid into SQLite, some of them disputed or warned of; then the real `tillwatch
serve` learns from them and is asked for scores: of payments there are, and of orders to come, one
after the other and eight at a time. One JSON line; `processor_ms`: of the web process for one;
`load`: how busy the machine was besides.
"""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import httpx
from tests.api.filling import made

from benchmarks.installation import Installation, started
from tillwatch.ledger import write
from tillwatch.rows import Attempt, Dispute, FraudWarning, Row
from tillwatch.settings import load
from tillwatch.store import schema
from tillwatch.store.engine import Store, open_store
from tillwatch.store.tables import connection

CON: Final = "con_bench"
YEAR_S: Final = 365 * 86_400
PART: Final = 10_000
BAD: Final = 0.006
TOGETHER: Final = 8
COUNTRIES: Final = ("US", "US", "US", "GB", "DE", "FR", "BR", "JP")


def tries(payments: int, customers: int, now: int) -> Iterator[Row]:
    """Of regular customers and of one-off ones, the oldest first; some go bad three weeks later."""
    rng = random.Random(1)
    for number in range(payments):
        who = rng.randrange(customers) if rng.random() < 0.7 else rng.randrange(customers // 20)
        created = now - YEAR_S + number * YEAR_S // payments
        is_odd = rng.random() < 0.05
        paid = rng.random() > 0.12
        yield made(
            Attempt,
            f"ch_3Qbench{number:09}",
            created=created,
            payment=f"pi_3Qbench{number:09}",
            status="succeeded" if paid else "failed",
            amount=rng.randrange(500, 30_000),
            currency="usd",
            customer=f"cus_{who:07}",
            card_fingerprint=f"fp_{who:07}_{rng.randrange(2)}",
            card_bin=f"4242{who % 300:04}",
            card_country=rng.choice(COUNTRIES),
            country=rng.choice(COUNTRIES),
            check_postal_code="fail" if is_odd else "pass",
            check_cvc="pass",
            card_funding="credit",
            risk_level="elevated" if is_odd else "normal",
        )
        if paid and rng.random() < BAD * (8 if is_odd else 1):
            about: dict[str, Any] = {
                "attempt": f"ch_3Qbench{number:09}",
                "created": created + 1_800_000,
            }
            if number % 3:
                yield made(Dispute, f"dp_{number:09}", reason="fraudulent", status="lost", **about)
            else:
                yield made(FraudWarning, f"issfr_{number:09}", **about)


async def lay(folder: Path, payments: int, customers: int) -> float:
    """The rows into the store; seconds it took."""
    store: Store = await open_store(load({"TILLWATCH_DATA_DIR": str(folder)}))
    began = time.perf_counter()
    now = int(time.time())
    one = {"id": CON, "name": "Large", "processor": "stripe", "mode": "test"}
    async with store.writing() as tx:
        await tx.execute(connection.insert().values(**one, state="connected", created=1))
    parts: dict[type[Row], list[Row]] = {}
    for row in tries(payments, customers, now):
        some = parts.setdefault(type(row), [])
        some.append(row)
        if len(some) == PART:
            await put(store, some)
            some.clear()
    for some in parts.values():
        await put(store, some)
    await store.write(schema.set_ledger_filled)
    await store.close()
    return time.perf_counter() - began


async def put(store: Store, some: list[Row]) -> None:
    if some:
        rows = list(some)
        await store.write(lambda tx: write.upsert(tx, CON, rows))


def questions(payments: int, scores: int) -> list[dict[str, Any]]:
    """Half of payments there are, half of orders of customers who came before."""
    rng = random.Random(2)
    asked: list[dict[str, Any]] = []
    for number in range(scores):
        place = rng.randrange(payments)
        if number % 2:
            asked.append({"payment": f"pi_3Qbench{place:09}"})
        else:
            who = rng.randrange(2500)
            order = {"amount": 5000, "currency": "usd", "customer": f"cus_{who:07}"}
            asked.append({"order": {**order, "card": f"fp_{who:07}_0", "card_country": "US"}})
    return asked


def timed(api: httpx.Client, asked: dict[str, Any]) -> float:
    began = time.perf_counter()
    api.post("/risk/score", json={"connection_id": CON, **asked}).raise_for_status()
    return (time.perf_counter() - began) * 1000


def told(took: list[float]) -> dict[str, float]:
    took = sorted(took)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(took[int(len(took) * share)], 1) for name, share in shares.items()}
    return {**found, "worst": round(took[-1], 1)}


def cpu_s(here: Installation) -> float:
    """Processor time of the web process."""
    fields = Path(f"/proc/{here.processes()['web']}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(here: Installation, payments: int, scores: int) -> dict[str, Any]:
    began = time.perf_counter()
    learned = here.api.post(f"/connections/{CON}/risk/learn", timeout=600).raise_for_status().json()
    learn_s = time.perf_counter() - began
    asked = questions(payments, scores)
    for one in asked[:50]:
        timed(here.api, one)
    busy = cpu_s(here)
    alone = [timed(here.api, one) for one in asked]
    each_ms = (cpu_s(here) - busy) / len(asked) * 1000
    with ThreadPoolExecutor(TOGETHER) as pool:
        together = list(pool.map(lambda one: timed(here.api, one), asked))
    return {
        "learn_s": round(learn_s, 1),
        "learned_from": learned["model"]["orders"],
        "one_ms": told(alone),
        "processor_ms": round(each_ms, 1),
        "eight_at_a_time_ms": told(together),
    }


def main() -> None:
    payments, customers, scores = (
        int(sys.argv[n]) if len(sys.argv) > n else usual
        for n, usual in ((1, 200_000), (2, 50_000), (3, 1_000))
    )
    with tempfile.TemporaryDirectory(prefix="tillwatch-bench-") as name:
        folder = Path(name)
        lay_s = asyncio.run(lay(folder, payments, customers))
        outside = {k: v for k, v in os.environ.items() if not k.startswith("TILLWATCH_")}
        own = {"TILLWATCH_DATA_DIR": name, "TILLWATCH_API_RATE": "0"}
        with started(folder, outside | own) as here:
            found = ask(here, payments, scores)
    line = {"payments": payments, "customers": customers, "scores": scores, "lay_s": round(lay_s)}
    print(json.dumps({**line, **found, "load": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
