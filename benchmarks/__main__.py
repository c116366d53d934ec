"""python -m benchmarks [--quick] [NAME …]: run all or some, print one JSON line each."""

import argparse
import json
import os
import platform
from collections.abc import Callable
from typing import Any

from benchmarks import history, page, receive, screen, simulator, size

BENCHMARKS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "receive": receive.receive,
    "latency": receive.latency,
    "history": history.history,
    "history_at_limits": history.history_at_limits,
    "page": page.page,
    "screen": screen.screen,
    "simulator": simulator.simulator,
    "size": size.size,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure; one JSON line each.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the load")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    for name in asked.names or BENCHMARKS:
        figures = BENCHMARKS[name](asked.quick)
        print(json.dumps({"benchmark": name, **figures, **machine}), flush=True)


if __name__ == "__main__":
    main()
