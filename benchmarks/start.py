"""The command line's own start: the seconds until `tillwatch --help` has been said."""

import subprocess
import time
from typing import Any

from benchmarks.installation import TILLWATCH

TIMES = 15


def start(quick: bool) -> dict[str, Any]:
    took: list[float] = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        subprocess.run([*TILLWATCH, "--help"], capture_output=True, check=True)
        took.append(time.perf_counter() - begun)
    took.sort()
    return {"p50_s": round(took[TIMES // 2], 3), "max_s": round(took[-1], 3)}
