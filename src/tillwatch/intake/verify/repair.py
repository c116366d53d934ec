"""Taking over what the processor says, and rows made again of what we hold. Many objects in a
transaction; what is changed stands in the log of changes as any other change does."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, delete

from tillwatch.intake.apply import Apply
from tillwatch.intake.house import House
from tillwatch.intake.objects import Applied
from tillwatch.intake.verify import made
from tillwatch.intake.verify.made import Apart, Key
from tillwatch.ledger import write
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store.tables import LEDGER


class Repair:
    """The repairs of one connection."""

    def __init__(
        self, house: House, writer: Apply, connection_id: str, processor: Processor
    ) -> None:
        self._house = house
        self._writer = writer
        self._id = connection_id
        self._processor = processor

    async def take_over(self, readings: Sequence[Reading]) -> int:
        """Merge what was read, and have the rows right whatever stood there: the state may have
        been right and a row not. How many objects."""
        keys = list(dict.fromkeys((one.kind, one.id) for one in readings))

        def also(store: Connection) -> None:
            self._make_again(store, keys)

        await self._writer.readings(self._id, self._processor, readings, live=True, also=also)
        return len(keys)

    async def rows(self, keys: Sequence[Key]) -> None:
        """Make the rows of these objects again."""
        await self._write(lambda store: self._make_again(store, keys))

    async def remove(self, type_: type[Row], ids: Sequence[str]) -> None:
        """Take away rows that nothing makes."""

        def work(store: Connection) -> int:
            apart = Apart([], [], [])
            apart.stand(type_, made.stored(store, self._id, type_, "id", ids).values())
            return self._replace(store, apart)

        await self._write(work)

    async def payments(self, ids: Iterable[str]) -> None:
        """Put these payments together again."""

        def work(store: Connection) -> int:
            return self._log(store, write.refresh_payments(store, self._id, ids))

        await self._write(work)

    async def _write(self, work: Callable[[Connection], int]) -> None:
        def locked(store: Connection) -> Applied:
            self._writer.enter(store, self._id)
            return Applied(changes=work(store))

        await self._writer.batch(locked)

    def _make_again(self, store: Connection, keys: Sequence[Key]) -> int:
        known = made.kept(store, self._id, keys)
        return self._replace(store, made.apart(store, self._id, self._processor, known))

    def _replace(self, store: Connection, apart: Apart) -> int:
        for type_, id_ in apart.broken:
            table = LEDGER[type_.table]
            mine = table.c.connection_id == self._id, table.c.id == id_
            store.execute(delete(table).where(*mine))
        return self._log(store, write.write(store, self._id, apart.stands, apart.should))

    def _log(self, store: Connection, written: Sequence[write.Change]) -> int:
        at_ms = int(self._house.clock.now() * 1000)
        write.log(store, self._id, written, at_ms=at_ms, live=False)
        return len(written)
