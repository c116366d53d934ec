"""The import: an account's history from its lists to the ledger's rows.

`history` reads ready-made pages without latency and without limits: what Tillwatch itself can do.
`history_at_limits` reads them under Stripe's limits, 150 ms a page, with the whole limit to itself.
Both end when `tillwatch sync` says that the rows can be read.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from benchmarks.installation import Installation, installation

PAYMENTS = 20_000
PAYMENTS_QUICK = 2_000
LATENCY_MS = 150
KEY = "rk_live_" + "51Benchmark" * 8


def history(quick: bool) -> dict[str, Any]:
    """Objects a second through to rows, of pages that cost nothing."""
    payments = PAYMENTS_QUICK if quick else PAYMENTS
    with (
        canned(payments, 0, limits=False) as stripe,
        installation(**_settings(stripe), STRIPE_RATE="0") as here,
    ):
        return {"payments": payments, **_imported(here), **_counts(stripe)}


def history_at_limits(quick: bool) -> dict[str, Any]:
    """The same under Stripe's limits; `refused` counts answers 429."""
    payments = PAYMENTS_QUICK if quick else PAYMENTS
    with (
        canned(payments, LATENCY_MS, limits=True) as stripe,
        installation(**_settings(stripe), STRIPE_RATE_SHARE="1") as here,
    ):
        figures = {"payments": payments, "latency_ms": LATENCY_MS, **_imported(here)}
        return {**figures, **_counts(stripe)}


@contextmanager
def canned(payments: int, latency_ms: int, *, limits: bool) -> Iterator[str]:
    """The address of a server of ready-made pages."""
    command = [sys.executable, "-m", "benchmarks.canned", str(payments), str(latency_ms)]
    command.append("yes" if limits else "no")
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
    return dict(httpx.get(f"{stripe}/_counts", trust_env=False).json())
