"""What we hold of some objects, beside what it should be with these readings joined to it."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from tillwatch.intake import merge
from tillwatch.intake.apply import rows_of
from tillwatch.intake.house import House
from tillwatch.intake.verify.verdict import Difference, compare
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
        state makes: the fields."""
        known, joined = await self._both(readings)
        held = await self._rows([row for rows in joined.values() for row in rows])
        found: dict[Key, list[Difference]] = {}
        for key, rows in joined.items():
            kept = {(row.table, row.id): row for row in known.get(key, ())}
            for row in rows:
                name = (row.table, row.id)
                differences = compare(held.get(name), row) or compare(kept.get(name), row)
                if differences:
                    found.setdefault(key, []).extend(differences)
        return found

    async def expected(self, readings: Sequence[Reading]) -> dict[Key, Sequence[Row]]:
        """The rows that each object makes with these readings joined to what is known."""
        return (await self._both(readings))[1]

    async def _both(
        self, readings: Sequence[Reading]
    ) -> tuple[dict[Key, Sequence[Row]], dict[Key, Sequence[Row]]]:
        """What each object makes by what is known alone, and with the readings joined to it."""
        states: dict[Key, merge.State] = {}
        for reading in readings:
            key = (reading.kind, reading.id)
            state = merge.of(reading)
            states[key] = merge.join(states[key], state) if key in states else state
        known: dict[Key, Sequence[Row]] = {}
        for key, raw in (await self._states(list(states))).items():
            state = merge.load(raw)
            known[key] = self._translated(key, state)
            states[key] = merge.join(state, states[key])
        return known, {key: self._translated(key, state) for key, state in states.items()}

    async def ids(self, kind: str) -> set[str]:
        """All objects of a kind that are not deleted."""
        query = select(objects.c.id).where(
            objects.c.connection_id == self._id, objects.c.kind == kind, ~objects.c.deleted
        )
        async with self._house.store.reading() as store:
            return set((await store.execute(query)).scalars())

    def _translated(self, key: Key, state: merge.State) -> Sequence[Row]:
        kind = self._processor.kinds.get(key[0])
        shown = merge.show(state, kind.ranks if kind is not None else ())
        return rows_of(self._processor, *key, shown)[0]

    async def _states(self, keys: Sequence[Key]) -> dict[Key, bytes]:
        ids: dict[str, list[str]] = {}
        for kind, id_ in keys:
            ids.setdefault(kind, []).append(id_)
        found: dict[Key, bytes] = {}
        async with self._house.store.reading() as store:
            for kind, wanted in ids.items():
                for part in write.chunks(wanted, write.CHUNK):
                    query = select(objects.c.id, objects.c.state).where(
                        objects.c.connection_id == self._id,
                        objects.c.kind == kind,
                        objects.c.id.in_(part),
                    )
                    found |= {(kind, id_): raw for id_, raw in await store.execute(query)}
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
