"""Lists read side by side, as fast as the processor allows.

So many readers as are needed to use the processor's limits take a page each, of the list that has
the most left to read: then all lists end together, and none is left that takes long alone. A list
that the key or the server does not offer is left out, with the reason; the rest goes on. One at
which the server has a fault is tried again at the end, then left out too. A server that does not
answer ends it all.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from math import ceil
from typing import Any, Final, Protocol

from tillwatch.intake.backfill.parts import Part, Resource
from tillwatch.intake.backfill.plan import NO_END
from tillwatch.kernel import together
from tillwatch.processors.port import (
    CursorDied,
    Fetched,
    Listing,
    NotOffered,
    PermissionMissing,
    Reader,
    ReadFailed,
    Unreachable,
)

READERS: Final = 48
OF_A_LIST: Final = 16
UNLIMITED: Final = (24, 6)
"""Pages at once, at most: in all; of one list; both for a server without limits."""
TOOK_S: Final = 0.2
"""What a request is taken to take before one was made."""
SPARE: Final = 1.5
FAULT: Final = 500
"""Answers from here on are faults of the server, not refusals."""
Beside = Callable[[], Coroutine[Any, Any, None]]


class Pages(Protocol):
    """What is done with the lists."""

    async def read(self, resource: Resource, part: Part) -> None:
        """Read the next page of `part` and tell `resource` of it. Raises `ReadFailed`s."""
        ...

    async def leave_out(self, name: str, problem: ReadFailed) -> None:
        """Nothing more is read of that list."""
        ...

    def weight(self, resource: Resource) -> float:
        """How many requests a page of it means."""
        ...


class Readers:
    """`resources`: the lists by name, in the order they are begun with; a list that is left out is
    taken away. `rates`: see `Processor.rates`."""

    def __init__(
        self,
        reader: Reader,
        rates: tuple[float, float] | None,
        resources: dict[str, Resource],
        pages: Pages,
    ) -> None:
        self.resources = resources
        self.ailing: dict[str, Unreachable] = {}
        self._reader = reader
        self._rates = rates
        self._pages = pages
        self._began_with = (reader.used().answered, reader.used().seconds)
        self._reading = 0
        self._changed = asyncio.Event()

    async def everything(self, beside: Beside | None = None) -> None:
        """Read all that is open; `beside` runs meanwhile, and once more when faults are tried
        again. `Unreachable` when there were nothing but faults."""
        await self._once(beside)
        again, self.ailing = self.ailing, {}
        if self.resources and again.keys() >= self.resources.keys():
            raise next(iter(again.values()))  # wait for a better day
        await self._once(beside)
        for name, problem in self.ailing.items():
            await self._leave_out(name, problem)

    async def changed(self) -> None:
        """Returns when a page more was read."""
        await self._changed.wait()

    def of_a_list(self) -> int:
        """So many pages of one list as are worth reading at once."""
        return self._at_once()[1]

    async def _once(self, beside: Beside | None) -> None:
        work = [self._take_pages() for _ in range(READERS)]
        await together.all_of([*work, beside()] if beside is not None else work)

    async def _take_pages(self) -> None:
        while True:
            chosen = self._choose()
            if chosen is not None:
                await self._page(*chosen)
            elif self._reading:
                await self._changed.wait()
            else:
                return

    def _choose(self) -> tuple[Resource, Part] | None:
        """What to read next: lists nothing was read of, then the one with the most left."""
        in_all, of_a_list = self._at_once()
        if self._reading >= in_all:
            return None
        able = [one for one in self.resources.values() if one.name not in self.ailing]
        ready = [(one, part) for one in able if (part := one.idle(of_a_list)) is not None]
        return min(ready, key=lambda found: self._place(found[0]), default=None)

    def _place(self, resource: Resource) -> tuple[bool, float]:
        return resource.begun, -resource.left() * self._pages.weight(resource)

    def _at_once(self) -> tuple[int, int]:
        """So many pages as must be under way to use what is allowed: in all, and of one list."""
        if self._rates is None:
            return UNLIMITED
        used, (answered, seconds) = self._reader.used(), self._began_with
        made = used.answered - answered
        took_s = (used.seconds - seconds) / made if made else TOOK_S
        in_all, of_a_list = (ceil(rate * took_s * SPARE) + 2 for rate in self._rates)
        return min(in_all, READERS), min(of_a_list, OF_A_LIST)

    async def _page(self, resource: Resource, part: Part) -> None:
        part.busy = True
        self._reading += 1
        try:
            await self._pages.read(resource, part)
        except CursorDied:
            part.after = part.top = part.place = None
            part.pages = part.seen = part.objects = 0
        except (PermissionMissing, NotOffered) as problem:
            await self._leave_out(resource.name, problem)
        except Unreachable as problem:
            if problem.answer < FAULT:
                raise
            self.ailing[resource.name] = problem
        finally:
            part.busy = False
            self._reading -= 1
            self._changed.set()
            self._changed = asyncio.Event()

    async def _leave_out(self, name: str, problem: ReadFailed) -> None:
        resource = self.resources.pop(name, None)
        if resource is not None:
            resource.parts = []
        await self._pages.leave_out(name, problem)


async def page_of(reader: Reader, listing: Listing, part: Part) -> Fetched:
    """The next page of a part."""
    if not listing.ranged:
        return await reader.fetch(listing, after=part.after)
    return await reader.fetch(listing, after=part.after, since=part.since or None, until=end(part))


def end(part: Part) -> int | None:
    return None if part.until == NO_END else part.until


def whole(listings: Mapping[str, Listing], since: int) -> dict[str, Resource]:
    """Every list as one part, back to `since`."""
    return {
        name: Resource(
            name,
            [Part(resource=name, since=since if one.ranged else 0, until=NO_END)],
            cuttable=one.ranged,
        )
        for name, one in listings.items()
    }
