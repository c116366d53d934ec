"""Apply: readings into objects, ledger rows and changes, in one transaction.

The inbox is read in order, in batches; each batch is grouped by object, merged in memory, and
written with one statement a table. Its cursor moves in the same transaction, so after a crash the
batch is applied again, which changes nothing: the merge is idempotent.

What cannot be merged is kept aside with its reason, and can be tried again: an event that cannot
be read, one of another account or mode, one of the thin kind, an object that cannot be translated.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from tillwatch.intake import aside, leases, merge
from tillwatch.intake.aside import Aside
from tillwatch.intake.house import House
from tillwatch.intake.leases import Leases
from tillwatch.kernel import bell
from tillwatch.ledger import write
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store import bulk, packing
from tillwatch.store.tables import objects

TOGETHER = 32
KEPT: Final = ("connection_id", "kind", "id", "as_of", "undecided", "deleted", "state")
FOUND: Final = ("num", "id", "state")
Key = tuple[str, str]
Also = Callable[[Connection], None]


class Applied(msgspec.Struct, kw_only=True):
    """What one transaction did: objects whose state changed, rows that changed."""

    objects: int = 0
    changes: int = 0


Work = Callable[[Connection], Applied]


class Object(msgspec.Struct):
    """One object of a batch: its number and state before (None: not known yet), its state with the
    new readings, and that as it is kept."""

    kind: str
    id: str
    num: int | None
    before: merge.State | None
    after: merge.State
    kept: bytes


class Made(NamedTuple):
    """`problem`: why there are no rows, if there should be."""

    rows: Sequence[Row]
    problem: str | None


class Apply:
    """The only writer of objects, ledger and changes. One transaction at a time; what waits
    meanwhile shares the next one, so that many small pieces of work need few commits."""

    def __init__(self, house: House, held: Leases | None = None) -> None:
        """`held`: the worker's; without, it is for a person who asked."""
        self.house = house
        self._held = held
        self._waiting: list[tuple[Work, asyncio.Future[Applied]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def readings(
        self,
        connection_id: str,
        processor: Processor,
        readings: Sequence[Reading],
        *,
        live: bool,
        also: Also | None = None,
    ) -> Applied:
        """Merge `readings` of one connection; `also` writes in the same transaction."""

        def work(store: Connection) -> Applied:
            self.enter(store, connection_id)
            applied = merge_in(self.house, store, connection_id, processor, readings, live=live)
            if also is not None:
                also(store)
            return applied

        return await self.batch(work)

    def enter(self, store: Connection, connection_id: str) -> None:
        """Before anything is written for a connection: until this transaction ends nobody else
        writes for it. `Lost` when its lease is another worker's."""
        if self._held is None:
            leases.lock(self.house, store, connection_id)
        else:
            self._held.hold(store, connection_id)

    async def batch(self, work: Work) -> Applied:
        """Run `work` in a transaction of this writer; returns when it is committed."""
        done: asyncio.Future[Applied] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            part, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            try:
                applied = await self.house.store.write(_together([work for work, _ in part]))
                for (_, done), one in zip(part, applied, strict=True):
                    if not done.done():
                        done.set_result(one)
            except Exception as problem:  # noqa: BLE001 - whoever asked for the work is told
                if len(part) == 1:
                    _tell(part[0][1], problem)
                    continue
                applied = [await self._alone(work, done) for work, done in part]
            changes = sum(one.changes for one in applied)
            self.house.counters.changes += changes
            if changes:
                self.house.bell.ring(bell.CHANGES)

    async def _alone(self, work: Work, done: "asyncio.Future[Applied]") -> Applied:
        """A transaction failed: each piece of work in one of its own, so that only the guilty
        one is told."""
        applied = Applied()
        try:
            applied = await self.house.store.write(work)
        except Exception as problem:  # noqa: BLE001 - whoever asked for the work is told
            _tell(done, problem)
        if not done.done():
            done.set_result(applied)
        return applied


def _together(works: Sequence[Work]) -> Callable[[Connection], list[Applied]]:
    return lambda store: [work(store) for work in works]


def _tell(done: "asyncio.Future[Applied]", problem: Exception) -> None:
    if not done.done():
        done.set_exception(problem)


def merge_in(
    house: House,
    connection: Connection,
    connection_id: str,
    processor: Processor,
    readings: Sequence[Reading],
    *,
    live: bool,
) -> Applied:
    """Join `readings` to what is known and write what follows, inside the caller's transaction."""
    touched = _joined(connection, connection_id, _united(readings))
    if not touched:
        return Applied()
    trees = {id(one.payload): one.tree for one in readings if one.tree is not None}
    before: list[Row] = []
    after: list[Row] = []
    shown: list[merge.Shown] = []
    for one in touched:
        now, old, new = _translated(processor, one, trees)
        before += old.rows
        after += new.rows
        shown.append(now)
        name = f"{one.kind}/{one.id}"
        if new.problem is not None:
            kept = Aside(connection_id, "unreadable", new.problem, object_id=name)
            aside.put(connection, house, kept)
        elif old.problem is not None:
            aside.settle(connection, connection_id, name)
    _store_objects(connection, connection_id, touched, shown)
    written = write.write(connection, connection_id, before, after)
    at_ms = int(house.clock.now() * 1000)
    write.log(connection, connection_id, written, at_ms=at_ms, live=live)
    return Applied(objects=len(touched), changes=len(written))


def _united(readings: Iterable[Reading]) -> dict[Key, merge.State]:
    """The readings of a batch, one state an object."""
    states: dict[Key, merge.State] = {}
    for reading in readings:
        key = (reading.kind, reading.id)
        state = merge.of(reading)
        known = states.get(key)
        states[key] = state if known is None else merge.join(known, state)
    return states


def _joined(
    connection: Connection, connection_id: str, states: dict[Key, merge.State]
) -> list[Object]:
    """The objects that the new states change, with what was known of them."""
    kinds: dict[str, list[str]] = {}
    for kind, id_ in states:
        kinds.setdefault(kind, []).append(id_)
    known: dict[Key, tuple[int, bytes]] = {}
    for kind, ids in kinds.items():
        owner = {"connection_id": connection_id, "kind": kind}
        for num, id_, kept in bulk.find(connection, objects, FOUND, owner, "id", ids):
            known[kind, id_] = num, packing.unpack(kept)
    touched = []
    for (kind, id_), state in states.items():
        num, was = known.get((kind, id_), (None, None))
        before = merge.load(was) if was is not None else None
        after = state if before is None else merge.join(before, state)
        kept = merge.dump(after)
        if kept != was:
            touched.append(Object(kind, id_, num, before, after, kept))
    return touched


def _translated(
    processor: Processor, one: Object, trees: merge.Trees
) -> tuple[merge.Shown, Made, Made]:
    """What the object shows now, and what it made before and makes now."""
    kind = processor.kinds.get(one.kind)
    ranks = kind.ranks if kind is not None else ()
    shown = merge.show(one.after, ranks, trees)
    new = rows_of(processor, one.kind, one.id, shown)
    if one.before is None:
        return shown, Made((), None), new
    old = rows_of(processor, one.kind, one.id, merge.show(one.before, ranks))
    return shown, old, new


def translate_again(
    house: House, connection: Connection, connection_id: str, processor: Processor, key: list[str]
) -> tuple[Applied, str | None]:
    """Write the rows of an object (kind, id) that could not be translated before; why, if still."""
    kind, id_ = key
    query = select(objects.c.state).where(
        objects.c.connection_id == connection_id, objects.c.kind == kind, objects.c.id == id_
    )
    state = connection.execute(query).scalar_one_or_none()
    if state is None:
        return Applied(), None
    known = processor.kinds.get(kind)
    shown = merge.show(merge.load(state), known.ranks if known is not None else ())
    rows, problem = rows_of(processor, kind, id_, shown)
    written = write.write(connection, connection_id, (), rows)
    at_ms = int(house.clock.now() * 1000)
    write.log(connection, connection_id, written, at_ms=at_ms, live=False)
    return Applied(objects=1, changes=len(written)), problem


def rows_of(processor: Processor, kind: str, id_: str, shown: merge.Shown) -> Made:
    """The rows an object makes; or none, and the reason it cannot be translated."""
    payload = {"id": id_, **(shown.payload or {"object": kind})}
    try:
        return Made(processor.translate(kind, payload, deleted=shown.deleted), None)
    except (ValueError, TypeError, KeyError, AttributeError, LookupError) as problem:
        name = "" if isinstance(problem, ValueError) else f"{type(problem).__name__}: "
        return Made((), f"This {kind} cannot be understood: {name}{problem}")


def _store_objects(
    connection: Connection,
    connection_id: str,
    touched: Sequence[Object],
    shown: Sequence[merge.Shown],
) -> None:
    """New objects are inserted and known ones replaced by their number: an upsert by their key
    would use numbers up."""
    fresh, known = [], []
    for one, now in zip(touched, shown, strict=True):
        row = (
            connection_id,
            one.kind,
            one.id,
            one.after.as_of(),
            now.undecided,
            now.deleted,
            packing.pack(one.kept),
        )
        if one.num is None:
            fresh.append(row)
        else:
            known.append((one.num, *row))
    bulk.insert(connection, objects, KEPT, fresh)
    bulk.upsert(connection, objects, ("num", *KEPT), known, ("num",))
