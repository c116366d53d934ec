"""The ledger held against our own objects: each row is made by an object, and as it makes it.

What a crash, a bug or a hand in the database did to the ledger is found here, whatever the API
still says of it. Read in one state of the store, in parts, so that nothing else has to wait.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.intake import merge
from tillwatch.intake.apply import rows_of
from tillwatch.intake.house import House
from tillwatch.intake.verify.verdict import Difference, compare
from tillwatch.ledger import project, write
from tillwatch.processors.port import Processor
from tillwatch.rows import Attempt, Intent, Payment, Row
from tillwatch.store.tables import LEDGER, objects


class Inside:
    """One look at one connection."""

    def __init__(self, house: House, connection_id: str, processor: Processor) -> None:
        self._house = house
        self._id = connection_id
        self._processor = processor
        self._made: Counter[str] = Counter()
        self._found: list[Difference] = []

    async def differences(self) -> list[Difference]:
        """`theirs` is what our objects make; a row that none makes has `theirs` None."""
        async with self._house.store.reading() as store:
            last: int | None = 0
            while last is not None:
                last = await store.run_sync(self._part, last)
            place: str | None = ""
            while place is not None:
                place = await store.run_sync(self._payments, place)
            for table in await store.run_sync(self._overfull):
                await self._too_many(store, table)
        return self._found

    def _part(self, store: Connection, last: int) -> int | None:
        """The rows of the next objects; where it ended, None at the end."""
        made, end = self._objects(store, last)
        for table, rows in _by_table(made).items():
            self._made[table] += len(rows)
            held = {
                row.id: row
                for part in write.chunks(rows, write.CHUNK)
                for row in write.stored(store, type(rows[0]), "id", self._id, [r.id for r in part])
            }
            self._found += [d for row in rows for d in compare(held.get(row.id), row)]
        return end

    def _objects(self, store: Connection, last: int) -> tuple[list[Row], int | None]:
        query = (
            select(objects.c.num, objects.c.kind, objects.c.id, objects.c.state)
            .where(objects.c.connection_id == self._id, objects.c.num > last)
            .order_by(objects.c.num)
            .limit(write.CHUNK)
        )
        made: list[Row] = []
        end = None
        for num, name, id_, state in store.execute(query):
            kind = self._processor.kinds.get(name)
            shown = merge.show(merge.load(state), kind.ranks if kind is not None else ())
            made += rows_of(self._processor, name, id_, shown)[0]
            end = num
        return made, end

    def _payments(self, store: Connection, last: str) -> str | None:
        """The next payments against the intents and tries they are made of."""
        sources = ((Payment, "id"), (Intent, "id"), (Attempt, "payment"))
        named = [
            select(LEDGER[row.table].c[column].label("id")).where(
                LEDGER[row.table].c.connection_id == self._id, LEDGER[row.table].c[column] > last
            )
            for row, column in sources
        ]
        query = union(*named).order_by("id").limit(write.CHUNK)
        ids = list(store.execute(query).scalars())
        intents = {row.id: row for row in write.stored(store, Intent, "id", self._id, ids)}
        held = {row.id: row for row in write.stored(store, Payment, "id", self._id, ids)}
        tries: dict[str, list[Attempt]] = {}
        for attempt in write.stored(store, Attempt, "payment", self._id, ids):
            tries.setdefault(attempt.payment, []).append(attempt)
        for id_ in ids:
            made = project.payment(intents.get(id_), tries.get(id_, ()))
            self._found += compare(held.get(id_), made) if made else [_extra(Payment.table, id_)]
        return ids[-1] if ids else None

    def _overfull(self, store: Connection) -> list[str]:
        """Tables that hold another number of rows than our objects make."""
        differing = []
        for name, table in LEDGER.items():
            query = select(func.count()).where(table.c.connection_id == self._id)
            if name != Payment.table and store.scalar(query) != self._made[name]:
                differing.append(name)
        return differing

    async def _too_many(self, store: AsyncConnection, name: str) -> None:
        """The rows of a table that no object makes."""
        made: set[str] = set()

        def part(store: Connection, last: int) -> int | None:
            rows, end = self._objects(store, last)
            made.update(row.id for row in rows if row.table == name)
            return end

        last: int | None = 0
        while last is not None:
            last = await store.run_sync(part, last)
        query = select(LEDGER[name].c.id).where(LEDGER[name].c.connection_id == self._id)
        held = set((await store.execute(query)).scalars())
        self._found += [_extra(name, id_) for id_ in sorted(held - made)]


def _by_table(rows: Sequence[Row]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    return tables


def _extra(table: str, id_: str) -> Difference:
    return Difference(kind=table, id=id_, field="", ours="there", theirs=None)
