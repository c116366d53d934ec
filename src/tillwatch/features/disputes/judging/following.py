"""Judges by itself: what the log of changes says of disputes, seconds after it is there.

It keeps its own place in the log, and moves it only when what stands before is judged, so that a
crash costs nothing but judging again; what a worker that begins may have missed to learn, it learns
with its first look. Once an hour the open cases are looked at as a whole: time passes, and facts
of an order may have come that no change of the dispute tells. Whoever changes what judging rests on
asks for that at once, in the transaction that changes it (`ask_again`).
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes import reached
from tillwatch.features.disputes.gathering.gather import gather
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.judging import judge, kept, outcomes, patterns
from tillwatch.features.disputes.judging.learning import learn_from
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, changes, cursor

PLACE: Final = "disputes:judged"
ASKED: Final = "disputes:asked"
"""How often it was asked to judge again."""
AT_ONCE: Final = 50
"""Disputes between two moves of the place."""
LOG: Final = 5_000
AGAIN_S: Final = 3_600
dispute = LEDGER["dispute"]


class Follower:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._whole_at = 0.0
        self._asked = 0
        self._ended: set[str] = set()
        """Accounts of which a case has closed, and nobody has learned from it yet."""

    async def look(self, known: Callable[[], Awaitable[Sources]]) -> int:
        """All that changed since the last look. How many disputes were judged. `known` is asked
        only when there are some: where nothing happens, nothing is read but the log."""
        judged = 0
        while True:
            place = await reached.place(self._store, PLACE)
            seq, keys = await _changed(self._store, place)
            if seq == place:
                break
            if keys:
                sources = await known()
                for start in range(0, len(keys), AT_ONCE):
                    judged += await self._judge(sources, keys[start : start + AT_ONCE])
            await reached.move(self._store, PLACE, seq)
        now, asked = self._clock.now(), await reached.place(self._store, ASKED)
        if now - self._whole_at >= AGAIN_S or asked != self._asked:
            sources = await known()
            self._ended |= set(sources.accounts) if not self._whole_at else set()
            await self._learn()
            if now - self._whole_at >= AGAIN_S:
                for connection_id in sources.accounts:
                    await patterns.look(sources, connection_id, int(now))
            self._whole_at, self._asked = now, asked
            judged += await self._judge(sources, await _open(self._store, sources.accounts))
        await self._learn()
        return judged

    async def _learn(self) -> None:
        """Once for all that closed, not once for each: an import brings thousands."""
        while self._ended:
            await learn_from(self._store, self._ended.pop(), int(self._clock.now()))

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
    """Judge it, and keep that. Whether it is closed, and teaches."""
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
    return case.dispute.status in outcomes.ENDS


async def _changed(store: Store, place: int) -> tuple[int, list[kept.Key]]:
    """Up to where the log was read, and which disputes stand in that part of it."""
    async with store.reading() as tx:
        end = select(func.max(changes.c.seq)).where(
            changes.c.seq > place, changes.c.seq <= place + LOG
        )
        seq = await tx.scalar(end)
        if seq is None:
            later = await tx.scalar(select(func.min(changes.c.seq)).where(changes.c.seq > place))
            return (place, []) if later is None else (later - 1, [])
        query = select(changes.c.connection_id, changes.c.id).where(
            changes.c.seq > place, changes.c.seq <= seq, changes.c.kind == dispute.name
        )
        found = (await tx.execute(query)).all()
    return seq, list(dict.fromkeys((row.connection_id, row.id) for row in found))


async def _open(store: Store, accounts: Iterable[str]) -> list[kept.Key]:
    query = select(dispute.c.connection_id, dispute.c.id).where(
        dispute.c.connection_id.in_(list(accounts)), dispute.c.status.in_(OPEN)
    )
    async with store.reading() as tx:
        return [(row.connection_id, row.id) for row in await tx.execute(query)]
