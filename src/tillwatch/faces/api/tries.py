"""How often one person may try keys: a page that tries what is typed must not hammer anybody."""

from collections import deque
from typing import Final

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock

MOST: Final = 6
WITHIN_S: Final = 60.0
PEOPLE_MAX: Final = 1000


class Tries:
    """Counts by person (the id of their session or token) the tries of the last minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at: dict[str, deque[float]] = {}

    def take(self, who: str) -> None:
        """One more try; `Throttled` when there were too many."""
        now = self._clock.now()
        if who not in self._at and len(self._at) >= PEOPLE_MAX:
            self._at.pop(next(iter(self._at)))
        tries = self._at.setdefault(who, deque())
        while tries and not 0 <= now - tries[0] < WITHIN_S:
            tries.popleft()
        if len(tries) >= MOST:
            wait = max(1, round(tries[0] + WITHIN_S - now))
            raise errors.Throttled(
                f"Many keys were tried in the last minute: wait {wait} s", retry_after_s=wait
            )
        tries.append(now)
