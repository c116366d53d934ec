"""Which tokens were used, noted beside the requests that showed them.

Nobody waits for such a note, and it waits for nobody for long: one is written at a time, so that
requests keep the store's connections, and while another holds SQLite's write lock (a recalculation
does for a while) it is given up. The next request with the token, a few seconds later, has it noted
then.
"""

import asyncio
from typing import Final

from tillwatch.kernel.clock import Clock
from tillwatch.people import tokens
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

WAITING_MAX: Final = 1000
SETTLE_S: Final = 3.0


class Uses:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: dict[str, Person] = {}
        self._writing: asyncio.Task[None] | None = None

    def note(self, person: Person) -> None:
        """That person's token was used; written down beside, if the last note is old enough."""
        if tokens.is_noted(person, self._clock) or len(self._waiting) >= WAITING_MAX:
            return
        self._waiting[person.id] = person
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def settle(self) -> None:
        """Wait for what is still being written, not for long; called at the end."""
        if self._writing is None:
            return
        _, late = await asyncio.wait([self._writing], timeout=SETTLE_S)
        for task in late:
            task.cancel()
            await asyncio.wait([task])

    async def _write(self) -> None:
        while self._waiting:
            _, person = self._waiting.popitem()
            if not await tokens.touch(self._store, self._clock, person):
                self._waiting.clear()
