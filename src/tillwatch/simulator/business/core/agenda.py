"""What will happen, in order of time; ties in the order they were planned."""

import heapq
from collections.abc import Callable
from typing import Any


class Agenda:
    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Callable[..., Any], tuple[Any, ...]]] = []
        self._planned = 0

    def __len__(self) -> int:
        return len(self._heap)

    def plan(self, due: int, deed: Callable[..., Any], *args: Any) -> None:
        """`deed(*args, due)` will be called once time has passed `due` (seconds UTC)."""
        self._planned += 1
        heapq.heappush(self._heap, (due, self._planned, deed, args))

    def next_due(self) -> int | None:
        return self._heap[0][0] if self._heap else None

    def run(self, until: int) -> bool:
        """Do all that is due at or before `until`; what these deeds plan for then as well."""
        did = False
        while self._heap and self._heap[0][0] <= until:
            due, _, deed, args = heapq.heappop(self._heap)
            deed(*args, due)
            did = True
        return did
