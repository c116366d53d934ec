"""Receiving: webhooks accepted durably, and how long one waits while the rest goes on.

`receive` sends as fast as answers come, over 1, 8 and 64 connections, and then waits until all is
applied: accepted a second is what the front door takes, applied a second what goes through to the
ledger's rows, counted from the first request on. `latency` sends at a fixed rate with applying
going on. Two ceilings tell what here could be reached at most: the same load on the web server
with an application that keeps nothing, and on bytes in, bytes out, which is what the sender can do.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import deliveries
from benchmarks.installation import Installation, installation
from benchmarks.sender import percentile

EVENTS = {1: 6_000, 8: 30_000, 64: 60_000}
"""Sent over so many connections."""
QUICK = 10
RUNS = 3
"""The middle one counts: a machine that others share is sometimes half as fast as at others."""
RATE = 2000
CONNECTIONS = 64
COMMIT_BYTES, COMMIT_S, LOG_BYTES = 16_384, 0.002, 8 << 20
"""A commit of the inbox at that rate, and the log it goes to, about."""
SYNCS = 2000


def receive(quick: bool) -> dict[str, Any]:
    """Accepted a second, and applied a second, of the same events; the middle one of three runs."""
    found: dict[str, Any] = {}
    with _webhook_only() as (here, connection, path):
        for connections, count in EVENTS.items():
            count //= QUICK if quick else 1
            runs: list[dict[str, Any]] = []
            for run in range(1 if quick else RUNS):
                file = deliveries.requests(path, count, f"a{connections}-{run}")
                begun = time.perf_counter()
                accepted = send(here.url, file, connections)
                here.until_applied(connection)
                applied = round(count / (time.perf_counter() - begun))
                runs.append({**accepted, "applied_per_second": applied})
            runs.sort(key=lambda figures: int(figures["per_second"]))
            each = [figures["per_second"] for figures in runs]
            middle = runs[len(runs) // 2]
            found[f"over_{connections}"] = {**middle, "per_second_of_each": each}
        rows = _payments(here)
    return {
        **found,
        "body_bytes": len(file) // count,
        "payments_newest_page": rows,
        "web_server_ceiling": ceiling(file)["per_second"],
        "sender_ceiling": ceiling(file, "--plain")["per_second"],
    }


def latency(quick: bool) -> dict[str, Any]:
    """Milliseconds to the answer at a fixed rate, with applying going on: several runs, of which
    the middle one counts."""
    seconds = 5 if quick else 20
    runs: list[dict[str, Any]] = []
    disk: list[float] = []
    with _webhook_only() as (here, connection, path):
        for letter in "b" if quick else "bcdef":
            disk.append(synced(here.folder))
            file = deliveries.requests(path, RATE * seconds, letter)
            figures = send(here.url, file, CONNECTIONS, RATE)
            begun = time.perf_counter()
            here.until_applied(connection)
            figures["applied_after_seconds"] = round(time.perf_counter() - begun, 3)
            runs.append(figures)
    runs.sort(key=lambda figures: float(figures["p99_ms"]))
    return {
        "rate": RATE,
        **runs[len(runs) // 2],
        "p99_ms_of_each": [figures["p99_ms"] for figures in runs],
        "disk_alone_p99_ms_of_each": sorted(disk),
        "web_server_alone_p99_ms": ceiling(file, rate=RATE)["p99_ms"],
    }


def synced(folder: Path) -> float:
    """Milliseconds, at the 99th percentile, until a little is on that disk, with nothing else going
    on: written over in a file of its own, as the inbox's log is, at the pace of `latency`."""
    took = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(bytes(LOG_BYTES))
        os.fsync(file.fileno())
        due = time.perf_counter()
        for number in range(SYNCS):
            time.sleep(max(due - time.perf_counter(), 0))
            file.seek(number * COMMIT_BYTES % LOG_BYTES)
            began = time.perf_counter()
            file.write(bytes(COMMIT_BYTES))
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
            due += COMMIT_S
    return round(percentile(sorted(took), 0.99) * 1000, 2)


def send(url: str, file: bytes, connections: int = CONNECTIONS, rate: int = 0) -> dict[str, Any]:
    """What the sender, a process of its own, prints."""
    host, port = url.removeprefix("http://").split(":")
    command = [sys.executable, "-m", "benchmarks.sender", host, port, str(connections)]
    command += [str(rate)] if rate else []
    done = subprocess.run(command, input=file, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def ceiling(file: bytes, *how: str, rate: int = 0) -> dict[str, Any]:
    """The same requests, answered 200 and forgotten."""
    command = [sys.executable, "-m", "benchmarks.bare", *how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bare:
        assert bare.stdout is not None
        url = bare.stdout.readline().strip()
        try:
            return send(url, file, rate=rate)
        finally:
            bare.terminate()


@contextmanager
def _webhook_only() -> Iterator[tuple[Installation, str, str]]:
    with installation() as here:
        arguments = ("connect", "stripe", "--name", "Load", "--webhook-secret-stdin")
        made = here.command(*arguments, "--mode", "test", stdin=deliveries.SECRET)
        yield here, made["connection_id"], f"/api/webhooks/stripe/{made['connection_id']}"


def _payments(here: Installation) -> int:
    """Rows on the newest page: the load has really become payments."""
    return len(here.api.get("/payments", params={"limit": 100}).raise_for_status().json()["data"])
