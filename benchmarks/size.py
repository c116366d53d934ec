"""A store at size: how an installation behaves over a million payments, and over a half and a
quarter of that.

For each size the simulator serves a history of that many payments, a real `tillwatch sync` brings
all of it in, `tillwatch verify` compares the smallest again (each takes as long as its import), and
the installation is started anew over what it then holds. What grows faster than the history is
seen by the figures side by side.

`import` and `verify`: objects a second, and the most memory the worker ever had. `disk`: bytes a
payment, of both files, with all that hangs on it. `start`: seconds until `serve` says its address.
`rest`: memory and processor time when nothing happens. `pages`: milliseconds of questions that
screens ask, one after another.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation, installation, started
from benchmarks.page import timed
from benchmarks.simulator import simulating
from tillwatch.kernel.clock import SystemClock

SIZES = (250_000, 500_000, 1_000_000)
SIZES_QUICK = (10_000, 20_000, 40_000)
COMPARED = 250_000
"""Payments of the largest history that is compared."""
REST_S = 20


def size(quick: bool) -> dict[str, Any]:
    """The figures of each size."""
    sizes = SIZES_QUICK if quick else SIZES
    return {"sizes": {str(payments): _of(payments) for payments in sizes}}


def _of(payments: int) -> dict[str, Any]:
    with simulating(payments) as (told, _):
        settings = {
            "STRIPE_API_BASE": told["url"],
            "STRIPE_FILES_BASE": told["url"],
            "STRIPE_RATE": "0",
        }
        key = next(k["key"] for k in told["keys"] if (k["mode"], k["name"]) == ("test", "full"))
        with installation(**settings) as here:
            arguments = ("connect", "stripe", "--name", "Size", "--key-stdin")
            begun = time.perf_counter()
            here.command(*arguments, stdin=key)
            synced = here.command("sync")
            import_s = time.perf_counter() - begun
            compared = _compared(here) if payments <= COMPARED else {}
            memory = _memory_mb(here, "VmHWM")
            here.stop()
            return {
                "objects": synced["objects"],
                "import_per_second": round(synced["objects"] / import_s),
                **compared,
                "most_memory_mb": memory,
                "disk_bytes_a_payment": _disk(here.folder, payments),
                **_again(here),
            }


def _compared(here: Installation) -> dict[str, int]:
    begun = time.perf_counter()
    told = here.command("verify")
    rate = round(told["checked"] / (time.perf_counter() - begun))
    return {"verify_per_second": rate, "differences": len(told["differences"])}


def _again(before: Installation) -> dict[str, Any]:
    """Started over what is there; nothing more is read from Stripe."""
    begun = time.perf_counter()
    with started(before.folder, before.environment) as here:
        start_s = time.perf_counter() - begun
        here.api.post(f"/connections/{here.only_connection()}/pause").raise_for_status()
        pages = {name: timed(here, path) for name, path in _questions(here).items()}
        ticks = _ticks(here)
        time.sleep(REST_S)
        return {
            "start_s": round(start_s, 2),
            "rest_mb": _memory_mb(here, "VmRSS"),
            "rest_cpu": round((_ticks(here) - ticks) / 100 / REST_S, 4),
            "pages": pages,
        }


def _questions(here: Installation) -> dict[str, str]:
    """What screens ask, of a month and of all time."""
    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    month = f"created_from={(now - timedelta(days=30)):%Y-%m-%dT00:00:00Z}"
    first = here.api.get("/payments?limit=100").raise_for_status().json()
    payment = first["data"][0]
    deep = f"cursor={first['next_cursor']}"
    return {
        "home": "/overview?tz=Europe/Berlin",
        "payments": "/payments?limit=100",
        "payments, next page": f"/payments?limit=100&{deep}",
        "payments that failed": "/payments?limit=100&status=failed",
        "payments of a month": f"/payments?limit=100&{month}",
        "payment": f"/payments/{payment['connection_id']}/{payment['id']}",
        "totals of a month": f"/payments/totals?{month}",
        "totals of all": "/payments/totals",
        "search a name": "/search?q=anna",
        "search an id": f"/search?q={payment['id']}",
        "customers": "/customers?limit=100",
        "disputes": "/disputes?limit=100",
        "payouts": "/payouts?limit=100",
        "activity": "/activity?limit=30",
        "connections": "/connections",
    }


def _disk(folder: Path, payments: int) -> int:
    """Of both files."""
    files = (folder / name for name in ("tillwatch.sqlite", "inbox.sqlite"))
    return round(sum(file.stat().st_size for file in files) / payments)


def _memory_mb(here: Installation, what: str) -> dict[str, int]:
    """Of the web process and the worker."""
    found = {}
    for name, pid in here.processes().items():
        told = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        found[name] = int(told[1]) // 1024 if told else 0
    return found


def _ticks(here: Installation) -> int:
    """Hundredths of a second of processor time, of both processes."""
    return sum(
        sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        for pid in here.processes().values()
    )
