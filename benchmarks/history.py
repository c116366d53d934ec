"""The import: an account's history from its lists to the ledger's rows.

`history` reads ready-made pages without latency and without limits: what Tillwatch itself can do;
of a business, and of twice and four times as much, with the most memory the worker ever had.
`history_at_limits` reads them under Stripe's limits, 150 ms a page: one endpoint and all lists,
with the whole limit to itself and with half of it. `used` is the part of what may be asked that
was asked in the steady part, after the first two seconds and before the last tenth. All end when
`tillwatch sync` says that the rows can be read.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.installation import Installation, installation
from tillwatch.processors.stripe.wire.http import Carrier

PAYMENTS = 20_000
PAYMENTS_QUICK = 2_000
BUSINESS, BUSINESS_QUICK = 5_000, 1_000
"""Payments of which copies are made."""
GROWTH = (4, 8, 16)
LATENCY_MS = 150
KEY = "rk_live_" + "51Benchmark" * 8
LISTS = (
    "charge payment_intent refund dispute balance_transaction customer product price invoice "
    "invoice_payment subscription"
).split()
"""All but payouts: each payout is a request of its own, so that requests do not tell of objects."""
RATE_ALL, RATE_ENDPOINT = 100, 25
CEILING_PAGES = 400


def history(quick: bool) -> dict[str, Any]:
    """Objects a second through to rows, of pages that cost nothing."""
    payments = BUSINESS_QUICK if quick else BUSINESS
    growth = []
    for copies in GROWTH:
        with (
            canned(payments, 0, limits=False, copies=copies) as stripe,
            installation(**_settings(stripe), STRIPE_RATE="0") as here,
        ):
            figures = {"payments": payments * copies, "ceiling": asyncio.run(ceiling(stripe))}
            growth.append({**figures, **_imported(here), **_counts(stripe), **_memory(here)})
    return {**growth[1], "growth": growth}


def history_at_limits(quick: bool) -> dict[str, Any]:
    """The same under Stripe's limits; `refused` counts answers 429."""
    payments = BUSINESS_QUICK if quick else BUSINESS
    return {
        "latency_ms": LATENCY_MS,
        "all": _at_limits(payments, 4, LISTS, "1"),
        "all_half": _at_limits(payments, 4, LISTS, "0.5"),
        "one": _at_limits(payments, 12, ["charge"], "1"),
        "one_half": _at_limits(payments, 6, ["charge"], "0.5"),
        "with_payouts": _at_limits(payments, 4, [], "1"),
    }


def _at_limits(payments: int, copies: int, only: Sequence[str], share: str) -> dict[str, Any]:
    with (
        canned(payments, LATENCY_MS, limits=True, copies=copies, only=only) as stripe,
        installation(**_settings(stripe), STRIPE_RATE_SHARE=share) as here,
    ):
        figures = {**_imported(here), **_counts(stripe)}
        return {**figures, "used": _used(stripe, float(share)), **_memory(here)}


def _used(stripe: str, share: float) -> dict[str, float]:
    """Of the requests allowed in all, and of those allowed to the busiest endpoint."""
    told: dict[str, list[int]] = httpx.get(f"{stripe}/_counts", trust_env=False).json()["answered"]
    busiest = max(told.values(), key=len)
    start, end = busiest[0] + 2, busiest[-1] - max(1, (busiest[-1] - busiest[0]) // 10)

    def steady(seconds: Sequence[int]) -> float:
        return sum(start <= one < end for one in seconds) / max(end - start, 1)

    in_all = steady([one for seconds in told.values() for one in seconds])
    of_one = steady(busiest)
    return {
        "in_all": round(in_all / RATE_ALL / share, 3),
        "endpoint": round(of_one / RATE_ENDPOINT / share, 3),
    }


async def ceiling(stripe: str) -> int:
    """Objects a second that the server of pages gives to a client that throws them away."""
    wire, left = Carrier(), list(range(CEILING_PAGES))

    async def fetch() -> None:
        while left:
            left.pop()
            await wire.request("GET", f"{stripe}/v1/charges?limit=100", {}, b"")

    begun = time.perf_counter()
    await asyncio.gather(*(fetch() for _ in range(8)))
    await wire.close()
    return round(CEILING_PAGES * 100 / (time.perf_counter() - begun))


def _memory(here: Installation) -> dict[str, int]:
    """The most the worker ever had in memory."""
    pid = here.processes()["worker"]
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return {"worker_mb": int(found[1]) // 1024} if found else {}


@contextmanager
def canned(
    payments: int, latency_ms: int, *, limits: bool, copies: int = 1, only: Sequence[str] = ()
) -> Iterator[str]:
    """The address of a server of ready-made pages."""
    command = [sys.executable, "-m", "benchmarks.canned", str(payments), str(latency_ms)]
    command += ["yes" if limits else "no", str(copies), *only]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def connected(here: Installation) -> str:
    """The connection's id; its import begins by itself."""
    made = here.command("connect", "stripe", "--name", "Load", "--key-stdin", stdin=KEY)
    return str(made["connection_id"])


def _settings(stripe: str) -> dict[str, str]:
    return {"STRIPE_API_BASE": stripe, "STRIPE_FILES_BASE": stripe}


def _imported(here: Installation) -> dict[str, Any]:
    begun = time.perf_counter()
    connection = connected(here)
    answer = here.command("sync")
    seconds = time.perf_counter() - begun
    rows = here.api.get(f"/connections/{connection}/import").raise_for_status().json()
    return {
        "objects": answer["objects"],
        "seconds": round(seconds, 2),
        "objects_per_second": round(answer["objects"] / seconds),
        "skipped": [part["resource"] for part in answer["skipped"]],
        "state": rows["state"],
    }


def _counts(stripe: str) -> dict[str, Any]:
    counts = httpx.get(f"{stripe}/_counts", trust_env=False).json()
    return {name: counts[name] for name in ("requests", "refused")}
