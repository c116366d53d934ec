"""What a story is asked with: the store, the account, and its processor for words and links."""

from dataclasses import dataclass

from sqlalchemy import func, select

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.lists import Key
from tillwatch.ledger.questions.scope import Record
from tillwatch.processors.port import Processor
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER


@dataclass(frozen=True, slots=True)
class Ask:
    """`mode` live, test or None; `account_id` the processor's, None while not known; `now` our
    clock, for what depends on whether a moment has passed."""

    store: Store
    processor: Processor
    connection_id: str
    mode: str | None
    account_id: str | None
    now: float

    def page(self, kind: str, id_: str) -> str | None:
        """The object's page at the processor."""
        return self.processor.page(kind, id_, mode=self.mode, account_id=self.account_id)

    async def rows(
        self, table: str, column: str, *values: str | None, only: tuple[str, ...] = ()
    ) -> list[Record]:
        """This account's rows whose `column` has one of `values`, oldest first."""
        keys: set[Key] = {(self.connection_id, value) for value in values if value is not None}
        async with self.store.reading() as tx:
            found = await lists.by(tx, table, keys, column, only=only)
        some = [row for rows in found.values() for row in rows]
        return sorted(some, key=lambda row: (row["created"], row["id"]))

    async def newest(self, table: str, column: str, value: str, limit: int) -> list[Record]:
        """The newest `limit` of this account's rows whose `column` has that value. Ordered by a
        sum, so that SQLite takes the index of the column and not the one by date."""
        rows = LEDGER[table]
        query = (
            select(rows)
            .where(rows.c.connection_id == self.connection_id, rows.c[column] == value)
            .order_by((rows.c.created + 0).desc(), rows.c.id.desc())
            .limit(limit)
        )
        async with self.store.reading() as tx:
            return [dict(row) for row in (await tx.execute(query)).mappings()]

    async def count(self, table: str, column: str, value: str) -> int:
        """How many of them there are in all."""
        rows = LEDGER[table]
        query = select(func.count()).where(
            rows.c.connection_id == self.connection_id, rows.c[column] == value
        )
        async with self.store.reading() as tx:
            return await tx.scalar(query) or 0

    async def row(self, table: str, id_: str | None) -> Record | None:
        """The row of that id; None where there is none."""
        found = await self.rows(table, "id", id_)
        return found[0] if found else None


def money(amount: int | None, currency: str | None) -> Money | None:
    """None where nothing is known, or not in what currency."""
    return Money(amount, currency) if amount is not None and currency else None
