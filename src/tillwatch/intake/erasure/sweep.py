"""Go through what is stored: subject after subject, until none is left that was not gone through.

A part is: the deliveries that tell of some subjects are rewritten; then, in one transaction, the
objects that are theirs are blanked with their rows, what those make known becomes subjects, and the
part is noted as swept. Killed in between, it is done again, which changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.intake import connections, mentions, objects
from tillwatch.intake.apply import Apply
from tillwatch.intake.erasure import bodies, cases, late, paths, walk
from tillwatch.intake.erasure.paths import Theirs
from tillwatch.intake.forgotten import Subjects
from tillwatch.intake.house import House
from tillwatch.intake.objects import Applied
from tillwatch.kernel import errors
from tillwatch.processors.belonging import AT
from tillwatch.processors.port import Processor
from tillwatch.store import wiping
from tillwatch.store.tables import blanked, erased

PART: Final = 100
LOOK_S: Final = 1.0
EACH_LOOKS: Final = 30
"""So many looks at what this process knows to one at the store."""
LATER_S: Final = 300.0
AWAY_S: Final = 300
"""Whoever worked on an erasure and has not been seen for so long is gone."""
Report = Callable[[Any], None]
log = logging.getLogger(__name__)


class Begun(NamedTuple):
    """An erasure that was asked for at that moment."""

    connection_id: str
    kind: str
    subject: str
    at: int


class Counts(msgspec.Struct, kw_only=True):
    """What was not blank before: bodies of deliveries, objects, rows."""

    deliveries: int = 0
    objects: int = 0
    rows: int = 0


async def keep(house: House) -> None:
    """What came of somebody erased, and what another process left half done; until cancelled."""
    looks = 0
    while True:
        if house.forgotten.due or looks % EACH_LOOKS == 0:
            try:
                if await go_on_if_alone(house):
                    await late.wipe_if_due(house)
            except (SQLAlchemyError, OSError, errors.TillwatchError) as problem:
                log.warning("An erasure could not be finished, trying again: %s", problem)
                house.forgotten.due = True
                await asyncio.sleep(LATER_S)
        looks += 1
        await asyncio.sleep(LOOK_S)


async def go_on_if_alone(house: House) -> bool:
    """Go on, unless somebody else is at it: False."""
    if await _somebody_works(house):
        return False
    house.forgotten.due = False
    await go_on(house)
    return True


async def go_on(house: House, report: Report = lambda _: None) -> None:
    """Everything that is to be done, until nothing is left. One at a time in a process."""
    async with house.forgotten.turn:
        counts = Counts()
        walked: set[Begun] = set()
        while (part := await _unswept(house)) is not None or (open_ := await _not_done(house)):
            while await mentions.once(house):
                pass
            if part is not None:
                await _Sweep(house, part[0], counts).part(part[1])
            elif waiting := sorted(open_ - walked):
                walked |= {one for one in open_ if one.connection_id == waiting[0].connection_id}
                await _Sweep(house, waiting[0].connection_id, counts).all_around()
            else:
                report(await _far(house, counts, "wiping"))
                await wiping.wipe(house.store)
                await _done(house, walked, counts)
                await late.done(house)
                counts = Counts()
                continue
            await _seen(house)
            report(await _far(house, counts, "blanking"))
        if counts != Counts():
            await wiping.log_emptied(house.store)
            await late.note(house)


class _Sweep:
    """Of one connection."""

    def __init__(self, house: House, connection_id: str, counts: Counts) -> None:
        self._house = house
        self._id = connection_id
        self._counts = counts
        self._writer = Apply(house)

    async def part(self, subjects: list[str]) -> None:
        processor = await self._processor()
        if processor is None:
            await self._blank(None, Theirs(frozenset(), frozenset()), subjects)
            return
        ids = [one for one in subjects if not one.startswith(AT)]
        rows = await bodies.about(self._house, self._id, ids)
        async with self._house.store.reading() as tx:
            told = await tx.run_sync(self._find, processor, ids, rows)
        mine = [row for row in rows if row["seq"] in told[1]]
        self._counts.deliveries += await bodies.rewrite(self._house, processor, mine)
        await self._blank(processor, told[0], subjects)

    async def all_around(self) -> None:
        processor = await self._processor()
        if processor is None:
            return
        async with self._house.store.reading() as tx:
            known = await tx.run_sync(self._house.forgotten.of, self._id)
        if known is None:
            return
        async for theirs in walk.found(self._house, self._id, processor, known):
            await self._blank(processor, theirs, ())
        aside = await walk.aside(self._house, self._id, processor, known)
        self._counts.deliveries += aside

    def _find(
        self, tx: Connection, processor: Processor, ids: list[str], rows: list[Any]
    ) -> tuple[Theirs, set[int]]:
        """What belongs to these subjects, and which of the deliveries tell of it."""
        known = self._house.forgotten.of(tx, self._id) or Subjects.of(())
        candidates = {*ids, *paths.rows(tx, self._id, ids)}
        numbers: set[int] = set()
        subjects: set[str] = set()
        for row in rows:
            told = bodies.readings(processor, row["body"])
            sifted = self._house.forgotten.sift(tx, self._id, processor, told)
            if sifted.gone or (not told and known.may_name(row["body"])):
                numbers.add(row["seq"])
                subjects |= {one for one in sifted.subjects if one not in {e.event for e in told}}
                candidates |= {id_ for _, id_ in sifted.gone}
        theirs = paths.theirs(tx, self._id, processor, known, candidates)
        return Theirs(theirs.keys, theirs.subjects | subjects), numbers

    async def _blank(
        self, processor: Processor | None, theirs: Theirs, swept: list[str] | tuple[()]
    ) -> None:
        house = self._house

        def work(tx: Connection) -> Applied:
            self._writer.enter(tx, self._id)
            house.forgotten.of(tx, self._id)
            house.forgotten.remember(tx, self._id, theirs.subjects)
            applied = Applied()
            if processor is not None and theirs.keys:
                with wiping.overwriting(tx):
                    keys = sorted(theirs.keys)
                    cases.blank(tx, self._id, {id_ for _, id_ in keys})
                    applied = objects.blank(house, tx, self._id, processor, keys)
            mine = blanked.c.connection_id == self._id, blanked.c.subject.in_(swept)
            tx.execute(update(blanked).where(*mine).values(swept=True))
            return applied

        applied = await self._writer.batch(work)
        self._counts.objects += applied.objects
        self._counts.rows += applied.changes

    async def _processor(self) -> Processor | None:
        """None for an account that is gone."""
        known = await connections.everything(self._house.store, disconnected=True)
        name = next((one.processor for one in known if one.id == self._id), None)
        return None if name is None else self._house.processors.get(name)


async def _unswept(house: House) -> tuple[str, list[str]] | None:
    """Some subjects of one connection that were not gone through."""
    query = select(blanked.c.connection_id, blanked.c.subject).where(~blanked.c.swept)
    first = query.order_by(blanked.c.connection_id, blanked.c.number).limit(PART)
    async with house.store.reading() as tx:
        found = (await tx.execute(first)).all()
    if not found:
        return None
    id_ = found[0][0]
    return id_, [subject for of_connection, subject in found if of_connection == id_]


async def _not_done(house: House) -> set[Begun]:
    query = select(*[erased.c[name] for name in Begun._fields]).where(~erased.c.done)
    async with house.store.reading() as tx:
        return {Begun(*one) for one in await tx.execute(query)}


async def _somebody_works(house: House) -> bool:
    query = select(func.max(erased.c.seen)).where(~erased.c.done)
    async with house.store.reading() as tx:
        seen = await tx.scalar(query)
    return seen is not None and abs(house.clock.now() - seen) < AWAY_S


async def _seen(house: House) -> None:
    now = int(house.clock.now())
    async with house.store.writing() as tx:
        await tx.execute(update(erased).where(~erased.c.done).values(seen=now))


async def _done(house: House, those: set[Begun], counts: Counts) -> None:
    """One that was asked for again meanwhile is not done yet."""
    told = msgspec.to_builtins(counts)
    async with house.store.writing() as tx:
        for one in sorted(those):
            mine = [erased.c[name] == value for name, value in one._asdict().items()]
            await tx.execute(update(erased).where(*mine).values(done=True, counts=told))


async def _far(house: House, counts: Counts, step: str) -> dict[str, Any]:
    query = select(func.count(), func.count().filter(blanked.c.swept)).select_from(blanked)
    async with house.store.reading() as tx:
        total, done = (await tx.execute(query)).one()
    said: dict[str, Any] = {"step": step, "done": done, "total": total, "seconds_left": None}
    return said | dict(msgspec.to_builtins(counts))
