"""The last verdict on the log, so that a page that is opened often does not walk it each time."""

import asyncio

from tillwatch.kernel.clock import Clock
from tillwatch.people.logbook import chain
from tillwatch.people.logbook.chain import Head, Verdict
from tillwatch.store.engine import Store


class Checked:
    """One of the running application; one walks at a time."""

    def __init__(self, store: Store, clock: Clock, key: bytes) -> None:
        self._store = store
        self._clock = clock
        self._key = key
        self._last: Verdict | None = None
        self._turn = asyncio.Lock()

    async def verdict(self, max_age_s: int = 0, known: Head | None = None) -> Verdict:
        """One that is at most so old, 0: made now; a fresh one for a `known` head."""
        began = int(self._clock.now())
        async with self._turn:
            if known is not None:
                return await chain.verify(self._store, self._clock, self._key, known)
            if not max_age_s or self._last is None or self._last.checked_at < began - max_age_s:
                self._last = await chain.verify(self._store, self._clock, self._key)
            return self._last
