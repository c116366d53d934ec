"""How fast requests may leave, and how many may be under way.

A `Pace` gives turns at an even rate. Whoever comes late to a turn may catch up a little, at twice
the rate; but within `WINDOW_S` no more ever leave than the rate allows in it. That window is longer
than the second Stripe counts, so that requests which were held up on the way and arrive together
are still no more than the limit.
"""

from collections import deque
from math import ceil
from typing import Final

WINDOW_S: Final = 1.025
"""A second, and what the way there may vary by."""
CATCH_UP_S: Final = 0.2
"""So late a turn may be taken without losing it."""
SHORTEST: Final = 0.5
"""The shortest distance between two turns while catching up, as a part of the even one."""

_CUT: Final = 0.7
_RECOVERY_PER_S: Final = 0.05
_CUT_PAUSE_S: Final = 0.5
_FACTOR_MIN: Final = 0.1
_PLACES_BACK_PER_S: Final = 0.5


class Pace:
    """Turns at `rate` a second. A cut slows it down at once and wears off.

    `ahead`: turns that need not wait, once: what is left of the first second's limit.
    """

    def __init__(self, rate: float, ahead: int = 0) -> None:
        self._rate = rate
        self._ahead = ahead
        self._next = float("-inf")
        """When the next turn comes, if all are taken in time."""
        self._recent: deque[float] = deque(maxlen=ceil(rate * WINDOW_S))
        self._factor = 1.0
        self._cut_at = float("-inf")

    def ready_at(self, now: float) -> float:
        """From when on the next request may leave; not later than `now` if it may at once."""
        if self._ahead > 0 or not self._recent:
            return max(now, self._held())
        soonest = max(self._next, self._recent[-1] + SHORTEST * self._interval(now), self._held())
        if len(self._recent) == self._recent.maxlen:
            soonest = max(soonest, self._recent[0] + WINDOW_S)
        return soonest

    def leave(self, now: float) -> None:
        """A request leaves. What is later than `CATCH_UP_S` was not waited for."""
        if self._ahead > 0 and self._next > now:
            self._ahead -= 1
            return
        turn = self._next if now - self._next <= CATCH_UP_S else now
        self._next = turn + self._interval(now)
        self._recent.append(now)

    def factor(self, now: float) -> float:
        """The part of the rate in use now."""
        if self._factor >= 1:
            return 1.0
        return min(1.0, self._factor + (now - self._cut_at) * _RECOVERY_PER_S)

    def cut(self, now: float) -> None:
        """Slows down; refusals of one burst count once."""
        if now - self._cut_at < 1:
            return
        self._factor = max(_FACTOR_MIN, self.factor(now) * _CUT)
        self._cut_at = now
        self._ahead = 0
        self._next = max(self._next, self._held())

    def _interval(self, now: float) -> float:
        return 1 / (self._rate * self.factor(now))

    def _held(self) -> float:
        return self._cut_at + _CUT_PAUSE_S


class Places:
    """So many under way at once. A cut lowers the number for a while."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken = 0
        self._lowered = 0.0
        self._cut_at = float("-inf")

    def free(self, now: float) -> bool:
        return self._taken < self.places(now)

    def places(self, now: float) -> int:
        back = (now - self._cut_at) * _PLACES_BACK_PER_S if self._lowered else 0.0
        return max(1, self._places - max(0, round(self._lowered - back)))

    def take(self) -> None:
        self._taken += 1

    def leave(self) -> None:
        self._taken -= 1

    def cut(self, now: float) -> None:
        """Refusals of one burst count once."""
        if now - self._cut_at < 1:
            return
        self._lowered = self._places - max(1, self.places(now) * 0.75 // 1)
        self._cut_at = now
