"""The simulator's own ceiling: how soon it answers, in how much memory, how many pages a second.

Real HTTP over one connection, one page after the other, 100 objects a page, in the middle of the
history. Whatever reads from it cannot be faster than this; with several connections the simulator
is no faster, it is one process. Limits are off. Beside the rate by the clock, in which the reader's
own work is included, stands the one by the simulator's processor time: its ceiling.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

SIZES = (10_000, 1_000_000, 10_000_000)
SIZES_QUICK = (10_000, 1_000_000)
PAGES = 300
PAGES_QUICK = 60
LISTS = (
    "charges",
    "payment_intents",
    "customers",
    "balance_transactions",
    "refunds",
    "disputes",
    "radar/early_fraud_warnings",
)
EXPANDED = "charges?expand[]=data.balance_transaction&expand[]=data.customer"


def simulator(quick: bool) -> dict[str, Any]:
    """By size: seconds to the first answer, memory then and after, pages a second by list."""
    sizes = SIZES_QUICK if quick else SIZES
    pages = PAGES_QUICK if quick else PAGES
    return {"page": 100, "sizes": {str(size): _of_size(size, pages) for size in sizes}}


def _of_size(payments: int, pages: int) -> dict[str, Any]:
    begun = time.perf_counter()
    with simulating(payments) as (told, process):
        start_s = time.perf_counter() - begun
        started, start_cpu = _resident_mb(process.pid), _cpu_s(process.pid)
        key = next(k["key"] for k in told["keys"] if (k["mode"], k["name"]) == ("test", "full"))
        headers = {"authorization": f"Bearer {key}"}
        with httpx.Client(base_url=told["url"], headers=headers, trust_env=False) as http:
            middle = _middle(http)
            rates = {
                path: _rate(http, process.pid, path, middle, pages) for path in (*LISTS, EXPANDED)
            }
        return {
            "start_s": round(start_s, 2),
            "start_cpu_s": start_cpu,
            "memory_mb": started,
            "memory_after_mb": _resident_mb(process.pid),
            "pages_per_second": {path: rate for path, (rate, _) in rates.items()},
            "pages_per_cpu_second": {path: rate for path, (_, rate) in rates.items()},
        }


@contextmanager
def simulating(payments: int) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """`tillwatch simulate` without limits, and the line it tells."""
    command = [sys.executable, "-m", "tillwatch", "simulate", "--json", "--port", "0"]
    command += ["--no-limits", "--payments", str(payments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), process
        finally:
            process.terminate()


def _middle(http: httpx.Client) -> int:
    """Halfway between the opening of the shop and now."""
    account = http.get("/v1/account").raise_for_status().json()
    return int(account["created"] + time.time()) // 2


def _rate(http: httpx.Client, pid: int, path: str, middle: int, pages: int) -> tuple[int, int]:
    """By the clock, and by the processor time that the simulator itself took. The cursors are
    read first, so that decoding here is not in the figure."""
    address = f"/v1/{path}{'&' if '?' in path else '?'}limit=100&created[lt]={middle}"
    cursors = [""]
    while len(cursors) < pages:
        page = http.get(address + cursors[-1]).raise_for_status().json()
        if not page["has_more"]:
            break
        cursors.append(f"&starting_after={page['data'][-1]['id']}")
    begun, used = time.perf_counter(), _cpu_s(pid)
    for cursor in cursors:
        http.get(address + cursor).raise_for_status()
    seconds, used = time.perf_counter() - begun, _cpu_s(pid) - used
    return round(len(cursors) / seconds), round(len(cursors) / max(used, 0.01))


def _cpu_s(pid: int) -> float:
    """Processor time of a process until now, in user mode and for the system (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 2)


def _resident_mb(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
