"""Receiving: webhooks accepted durably, and how long one waits while the rest goes on.

`receive` sends as fast as answers come, over 64 connections, and then waits until all is applied:
the first figure is what the front door takes, the second what goes through to the ledger's rows.
`latency` sends at a fixed rate with applying going on. `ceiling` is the same load on a bare ASGI
application that keeps nothing: what the server itself could do here.
"""

import json
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

CONNECTIONS = 64
RATE = 2000
EVENTS = 60_000
EVENTS_QUICK = 6_000


def receive(quick: bool) -> dict[str, Any]:
    """Accepted a second, and applied a second, of the same events."""
    count = EVENTS_QUICK if quick else EVENTS
    with _webhook_only() as (here, connection, path):
        file = deliveries.requests(path, count, "a")
        begun = time.perf_counter()
        accepted = send(here.url, file)
        here.until_applied(connection)
        seconds = time.perf_counter() - begun
        rows = _payments(here)
    return {
        **accepted,
        "body_bytes": len(file) // count,
        "applied_seconds": round(seconds, 3),
        "applied_per_second": round(count / seconds),
        "payments_newest_page": rows,
        "ceiling_per_second": ceiling(file)["per_second"],
    }


def latency(quick: bool) -> dict[str, Any]:
    """Milliseconds to the answer at a fixed rate, with applying going on."""
    seconds = 5 if quick else 20
    with _webhook_only() as (here, connection, path):
        file = deliveries.requests(path, RATE * seconds, "b")
        figures = send(here.url, file, RATE)
        begun = time.perf_counter()
        here.until_applied(connection)
        figures["applied_after_seconds"] = round(time.perf_counter() - begun, 3)
    return {"rate": RATE, **figures}


def send(url: str, file: bytes, rate: int = 0) -> dict[str, Any]:
    """What the sender, a process of its own, prints."""
    host, port = url.removeprefix("http://").split(":")
    with tempfile.NamedTemporaryFile(prefix="tillwatch-bench-") as held:
        Path(held.name).write_bytes(file)
        command = [sys.executable, "-m", "benchmarks.sender", host, port, held.name]
        command += [str(CONNECTIONS), *([str(rate)] if rate else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def ceiling(file: bytes) -> dict[str, Any]:
    """The same requests, answered 200 and forgotten."""
    command = [sys.executable, "-m", "benchmarks.bare"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bare:
        assert bare.stdout is not None
        url = bare.stdout.readline().strip()
        try:
            return send(url, file)
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
