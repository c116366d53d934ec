"""What is held of some objects, and what it would be with these readings joined to it.

An account whose events come in an old API version is read in the newest: what only one of the two
tells is no difference. There the latest reading of each is held against the other, reduced to the
fields that both carry.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, tuple_

from tillwatch.intake import merge, opened
from tillwatch.intake.house import House
from tillwatch.intake.made import rows_of
from tillwatch.intake.verify.borders import Settled
from tillwatch.intake.verify.verdict import Difference, between, place, unreadable
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Payload, Rank, Reading
from tillwatch.rows import Row
from tillwatch.store import bulk
from tillwatch.store.tables import LEDGER, objects

Key = tuple[str, str]
IDS: Final = 5_000
"""Ids read at once."""


class Held:
    """The objects of one connection. Whether their rows are what they make is asked elsewhere
    (`inside`). What is read of who was erased here is blanked first, as it would be kept."""

    def __init__(self, house: House, connection_id: str, processor: Processor) -> None:
        self._store = house.store
        self._forgotten = house.forgotten
        self._id = connection_id
        self._processor = processor

    async def differing(self, readings: Sequence[Reading]) -> dict[Key, list[Difference]]:
        """For each object that these readings would change: the fields. What only one of two API
        versions tells is none."""
        return (await self.page(readings))[0]

    async def page(
        self, readings: Sequence[Reading], kind: str = "", settled: Settled | None = None
    ) -> tuple[dict[Key, list[Difference]], list[str]]:
        """What differs, and which ids of `kind` are held that were not listed where all were."""

        def ask(
            store: Connection,
        ) -> tuple[dict[Key, merge.State], dict[Key, merge.State | None], list[str]]:
            absent = [] if settled is None else self._absent(store, kind, settled)
            sifted = self._forgotten.sift(store, self._id, self._processor, readings)
            read = _united([one for one in sifted.told if isinstance(one, Reading)])
            return read, self._states(store, list(read)), absent

        async with self._store.reading() as store:
            read, known, absent = await store.run_sync(ask)
        found: dict[Key, list[Difference]] = {}
        for key, state in read.items():
            mine = known.get(key)
            if mine is None and key in known:
                found[key] = [unreadable(name_of(self._processor, key[0]), key[1])]
                continue
            if mine is not None and _tells(mine, state):
                continue
            if differences := self._compared(key, mine, state):
                found[key] = differences
        return found, absent

    def _compared(self, key: Key, mine: merge.State | None, read: merge.State) -> list[Difference]:
        joined = read if mine is None else merge.join(mine, read)
        kept = () if mine is None else self._translated(key, mine)
        differences = between(kept, self._translated(key, joined))
        if differences and mine is not None:
            return self._told_by_both(key, mine, read, differences)
        return differences

    def _told_by_both(
        self, key: Key, known: merge.State, read: merge.State, differences: list[Difference]
    ) -> list[Difference]:
        """Of the differences those that are one in the common fields, too. A row that is not here
        at all always is."""
        kind = self._processor.kinds.get(key[0])
        common = _in_common(known, read, kind.ranks if kind is not None else ())
        if common is None:
            return differences
        ours, theirs = (
            rows_of(self._processor, *key, merge.Shown(one, deleted=False, undecided=False))[0]
            for one in common
        )
        told = {place(one) for one in between(ours, theirs)}
        return [one for one in differences if place(one) in told or _is_missing(one)]

    def _absent(self, store: Connection, kind: str, settled: Settled) -> list[str]:
        """Those that have a row of that time and are not deleted, asked part by part."""
        (row, *_) = self._processor.tables(kind)
        table = LEDGER[row.table]
        query = (
            select(table.c.created, table.c.id)
            .where(table.c.connection_id == self._id, table.c.created < settled.until)
            .order_by(table.c.created, table.c.id)
            .limit(IDS)
        )
        absent: list[str] = []
        part = query.where(table.c.created >= settled.since)
        while True:
            found = store.execute(part).all()
            missing = [id_ for _, id_ in found if id_ not in settled.listed]
            absent += self._alive(store, kind, missing)
            if len(found) < IDS:
                return absent
            part = query.where(tuple_(table.c.created, table.c.id) > tuple_(*found[-1]))

    def _alive(self, store: Connection, kind: str, ids: Sequence[str]) -> list[str]:
        owner = {"connection_id": self._id, "kind": kind}
        found = bulk.find(store, objects, ("id", "deleted"), owner, "id", ids) if ids else ()
        return [id_ for id_, deleted in found if not deleted]

    def _translated(self, key: Key, state: merge.State) -> Sequence[Row]:
        kind = self._processor.kinds.get(key[0])
        shown = merge.show(state, kind.ranks if kind is not None else ())
        return rows_of(self._processor, *key, shown)[0]

    def _states(self, store: Connection, keys: Sequence[Key]) -> dict[Key, merge.State | None]:
        """Of those that are known; None: it cannot be read."""
        ids: dict[str, list[str]] = {}
        for kind, id_ in keys:
            ids.setdefault(kind, []).append(id_)
        found: dict[Key, merge.State | None] = {}
        for kind, wanted in ids.items():
            owner = {"connection_id": self._id, "kind": kind}
            for id_, state in bulk.find(store, objects, ("id", "state"), owner, "id", wanted):
                found[kind, id_] = opened.state(state)
        return found


def name_of(processor: Processor, kind: str) -> str:
    """What a difference calls objects of that kind: by their table, where they have one."""
    return next((row.table for row in processor.tables(kind)), kind)


def _is_missing(one: Difference) -> bool:
    """Whether the row is not here, or cannot be read here."""
    return not one.field and one.theirs is not None


def _tells(known: merge.State, read: merge.State) -> bool:
    """Whether what is known shows just what was read, byte for byte: then joining it changes
    nothing, and nothing need be translated to see that."""
    if known.gone != merge.NEVER or read.gone != merge.NEVER or len(read.shapes) != 1:
        return False
    ((shape, told),) = read.shapes.items()
    mine = known.shapes.get(shape)
    if mine is None or len(mine.told) != 1 or len(told.told) != 1:
        return False
    if mine.told[0].payload != told.told[0].payload:
        return False
    return all(f.second < mine.second for other, f in known.shapes.items() if other != shape)


def _in_common(
    known: merge.State, read: merge.State, ranks: tuple[Rank, ...]
) -> tuple[Payload, Payload] | None:
    """What is known and what was read, each with the fields of both; None when they have the same
    shape, so that nothing need be left out. Twice the same when what is known is later."""
    if not known.shapes or not read.shapes:
        return None
    ours = max(known.shapes, key=lambda shape: (known.shapes[shape].second, shape))
    theirs = max(read.shapes)
    if ours == theirs:
        return None
    mine = merge.show(merge.State({ours: known.shapes[ours]}, known.gone), ranks)
    other = merge.show(read, ranks)
    if mine.payload is None or other.payload is None:
        return None
    if known.shapes[ours].second > read.as_of():
        return mine.payload, mine.payload
    return _common(mine.payload, other.payload), _common(other.payload, mine.payload)


def _common(value: Any, other: Any) -> Any:
    """`value` without the fields that `other` has not, at every depth."""
    if isinstance(value, dict) and isinstance(other, dict):
        return {name: _common(part, other[name]) for name, part in value.items() if name in other}
    if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        return [_common(one, beside) for one, beside in zip(value, other, strict=True)]
    return value


def _united(readings: Sequence[Reading]) -> dict[Key, merge.State]:
    states: dict[Key, merge.State] = {}
    for reading in readings:
        key = (reading.kind, reading.id)
        state = merge.of(reading)
        states[key] = merge.join(states[key], state) if key in states else state
    return states
