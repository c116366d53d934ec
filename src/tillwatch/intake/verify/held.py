"""What we hold of some objects, beside what it should be with these readings joined to it."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from tillwatch.intake import merge
from tillwatch.intake.apply import rows_of
from tillwatch.intake.house import House
from tillwatch.intake.verify import shapes
from tillwatch.intake.verify.verdict import Difference, compare, gone
from tillwatch.ledger import write
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store.tables import objects

Key = tuple[str, str]


class Held:
    """The rows of one connection, read in few questions."""

    def __init__(self, house: House, connection_id: str, processor: Processor) -> None:
        self._house = house
        self._id = connection_id
        self._processor = processor

    async def differing(self, readings: Sequence[Reading]) -> dict[Key, list[Difference]]:
        """For each object that these readings would change, or whose stored rows are not what its
        state makes: the fields. What only one of two API versions tells is none."""
        read = _united(readings)
        known = await self._states(list(read))
        joined = self._joined(known, read)
        held = await self._rows([row for rows in joined.values() for row in rows])
        found: dict[Key, list[Difference]] = {}
        for key, rows in joined.items():
            kept = self._kept(key, known.get(key))
            differences: list[Difference] = []
            for row in rows:
                name = (row.table, row.id)
                differences += compare(held.get(name), row) or compare(kept.get(name), row)
            if not rows:
                differences += [gone(row) for row in kept.values()]
            if differences and key in known:
                differences = self._told_by_both(key, known[key], read[key], differences)
            if differences:
                found[key] = differences
        return found

    async def expected(self, readings: Sequence[Reading]) -> dict[Key, Sequence[Row]]:
        """The rows that each object makes with these readings joined to what is known."""
        read = _united(readings)
        return self._joined(await self._states(list(read)), read)

    def _joined(
        self, known: dict[Key, merge.State], read: dict[Key, merge.State]
    ) -> dict[Key, Sequence[Row]]:
        return {
            key: self._translated(key, merge.join(known[key], state) if key in known else state)
            for key, state in read.items()
        }

    def _kept(self, key: Key, state: merge.State | None) -> dict[tuple[str, str], Row]:
        """What the object makes by what is known alone."""
        rows = self._translated(key, state) if state is not None else ()
        return {(row.table, row.id): row for row in rows}

    def _told_by_both(
        self, key: Key, known: merge.State, read: merge.State, differences: list[Difference]
    ) -> list[Difference]:
        kind = self._processor.kinds.get(key[0])
        common = shapes.in_common(known, read, kind.ranks if kind is not None else ())
        if common is None:
            return differences
        ours, theirs = (
            rows_of(self._processor, *key, merge.Shown(one, deleted=False, undecided=False))[0]
            for one in common
        )
        mine = {(row.table, row.id): row for row in ours}
        fields = {
            (one.kind, one.id, one.field)
            for row in theirs
            for one in compare(mine.get((row.table, row.id)), row)
        }
        return [d for d in differences if not d.field or (d.kind, d.id, d.field) in fields]

    async def ids(self, kind: str, since: int | None = None) -> set[str]:
        """All objects of a kind that are not deleted; `since`: created then or later."""
        mine = (objects.c.connection_id == self._id, objects.c.kind == kind, ~objects.c.deleted)
        async with self._house.store.reading() as store:
            if since is None:
                return set((await store.execute(select(objects.c.id).where(*mine))).scalars())
            states = await store.stream(select(objects.c.id, objects.c.state).where(*mine))
            return {id_ async for id_, raw in states if _created(merge.load(raw)) >= since}

    def _translated(self, key: Key, state: merge.State) -> Sequence[Row]:
        kind = self._processor.kinds.get(key[0])
        shown = merge.show(state, kind.ranks if kind is not None else ())
        return rows_of(self._processor, *key, shown)[0]

    async def _states(self, keys: Sequence[Key]) -> dict[Key, merge.State]:
        ids: dict[str, list[str]] = {}
        for kind, id_ in keys:
            ids.setdefault(kind, []).append(id_)
        found: dict[Key, merge.State] = {}
        async with self._house.store.reading() as store:
            for kind, wanted in ids.items():
                for part in write.chunks(wanted, write.CHUNK):
                    query = select(objects.c.id, objects.c.state).where(
                        objects.c.connection_id == self._id,
                        objects.c.kind == kind,
                        objects.c.id.in_(part),
                    )
                    for id_, raw in await store.execute(query):
                        found[kind, id_] = merge.load(raw)
        return found

    async def _rows(self, rows: Sequence[Row]) -> dict[tuple[str, str], Row]:
        types: dict[type[Row], list[str]] = {}
        for row in rows:
            types.setdefault(type(row), []).append(row.id)
        held: dict[tuple[str, str], Row] = {}

        def read(store: Connection) -> None:
            for type_, ids in types.items():
                for part in write.chunks(ids, write.CHUNK):
                    for row in write.stored(store, type_, "id", self._id, part):
                        held[type_.table, row.id] = row

        async with self._house.store.reading() as store:
            await store.run_sync(read)
        return held


def _created(state: merge.State) -> int:
    return max((one.created for facts in state.shapes.values() for one in facts.told), default=0)


def _united(readings: Sequence[Reading]) -> dict[Key, merge.State]:
    states: dict[Key, merge.State] = {}
    for reading in readings:
        key = (reading.kind, reading.id)
        state = merge.of(reading)
        states[key] = merge.join(states[key], state) if key in states else state
    return states
