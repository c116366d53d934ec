"""Apply: readings into objects, ledger rows and changes, in one transaction.

The inbox is read in order, in batches; each batch is grouped by object, merged in memory, and
written with one statement a table. Its cursor moves in the same transaction, so after a crash the
batch is applied again, which changes nothing: the merge is idempotent.

What cannot be merged is kept aside with its reason, and can be tried again: an event that cannot
be read, one of another account or mode, one of the thin kind, an object that cannot be translated.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from tillwatch.intake import aside, merge
from tillwatch.intake.aside import Aside
from tillwatch.intake.house import House
from tillwatch.kernel import bell
from tillwatch.ledger import write
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store.tables import objects

TOGETHER = 32
Also = Callable[[Connection], None]


class Applied(msgspec.Struct, kw_only=True):
    """What one transaction did: objects whose state changed, rows that changed."""

    objects: int = 0
    changes: int = 0


Work = Callable[[Connection], Applied]


class Object(msgspec.Struct):
    """One object of a batch: its state before (None: not known yet) and with the new readings."""

    kind: str
    id: str
    before: merge.State | None
    after: merge.State


class Made(NamedTuple):
    """`problem`: why there are no rows, if there should be."""

    rows: Sequence[Row]
    problem: str | None


class Apply:
    """The only writer of objects, ledger and changes. One transaction at a time; what waits
    meanwhile shares the next one, so that many small pieces of work need few commits."""

    def __init__(self, house: House) -> None:
        self.house = house
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
            applied = merge_in(self.house, store, connection_id, processor, readings, live=live)
            if also is not None:
                also(store)
            return applied

        return await self.batch(work)

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
            if any(one.changes for one in applied):
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
    readings: Iterable[Reading],
    *,
    live: bool,
) -> Applied:
    """Join `readings` to what is known and write what follows, inside the caller's transaction."""
    touched = _joined(connection, connection_id, _united(readings))
    if not touched:
        return Applied()
    before: list[Row] = []
    after: list[Row] = []
    rows = []
    for one in touched:
        shown, old, new = _translated(processor, one)
        before += old.rows
        after += new.rows
        rows.append(_object_row(connection_id, one, shown))
        name = f"{one.kind}/{one.id}"
        if new.problem is not None:
            kept = Aside(connection_id, "unreadable", new.problem, object_id=name)
            aside.put(connection, house, kept)
        elif old.problem is not None:
            aside.settle(connection, connection_id, name)
    _store_objects(house, connection, touched, rows)
    written = write.write(connection, house.store, connection_id, before, after)
    at_ms = int(house.clock.now() * 1000)
    write.log(connection, connection_id, written, at_ms=at_ms, live=live)
    return Applied(objects=len(touched), changes=len(written))


def _united(readings: Iterable[Reading]) -> dict[tuple[str, str], merge.State]:
    """The readings of a batch, one state an object."""
    states: dict[tuple[str, str], merge.State] = {}
    for reading in readings:
        key = (reading.kind, reading.id)
        state = merge.of(reading)
        known = states.get(key)
        states[key] = state if known is None else merge.join(known, state)
    return states


def _joined(
    connection: Connection, connection_id: str, states: dict[tuple[str, str], merge.State]
) -> list[Object]:
    """The objects that the new states change, with what was known of them."""
    known: dict[tuple[str, str], bytes] = {}
    kinds: dict[str, list[str]] = {}
    for kind, id_ in states:
        kinds.setdefault(kind, []).append(id_)
    for kind, ids in kinds.items():
        for part in write.chunks(ids, write.CHUNK):
            query = select(objects.c.id, objects.c.state).where(
                objects.c.connection_id == connection_id,
                objects.c.kind == kind,
                objects.c.id.in_(part),
            )
            for id_, state in connection.execute(query):
                known[kind, id_] = state
    touched = []
    for (kind, id_), state in states.items():
        raw = known.get((kind, id_))
        before = merge.load(raw) if raw is not None else None
        after = state if before is None else merge.join(before, state)
        if before is None or merge.dump(after) != raw:
            touched.append(Object(kind, id_, before, after))
    return touched


def _translated(processor: Processor, one: Object) -> tuple[merge.Shown, Made, Made]:
    """What the object shows now, and what it made before and makes now."""
    kind = processor.kinds.get(one.kind)
    ranks = kind.ranks if kind is not None else ()
    shown = merge.show(one.after, ranks)
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
    written = write.write(connection, house.store, connection_id, (), rows)
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


def _object_row(connection_id: str, one: Object, shown: merge.Shown) -> dict[str, object]:
    return {
        "connection_id": connection_id,
        "kind": one.kind,
        "id": one.id,
        "as_of": one.after.as_of(),
        "undecided": shown.undecided,
        "deleted": shown.deleted,
        "state": merge.dump(one.after),
    }


def _store_objects(
    house: House,
    connection: Connection,
    touched: Sequence[Object],
    rows: Sequence[dict[str, object]],
) -> None:
    """Known objects are updated and new ones inserted: an upsert would use up numbers."""
    fresh = [row for one, row in zip(touched, rows, strict=True) if one.before is None]
    known = [row for one, row in zip(touched, rows, strict=True) if one.before is not None]
    if fresh:
        connection.execute(house.store.insert(objects), fresh)
    if known:
        statement = (
            update(objects)
            .where(
                objects.c.connection_id == bindparam("b_connection_id"),
                objects.c.kind == bindparam("b_kind"),
                objects.c.id == bindparam("b_id"),
            )
            .values(
                {
                    name: bindparam(f"b_{name}")
                    for name in ("as_of", "undecided", "deleted", "state")
                }
            )
        )
        connection.execute(
            statement, [{f"b_{name}": value for name, value in row.items()} for row in known]
        )
