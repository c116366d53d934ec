"""The ledger held against our own objects: each row is made by an object, and as it makes it.

What a crash, a bug or a hand in the database did to the ledger is found here, whatever the API
still says of it. Read in small parts, each of one state of the store: nothing else has to wait, and
an object and its rows are always of the same transaction.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, LargeBinary, Select, func, select, type_coerce, union_all

from tillwatch.intake import opened
from tillwatch.intake.house import House
from tillwatch.intake.verify import made
from tillwatch.intake.verify.held import name_of
from tillwatch.intake.verify.made import Kept, Key
from tillwatch.intake.verify.repair import Repair
from tillwatch.intake.verify.verdict import LISTED_MAX, Difference, compare, extra, unreadable
from tillwatch.ledger import project
from tillwatch.processors.port import Processor
from tillwatch.rows import ROWS, Attempt, Intent, Payment, Row
from tillwatch.store import bulk, columns
from tillwatch.store.tables import LEDGER, objects

PART: Final = 200
"""Objects or payments at once: nobody else waits long for a turn."""
IDS: Final = 5_000
SOURCES: Final = ((Payment, "id"), (Intent, "id"), (Attempt, "payment"))
PAYMENT_OF_TRY: Final = columns.fields(Attempt).index("payment")
T = TypeVar("T")


class Inside:
    """One look at one connection. `repair`: mends as it goes; None: it only looks. `looked` hears
    of how many objects, `doubt` of those that cannot be read here."""

    def __init__(
        self,
        house: House,
        connection_id: str,
        processor: Processor,
        repair: Repair | None,
        looked: Callable[[int], None],
        doubt: Callable[[Sequence[Key]], Awaitable[None]],
    ) -> None:
        self._store = house.store
        self._id = connection_id
        self._processor = processor
        self._repair = repair
        self._looked = looked
        self._doubt = doubt
        self.differences: list[Difference] = []
        self.unlisted = 0
        self.repaired = 0

    async def everything(self) -> None:
        """`theirs` of a difference is what our objects make."""
        await self._objects()
        for type_ in ROWS:
            if type_ is not Payment:
                await self._orphans(type_)
        await self._payments()

    def _found(self, differences: Sequence[Difference]) -> None:
        self._add(differences)
        if self._repair is not None:
            self.repaired += len({(one.kind, one.id) for one in differences})

    def _add(self, differences: Sequence[Difference]) -> None:
        room = max(LISTED_MAX - len(self.differences), 0)
        self.differences += differences[:room]
        self.unlisted += len(differences[room:])

    async def _objects(self) -> None:
        last = 0
        while True:
            known, end, found = await self._reading(partial(self._part, last=last))
            if damaged := [(one.kind, one.id) for one in known if one.state is None]:
                self._add([unreadable(name_of(self._processor, k), id_) for k, id_ in damaged])
                await self._doubt(damaged)
            if found:
                self._found(found)
                if self._repair is not None:
                    await self._repair.rows([(one.kind, one.id) for one in known])
            self._looked(len(known))
            if end is None:
                return
            last = end

    def _part(
        self, store: Connection, last: int
    ) -> tuple[list[Kept], int | None, list[Difference]]:
        """The next objects; the number where they end, None at the end; where their rows differ."""
        c = objects.c
        query = (
            select(c.num, c.kind, c.id, type_coerce(c.state, LargeBinary))
            .where(c.connection_id.concat("") == self._id, c.num > last)  # by `num` alone: an index
            .order_by(c.num)  # of the account would be read to its end, and sorted, for each part
            .limit(PART)
        )
        rows = store.execute(query).all()
        known = [Kept(kind, id_, opened.state(kept)) for _, kind, id_, kept in rows]
        found = made.apart(store, self._id, self._processor, known).differences()
        return known, rows[-1][0] if rows else None, found

    async def _payments(self) -> None:
        """Payments against the intents and tries they are made of."""
        last: str | None = ""
        while last is not None:
            last, found = await self._reading(partial(self._window, last=last))
            self._found(found)
            if found and self._repair is not None:
                await self._repair.payments(dict.fromkeys(one.id for one in found))

    def _window(self, store: Connection, last: str) -> tuple[str | None, list[Difference]]:
        """Where the next payments end, None at the end; where they differ."""
        end = store.scalar(_end(self._id, last))
        ids: set[str] = set()
        for row, column in SOURCES:
            key = LEDGER[row.table].c[column]
            query = select(key).where(LEDGER[row.table].c.connection_id == self._id, key > last)
            ids |= set(store.execute(query if end is None else query.where(key <= end)).scalars())
        wanted = sorted(ids)
        parts = _parts(store, self._id, wanted)
        held = made.stored(store, self._id, Payment, "id", wanted)
        return end, [d for id_ in wanted for d in _payment(id_, held.get(id_), parts.get(id_))]

    async def _orphans(self, type_: type[Row]) -> None:
        """Rows of objects that are not there."""
        kinds = [name for name in self._processor.kinds if type_ in self._processor.tables(name)]
        last: str | None = ""
        while last is not None:
            last, ids = await self._reading(
                partial(self._alone, type_=type_, kinds=kinds, last=last)
            )
            if not ids:
                continue
            self._found([extra(type_.table, id_) for id_ in ids])
            if self._repair is not None:
                await self._repair.remove(type_, ids)

    def _alone(
        self, store: Connection, type_: type[Row], kinds: Sequence[str], last: str
    ) -> tuple[str | None, list[str]]:
        """Where the next rows end, None at the end; those whose object is not there."""
        table = LEDGER[type_.table]
        query = (
            select(table.c.id, table.c[type_.owner or "id"])
            .where(table.c.connection_id == self._id, table.c.id > last)
            .order_by(table.c.id)
            .limit(IDS)
        )
        rows = store.execute(query).all()
        missing = {owner for _, owner in rows}
        for kind in kinds:
            owner = {"connection_id": self._id, "kind": kind}
            wanted = sorted(missing)
            missing -= {i for (i,) in bulk.find(store, objects, ("id",), owner, "id", wanted)}
        end = rows[-1][0] if len(rows) == IDS else None
        return end, [id_ for id_, owner in rows if owner in missing]

    async def _reading(self, work: Callable[[Connection], T]) -> T:
        """Ask in one state of the store."""
        async with self._store.main.connect() as connection:
            if not self._store.sqlite:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            return await connection.run_sync(work)


class Parts(msgspec.Struct):
    """What a payment is made of. `broken`: some of it cannot be read."""

    intent: Intent | None = None
    tries: list[Attempt] = []
    broken: bool = False


def _parts(store: Connection, connection_id: str, payments: Sequence[str]) -> dict[str, Parts]:
    """By payment, of those of which there is anything."""
    parts: dict[str, Parts] = {}
    for id_, values in made.stored(store, connection_id, Intent, "id", payments).items():
        one = parts.setdefault(id_, Parts())
        one.intent = made.readable(Intent, values)
        one.broken = one.intent is None
    for values in made.stored(store, connection_id, Attempt, "payment", payments).values():
        one = parts.setdefault(values[PAYMENT_OF_TRY], Parts())
        attempt = made.readable(Attempt, values)
        if attempt is None:
            one.broken = True
        else:
            one.tries.append(attempt)
    return parts


def _payment(id_: str, stands: bulk.Values | None, parts: Parts | None) -> list[Difference]:
    """Where a payment is not what its parts make. Of parts that cannot be read, or are not even
    numbers where numbers should be, nothing is made: they are differences themselves."""
    parts = parts or Parts()
    if parts.broken:
        return []
    try:
        paid = project.payment(parts.intent, parts.tries)
    except (ValueError, TypeError):
        return []
    if paid is None:
        return [extra(Payment.table, id_)]
    if stands == columns.plain(paid):
        return []
    ours = None if stands is None else made.readable(Payment, stands)
    if stands is not None and ours is None:
        return [unreadable(Payment.table, id_)]
    return compare(ours, paid)


def _end(connection_id: str, last: str) -> Select[Any]:
    """The id up to which none of the sources has more than `PART`; none when nothing is behind. By
    the store's order, which need not be Python's."""
    ends = []
    for row, column in SOURCES:
        table = LEDGER[row.table]
        key = table.c[column]
        ahead = (
            select(key.label("id"))
            .where(table.c.connection_id == connection_id, key > last)
            .distinct()
            .order_by(key)
            .limit(1)
            .offset(PART - 1)
        )
        ends.append(select(ahead.subquery().c.id))
    named = union_all(*ends).subquery()
    return select(func.min(named.c.id))
