"""python -m benchmarks [--quick] [--postgresql] [--write] [NAME …]: run all or some, print one
JSON line each; with --write the table in docs/performance.md is made anew from them."""

import argparse
import json
import os
import platform
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.postgres import Server

from benchmarks import (
    disputes,
    disputes_packet,
    history,
    lake,
    packing,
    page,
    receive,
    report,
    screen,
    simulator,
    size,
    start,
)
from benchmarks.installation import POSTGRESQL
from tillwatch.kernel.clock import SystemClock

BENCHMARKS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "start": start.start,
    "receive": receive.receive,
    "latency": receive.latency,
    "history": history.history,
    "history_at_limits": history.history_at_limits,
    "page": page.page,
    "screen": screen.screen,
    "simulator": simulator.simulator,
    "packing": packing.packing_of,
    "size": size.size,
    "lake": lake.lake,
    "disputes": disputes.disputes,
    "packet": disputes_packet.packet,
}
ON_POSTGRESQL = ("receive", "latency", "history")
"""What is measured there too."""
SAFE = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "256MB", "autovacuum": "on"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure; one JSON line each.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the load")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    lines, failed = [], []
    for name, store in _runs(asked.names, only_postgresql=asked.postgresql):
        try:
            with _on(store):
                figures = BENCHMARKS[name](asked.quick)
        except Exception:  # noqa: BLE001 - an hour of others is not lost for one
            traceback.print_exc()
            failed.append(f"{name} ({store})")
            continue
        line = {"benchmark": name, "store": store, **figures}
        print(json.dumps({**line, **_machine()}), flush=True)
        lines.append(line)
    if asked.write and lines:
        report.write(lines, _about([one for one in sys.argv[1:] if one != "--write"]))
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def _runs(names: list[str], *, only_postgresql: bool) -> Iterator[tuple[str, str]]:
    """Which benchmark, on which store: all of them on SQLite, and some on PostgreSQL besides."""
    if not only_postgresql:
        yield from ((name, "sqlite") for name in names or BENCHMARKS)
    if only_postgresql or not names:
        yield from ((name, "postgresql") for name in names or ON_POSTGRESQL)


@contextmanager
def _on(store: str) -> Iterator[None]:
    if store == "sqlite":
        yield
        return
    server = Server(SAFE)
    server.start()
    os.environ[POSTGRESQL] = server.address("postgres")
    try:
        yield
    finally:
        del os.environ[POSTGRESQL]
        server.close()


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version()}


def _about(arguments: list[str]) -> str:
    day = datetime.fromtimestamp(SystemClock().now(), UTC)
    machine = _machine()
    command = " ".join(["make bench", *([f'ARGS="{" ".join(arguments)}"'] if arguments else [])])
    return (
        f"{day.day} {day:%B %Y}, {machine['cores']} cores, Python {machine['python']}, everything "
        f"on one machine. One run of `{command}`."
    )


if __name__ == "__main__":
    main()
