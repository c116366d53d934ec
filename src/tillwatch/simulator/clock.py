"""The simulator's time: runs with the wall clock, at a pace, and can be moved forward."""

from tillwatch.kernel.clock import Clock


class VirtualClock:
    """`pace` virtual seconds pass in each wall second from `start` on; 0 stands still."""

    def __init__(self, wall: Clock, start: float | None = None, pace: float = 1.0) -> None:
        self._wall = wall
        self._base = wall.now()
        self._at = self._base if start is None else start
        self.pace = pace

    def now(self) -> float:
        return self._at + (self._wall.now() - self._base) * self.pace

    def advance(self, seconds: float) -> None:
        """Jump forward; what falls due in between is the business's to do."""
        self._at += seconds
