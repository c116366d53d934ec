"""The page: how long each question it asks takes, over a year of 20,000 payments.

One after another, as one person's browser does; milliseconds at the 50th and 95th percentile.
"""

import time
from typing import Any

from benchmarks.history import PAYMENTS, PAYMENTS_QUICK, canned, connected
from benchmarks.installation import Installation, installation

TIMES = 50
QUESTIONS = {
    "overview": "/overview?tz=Europe/Berlin",
    "activity": "/activity?limit=30",
    "connections": "/connections",
    "payments": "/payments?limit=100",
    "customers": "/customers?limit=100",
    "disputes": "/disputes?limit=100",
}


def page(quick: bool) -> dict[str, Any]:
    payments = PAYMENTS_QUICK if quick else PAYMENTS
    with canned(payments, 0, limits=False) as stripe:
        settings = {"STRIPE_API_BASE": stripe, "STRIPE_FILES_BASE": stripe, "STRIPE_RATE": "0"}
        with installation(**settings) as here:
            connected(here)
            here.command("sync")
            figures = {name: timed(here, path) for name, path in QUESTIONS.items()}
    return {"history": payments, **figures}


def timed(here: Installation, path: str) -> dict[str, float]:
    took: list[float] = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        here.api.get(path).raise_for_status()
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return {"p50_ms": round(took[TIMES // 2], 1), "p95_ms": round(took[TIMES * 95 // 100], 1)}
