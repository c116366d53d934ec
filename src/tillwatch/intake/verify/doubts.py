"""The second look at what differs at first sight.

First what may only not have arrived yet is brought in. Then it is looked at again: an object that
was listed is judged by what the list told, which was true at that moment, or read singly where only
few are left; one that was not listed is read singly. Only what still differs is called a
difference. So many doubts are kept at most; with more, those are settled before the lists go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.intake import drain, poll
from tillwatch.intake.follow import Follow
from tillwatch.intake.house import House
from tillwatch.intake.verify.held import Held, Key
from tillwatch.intake.verify.progress import Tally
from tillwatch.intake.verify.repair import Repair
from tillwatch.intake.verify.verdict import Verdict
from tillwatch.kernel import bell, together
from tillwatch.ledger.write import chunks
from tillwatch.processors.port import NotOffered, PermissionMissing, Reader
from tillwatch.processors.reading import Reading
from tillwatch.store import inbox

KEPT: Final = 1_000
"""Doubts at once."""
FEW: Final = 200
"""Up to so many listed objects are read singly."""
SINGLY_AT_ONCE: Final = 8
TOGETHER: Final = 100
"""Objects judged at once."""
APPLIED_LOOKS: Final = 300
APPLIED_LOOK_S: Final = 0.1
RECENT_S: Final = 3 * 86_400
Told = list[tuple[Key, Sequence[Reading]]]


class Doubts:
    """`repair`: takes over what is a difference; None: it is only told."""

    def __init__(
        self,
        house: House,
        connection_id: str,
        reader: Reader,
        follow: Follow,
        held: Held,
        verdict: Verdict,
        tally: Tally,
        repair: Repair | None,
    ) -> None:
        self._house = house
        self._id = connection_id
        self._reader = reader
        self._follow = follow
        self._held = held
        self._verdict = verdict
        self._tally = tally
        self._repair = repair
        self._listed: dict[Key, list[Reading]] = {}
        self._absent: dict[Key, None] = {}
        self._settling = asyncio.Lock()
        self._position: int | None = None
        self._many = False

    def listed(self, kind: str, ids: Iterable[str]) -> None:
        """Those were listed after all."""
        for id_ in ids:
            self._absent.pop((kind, id_), None)

    async def add(self, listed: Sequence[Reading], absent: Iterable[Key]) -> None:
        """What lists told that differs from what is held; objects that are held and were not
        listed. Returns when there is room for more."""
        for one in listed:
            told = self._listed.setdefault((one.kind, one.id), [])
            if all((one.shape, one.payload) != (known.shape, known.payload) for known in told):
                told.append(msgspec.structs.replace(one, tree=None))
        self._absent |= dict.fromkeys(absent)
        if len(self._listed) + len(self._absent) < KEPT:
            return
        async with self._settling:
            if len(self._listed) + len(self._absent) >= KEPT:
                self._many = True
                await self._settle()

    async def here(self, keys: Sequence[Key]) -> None:
        """Objects that are held and cannot be read."""
        await self.add((), keys)

    async def settle(self) -> None:
        """Look again at all that is left."""
        async with self._settling:
            if self._listed or self._absent:
                await self._settle()

    async def _settle(self) -> None:
        listed, self._listed = self._listed, {}
        absent, self._absent = self._absent, {}
        await self._catch_up()
        told = await self._still(listed)
        if not self._many and len(told) <= FEW:
            self._tally.singly(len(told))
            await self._singly(told)
        else:
            await self._judge(told)
        self._tally.singly(len(absent))
        for part in chunks(sorted(absent), TOGETHER):
            await self._singly([(key, ()) for key in part])

    async def _still(self, listed: dict[Key, list[Reading]]) -> Told:
        """Those that differ even now."""
        found: Told = []
        for keys in chunks(sorted(listed), TOGETHER):
            readings = [reading for key in keys for reading in listed[key]]
            found += [(key, listed[key]) for key in await self._held.differing(readings)]
        return found

    async def _singly(self, told: Told) -> None:
        """Read each and judge by that; by what the list told where it cannot be read."""
        queue = told[::-1]
        read: dict[Key, Sequence[Reading]] = {}

        async def take() -> None:
            while queue:
                (kind, id_), listed = queue.pop()
                try:
                    read[kind, id_] = await self._reader.one(kind, id_) or listed
                except (PermissionMissing, NotOffered):
                    read[kind, id_] = listed
                self._tally.read_one()

        await together.all_of(take() for _ in range(SINGLY_AT_ONCE))
        await self._judge([(key, read[key]) for key, _ in told])

    async def _judge(self, told: Told) -> None:
        for part in chunks(told, TOGETHER):
            readings = [reading for _, one in part for reading in one]
            found = await self._held.differing(readings)
            self._verdict.add(one for key in sorted(found) for one in found[key])
            if found and self._repair is not None:
                taken = [one for one in readings if (one.kind, one.id) in found]
                self._verdict.repaired += await self._repair.take_over(taken)

    async def _catch_up(self) -> None:
        """Bring in what may only not have arrived yet; all kinds of it the first time."""
        now = int(self._house.clock.now())
        steps: tuple[Callable[[], Awaitable[object]], ...] = (self._events, self._applied)
        if self._position is None:
            steps += (
                self._follow.undecided,
                self._follow.missing_entries,
                lambda: self._follow.untold(now - RECENT_S),
                lambda: self._follow.entries(now - RECENT_S),
                self._follow.payouts,
            )
        for step in steps:
            try:
                await step()
            except (PermissionMissing, NotOffered):
                continue

    async def _events(self) -> None:
        recent = int(self._house.clock.now()) - RECENT_S
        since = recent if self._position is None else self._position
        self._position = since
        self._position = await poll.look(self._house, self._id, self._reader, since) or since

    async def _applied(self) -> None:
        """Until all that arrived is applied, or for half a minute."""
        end = await inbox.last(self._house.store)
        with self._house.bell.listen(bell.CHANGES) as ear:
            for _ in range(APPLIED_LOOKS):
                if await drain.position(self._house) >= end:
                    break
                await ear.wait(APPLIED_LOOK_S)
