"""What one process has done since it started, as plain numbers that only grow.

Whoever does the work adds to them; nobody subtracts, except from `queue`, which is a level. A rate
is the difference of two looks. All counting is on the loop's thread or, for what the worker
applies, on the one thread that writes, so no lock is needed.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any, Final

BOUNDS_S: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper ends of a histogram's buckets, in seconds; one more bucket is for all above."""


@dataclass(slots=True)
class Histogram:
    """`counts`: how many lay in each bucket (not summed up); `sum_s`: all of them together."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    sum_s: float = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.sum_s += seconds

    def figures(self) -> dict[str, Any]:
        return {"counts": list(self.counts), "sum_s": round(self.sum_s, 6)}


@dataclass(slots=True)
class Counters:
    """What the web process counts first, then what the worker does.

    `accepted`: deliveries by webhook answered 200; `repeated`: of those, known before; `refused`:
    deliveries answered otherwise, by status; `queue`: deliveries waiting for the inbox's writer
    now; `commit`: how long each transaction of the inbox took; `commit_failed_at`: when the last
    one failed, in seconds UTC, None: it went well.

    `applied`: deliveries merged into the rows; `changes`: changes of rows, by whatever way;
    `fetched`: objects that pages of lists brought; `apply`: how long each batch of deliveries took.
    """

    accepted: int = 0
    repeated: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    queue: int = 0
    commit: Histogram = field(default_factory=Histogram)
    commit_failed_at: float | None = None
    applied: int = 0
    changes: int = 0
    fetched: int = 0
    apply: Histogram = field(default_factory=Histogram)

    def refuse(self, status: int) -> None:
        self.refused[status] = self.refused.get(status, 0) + 1

    def figures(self) -> dict[str, Any]:
        """All of it as JSON holds it."""
        return {
            "accepted": self.accepted,
            "repeated": self.repeated,
            "refused": {str(status): count for status, count in sorted(self.refused.items())},
            "queue": self.queue,
            "commit": self.commit.figures(),
            "commit_failed_at": self.commit_failed_at,
            "applied": self.applied,
            "changes": self.changes,
            "fetched": self.fetched,
            "apply": self.apply.figures(),
        }
