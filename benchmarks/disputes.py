"""Disputes of a large business: its queue, its measures, and how soon a new one is judged.

Two million payments and 20,000 disputes of a year are laid into SQLite; then the real `tillwatch
serve` judges some of the disputes, as after an import, and is asked as one person's browser asks.
New disputes come in as signed webhooks, one after the other, each until its suggestion stands in
the queue. `processor`: milliseconds of the web process for one answer, what a quiet machine takes.
"""

import asyncio
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import deliveries, disputes_rows
from benchmarks.installation import Installation, started

PAYMENTS: Final = 2_000_000
DISPUTES: Final = 20_000
QUICK: Final = 10
TIMES: Final = 11
COME: Final = 20
LOOK_S: Final = 0.02
MOST_S: Final = 1_800
TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")
QUEUE: Final = {
    "queue": "/disputes/queue?limit=50",
    "queue, what is suggested": "/disputes/queue?limit=50&verdict=fight&complete_max=49",
    "queue, what nobody looks after": "/disputes/queue?limit=50&owner=none&tab=all",
    "queue, searched": "/disputes/queue?limit=50&tab=all&q=visa",
}
MEASURES: Final = {
    "measures": "/disputes/measures?tz=Europe/Berlin",
    "measures, one currency": "/disputes/measures?tz=Europe/Berlin&currency=eur",
    "rows behind a number": "/disputes/measures/rows?of=won&cut=reason&value=fraudulent",
    "entries behind a sum": "/disputes/measures/booked?part=answer_fee",
    "what if": "/disputes/measures/what-if?currency=usd&minimum_percent=30&fee=2000",
    "by month, from the columns": "/disputes/measures/months?tz=Europe/Berlin",
}


def disputes(quick: bool) -> dict[str, Any]:
    payments, count = (PAYMENTS // QUICK, DISPUTES // QUICK) if quick else (PAYMENTS, DISPUTES)
    with tempfile.TemporaryDirectory(prefix="tillwatch-bench-") as name:
        folder = Path(name)
        laid_s = asyncio.run(disputes_rows.lay(folder, payments, count))
        outside = {k: v for k, v in os.environ.items() if not k.startswith("TILLWATCH_")}
        own = {"TILLWATCH_DATA_DIR": name, "TILLWATCH_API_RATE": "0"}
        with started(folder, outside | own) as here:
            some = count // disputes_rows.JUDGED
            judged_s = _until(lambda: _judged(folder) >= some)
            disputes_rows.judge_the_rest(folder, count)
            found = {
                "judged": {"disputes": some, "seconds": round(judged_s, 1)},
                "ms": {what: timed(here, path) for what, path in (QUEUE | MEASURES).items()},
                "last_page": last_page(here),
                "sheet": sheet(here),
                "from_arrival_to_suggestion": arrivals(here),
                "memory_mb": {
                    of: _memory_mb(pid, "Pss", "smaps_rollup")
                    for of, pid in here.processes().items()
                },
                "most_memory_mb": {
                    of: _memory_mb(pid, "VmHWM", "status") for of, pid in here.processes().items()
                },
            }
    return {
        "payments": payments,
        "disputes": count,
        "laid_s": round(laid_s),
        **found,
    }


def timed(here: Installation, path: str) -> dict[str, float]:
    """The first answer is not counted: it may still fill what it asks."""
    here.api.get(path, timeout=600).raise_for_status()
    took, busy = [], _cpu_s(here)
    for _ in range(TIMES):
        began = time.perf_counter()
        here.api.get(path).raise_for_status()
        took.append((time.perf_counter() - began) * 1000)
    each = (_cpu_s(here) - busy) / TIMES * 1000
    return {**_told(took), "processor": round(each)}


def last_page(here: Installation) -> dict[str, float]:
    """All of the queue, page by page: how long the first took, and the last whole one."""
    cursor, took, rows = "", [], 0
    while True:
        began = time.perf_counter()
        asked = "/disputes/queue?tab=all&limit=100" + (f"&cursor={cursor}" if cursor else "")
        page = here.api.get(asked).raise_for_status().json()
        took.append((time.perf_counter() - began) * 1000)
        rows += len(page["data"])
        if not page["next_cursor"]:
            break
        cursor = page["next_cursor"]
    return {"rows": rows, "first_ms": round(took[0]), "last_ms": round(took[-1])}


def sheet(here: Installation) -> dict[str, float]:
    began = time.perf_counter()
    text = here.api.get("/disputes/queue.csv?tab=all", timeout=600).raise_for_status().text
    return {"rows": text.count("\n") - 1, "seconds": round(time.perf_counter() - began, 1)}


def arrivals(here: Installation) -> dict[str, float]:
    """Seconds from a webhook's sending until its suggestion is answered."""
    told = ("connection", "set", disputes_rows.CON, "--webhook-secret-stdin")
    here.command(*told, stdin=f"{deliveries.SECRET}\n")
    event, took = disputes_rows.arriving(int(time.time())), []
    for number in range(COME):
        id_, body = disputes_rows.arrived(event, number)
        began = time.perf_counter()
        _post(here, body)
        _until(partial(_suggested, here, id_))
        took.append(time.perf_counter() - began)
    return {"count": COME, **_told(took, places=2)}


def _post(here: Installation, body: bytes) -> None:
    path = f"/api/webhooks/stripe/{disputes_rows.CON}"
    head = deliveries.signed(body, path, int(time.time())).split(b"\r\n\r\n")[0].decode()
    signature = head.partition("Stripe-Signature: ")[2].partition("\r\n")[0]
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
    here.api.post(here.url + path, content=body, headers=headers).raise_for_status()


def _suggested(here: Installation, id_: str) -> bool:
    page = here.api.get(f"/disputes/queue?tab=all&q={id_}").raise_for_status().json()
    return any(row["verdict"] and row["chance"] for row in page["data"])


def _judged(folder: Path) -> int:
    """Disputes of which a judgement is kept; looked up beside the running program."""
    with sqlite3.connect(f"file:{folder}/tillwatch.sqlite?mode=ro", uri=True) as tx:
        query = "SELECT count(DISTINCT dispute_id) FROM dispute_score"
        return int(tx.execute(query).fetchone()[0])


def _until(holds: Callable[[], bool]) -> float:
    began = time.perf_counter()
    while not holds():
        if time.perf_counter() - began > MOST_S:
            raise RuntimeError(f"nothing came in {MOST_S} seconds")
        time.sleep(LOOK_S)
    return time.perf_counter() - began


def _cpu_s(here: Installation) -> float:
    """Processor time of the web process."""
    fields = Path(f"/proc/{here.processes()['web']}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def _memory_mb(pid: int, what: str, file: str) -> int:
    told = re.search(rf"^{what}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    return int(told[1]) // 1024 if told else 0


def _told(took: list[float], places: int = 0) -> dict[str, float]:
    took = sorted(took)
    shares = {"p50": 0.5, "p95": 0.95}
    found = {name: round(took[int(len(took) * share)], places) for name, share in shares.items()}
    return {**found, "max": round(took[-1], places)}
