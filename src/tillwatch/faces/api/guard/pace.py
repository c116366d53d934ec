"""How fast one caller may ask: a page or a program that has lost its way must not be in the way of
all the others.

Each token and session has a bucket of its own, and each address has one for what takes no signing
in. It holds `burst` requests and fills up at `rate` a second. Kept in memory, by each process for
itself. Webhooks do not come past here; the live feed counts as one request; commands on this
machine are not counted.
"""

from math import ceil
from typing import Final

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock

CALLERS_MAX: Final = 20_000


class Pace:
    def __init__(self, clock: Clock, rate: float, burst: float) -> None:
        """`rate` a second, 0 for no limit."""
        self._clock = clock
        self._rate, self._burst = rate, burst
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> None:
        """One request; `Throttled` when they come too fast."""
        if not self._rate:
            return
        now = self._clock.now()
        left, at = self._left.pop(caller, (self._burst, now))  # who asked last is forgotten last
        left = min(self._burst, left + max(0.0, now - at) * self._rate)
        if len(self._left) >= CALLERS_MAX:
            self._left.pop(next(iter(self._left)))
        self._left[caller] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            wait = ceil((1 - left) / self._rate)
            raise errors.Throttled(
                f"Too many requests at once, more than {self._rate:g} a second: wait {wait} s",
                retry_after_s=wait,
            )
