"""Judges by itself: what the log of changes says of disputes, seconds after it is there.

It keeps its own place in the log, and moves it only when what stands before is judged, so that a
crash costs nothing but judging again; what a worker that begins may have missed to learn, it learns
with its first look. The open cases of an account are looked at as a whole when a rush of changes is
over (an import, whose every payment may be an earlier order of some buyer), when something new was
learned, and once an hour, for time passes. Whoever changes what judging rests on asks for that at
once, in the transaction that changes it (`ask_again`).
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes import reached
from tillwatch.features.disputes.gathering.gather import gather
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.judging import concerned, judge, kept, outcomes, patterns
from tillwatch.features.disputes.judging.learning import learn_from
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.features.disputes.score.scoring import second
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import cursor

PLACE: Final = "disputes:judged"
ASKED: Final = "disputes:asked"
"""How often it was asked to judge again."""
AT_ONCE: Final = 50
"""Disputes between two moves of the place."""
RUSH: Final = 500
"""So many changes of an account in one look are an import, or as good as one."""
AGAIN_S: Final = 3_600


class Follower:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._whole_at = 0.0
        self._asked = 0
        self._ended: set[str] = set()
        """Accounts of which a case has closed, and nobody has learned from it yet."""
        self._late: set[str] = set()
        """Accounts of which all open cases are to be judged, when there is a quiet moment."""

    async def look(self, known: Callable[[], Awaitable[Sources]]) -> int:
        """All that changed since the last look. How many disputes were judged. `known` is asked
        only when there are some: where nothing happens, nothing is read but the log."""
        judged, rush = await self._follow(known)
        now, asked = self._clock.now(), await reached.place(self._store, ASKED)
        if whole := now - self._whole_at >= AGAIN_S or asked != self._asked:
            sources = await known()
            self._ended |= set(sources.accounts) if not self._whole_at else set()
            self._late |= set(sources.accounts)
            if now - self._whole_at >= AGAIN_S:
                for connection_id in sources.accounts:
                    await patterns.look(sources, connection_id, int(now))
            self._whole_at, self._asked = now, asked
        await self._learn()
        if self._late and (whole or not rush):
            late = await concerned.open_of(self._store, self._late)
            self._late.clear()
            judged += await self._judge(await known(), late)
            await self._learn()
        return judged

    async def _follow(self, known: Callable[[], Awaitable[Sources]]) -> tuple[int, bool]:
        """To the end of the log. How many were judged, and whether much stood in it."""
        judged, counted = 0, Counter[str]()
        place = await reached.place(self._store, PLACE)
        while (part := await concerned.read(self._store, place)).seq != place:
            if part.keys:
                sources = await known()
                for start in range(0, len(part.keys), AT_ONCE):
                    judged += await self._newest(sources)
                    judged += await self._judge(sources, part.keys[start : start + AT_ONCE])
            place = part.seq
            counted += part.counted
            await reached.move(self._store, PLACE, place)
        rushed = {account for account, count in counted.items() if count >= RUSH}
        self._late |= rushed
        return judged, bool(rushed)

    async def _newest(self, sources: Sources) -> int:
        """What just arrived does not wait behind a history that is being imported."""
        return await self._judge(sources, await concerned.unjudged(self._store, sources.accounts))

    async def _learn(self) -> None:
        """Once for all that closed, not once for each: an import brings thousands."""
        while self._ended:
            connection_id = self._ended.pop()
            if await learn_from(self._store, connection_id, int(self._clock.now())):
                self._late.add(connection_id)

    async def _judge(self, sources: Sources, keys: Sequence[kept.Key]) -> int:
        now = int(self._clock.now())
        for key in keys:
            if key[0] in sources.accounts and await one(sources, key, now):
                self._ended.add(key[0])
        return len(keys)


async def ask_again(tx: AsyncConnection) -> None:
    """All open cases, as soon as this transaction is kept: choices, policies or facts changed."""
    again = cursor.update().where(cursor.c.name == ASKED).values(position=cursor.c.position + 1)
    if not (await tx.execute(again)).rowcount:
        await tx.execute(cursor.insert().values(name=ASKED, position=1))


async def one(sources: Sources, key: kept.Key, now: int) -> bool:
    """Judge it, and keep that. Whether it is closed, and teaches, or may no longer: what was lost
    may be open again, in a second round."""
    try:
        case = await gather(sources, *key, now)
    except errors.NotFound:
        return False
    known = await kept.newest(sources.store, key)
    if case.dispute.status in OPEN:
        cause = kept.ARRIVED if known is None else kept.CHANGED
        await judge.keep(sources.store, await judge.judge(sources, case), cause)
    elif known is None:
        then = min(case.dispute.due_by or case.dispute.created, now)
        await judge.keep_history(sources.store, await gather(sources, *key, then))
    return case.dispute.status in outcomes.ENDS or second(case)
