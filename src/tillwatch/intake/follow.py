"""Follow: what no event tells, looked for in what is known. Each function takes no input but the
tables, does what is missing, and may be called at any time.

Balance entries have no events; which entries a payout holds is told only when asked; two events of
one second can leave an object undecided.
"""

from collections.abc import Sequence

from sqlalchemy import FromClause, Select, Table, and_, exists, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from tillwatch.intake.apply import Apply
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.processors.port import (
    Listing,
    NotOffered,
    PermissionMissing,
    Processor,
    Reader,
)
from tillwatch.processors.reading import Reading
from tillwatch.rows import Attempt, BalanceEntry, Invoice, InvoicePayment, Payout, Refund
from tillwatch.store.tables import LEDGER, objects

ONE_BY_ONE = 5
"""Up to so many missing entries are read singly; more by listing."""
UNTOLD = ("invoice_payment",)
"""An invoice's payment is told of when it is paid; until then only the list knows it."""
SETTLED_INVOICE = ("paid", "void")
"""Ends what was open of an invoice's payments, and no event says which of them."""
PART = 200
UNLISTED = 20
"""So many are asked for at a time."""
OVERLAP_S = 86_400
SETTLED_S = 2
LATE_S = 30 * 86_400
"""How long after a payment its balance entry is still looked for without an import."""


class Follow:
    """Follows one connection that has a key."""

    def __init__(self, house: House, writer: Apply, connection: Connection, reader: Reader) -> None:
        self._house = house
        self._writer = writer
        self._id = connection.id
        self._reader = reader
        self._processor: Processor = house.processors.get(connection.processor)

    async def missing_entries(self) -> int:
        """Balance entries that a try, a refund or a payout names and that are not held yet."""
        wanted = await self._missing()
        if not wanted:
            return 0
        if len(wanted) <= ONE_BY_ONE:
            for id_, _ in wanted:
                await self._merge(await self._reader.one("balance_transaction", id_))
        else:
            await self.entries(min(created for _, created in wanted) - OVERLAP_S)
        return len(wanted)

    async def entries(self, since: int) -> None:
        """List the balance entries created since."""
        await self.relist("balance_transaction", since)

    async def untold(self, since: int) -> None:
        """List what was created since of kinds whose creation no event tells, and ask again for
        those whose end no event tells."""
        for kind in UNTOLD:
            try:
                await self.relist(kind, since)
                await self._left_open()
            except (NotOffered, PermissionMissing):
                continue

    async def _left_open(self) -> None:
        """Ask again for payments that were last seen open, before their invoice was settled."""
        for id_ in await self._open_of_settled():
            await self._merge(await self._reader.one(InvoicePayment.table, id_))

    async def relist(self, kind: str, since: int) -> None:
        """List what was created since of one kind, from the newest back."""
        listing = self._listing(kind)
        after = None
        while True:
            page = await self._reader.page(listing, after=after, since=since)
            await self._merge(page.readings)
            if page.last is None or page.last == after:
                return
            if page.oldest is not None and page.oldest < since:
                return
            after = page.last

    async def payouts(self) -> int:
        """The entries of payouts that are ready and whose entries are not held yet."""
        ready = await waiting_payouts(self._house, self._id)
        told = 0
        for payout_id in ready:
            try:
                await self._merge(await self._reader.payout_entries(payout_id))
                told += 1
            except NotOffered:
                continue
        return told

    async def balance(self) -> None:
        page = await self._reader.page(self._listing("balance"))
        await self._merge(page.readings)

    async def undecided(self) -> int:
        """Ask again for objects that are undecided, once their second is well past."""
        query = (
            select(objects.c.kind, objects.c.id)
            .where(
                objects.c.connection_id == self._id,
                objects.c.undecided,
                objects.c.as_of <= int(self._house.clock.now()) - SETTLED_S,
            )
            .limit(PART)
        )
        async with self._house.store.reading() as store:
            wanted = (await store.execute(query)).all()
        for kind, id_ in wanted:
            try:
                await self._merge(await self._reader.one(kind, id_))
            except NotOffered:
                continue
        return len(wanted)

    async def unlisted(self, since: int) -> int:
        """Ask for what can be deleted and was last told of before `since`, although all lists were
        read after it: of what went during a long absence no event tells any more. How many of them
        the processor answered for; 0: there is nothing left to ask for."""
        kinds = [kind.name for kind in self._processor.kinds.values() if kind.deletable]
        query = (
            select(objects.c.kind, objects.c.id)
            .where(
                objects.c.connection_id == self._id,
                objects.c.kind.in_(kinds),
                objects.c.as_of < since,
                ~objects.c.deleted,
            )
            .order_by(objects.c.as_of)
            .limit(UNLISTED)
        )
        async with self._house.store.reading() as store:
            wanted = (await store.execute(query)).all()
        told = 0
        for kind, id_ in wanted:
            try:
                await self._merge(await self._reader.one(kind, id_))
                told += 1
            except (NotOffered, PermissionMissing):
                continue
        return told

    async def heads(self, since: int) -> None:
        """What was created since, of every list, for a key that can read no events."""
        for listing in self._processor.listings:
            try:
                if listing.ranged:
                    await self.relist(listing.kind, since)
            except NotOffered:
                continue

    def _listing(self, kind: str) -> Listing:
        return next(one for one in self._processor.listings if one.kind == kind)

    async def _merge(self, readings: Sequence[Reading]) -> None:
        await self._writer.readings(self._id, self._processor, readings, live=True)

    async def _open_of_settled(self) -> Sequence[str]:
        links, invoices = LEDGER[InvoicePayment.table], LEDGER[Invoice.table]
        link, invoice = objects.alias("link"), objects.alias("invoice_object")

        def known(known_as: FromClause, row: Table, kind: str) -> ColumnElement[bool]:
            return and_(
                known_as.c.connection_id == row.c.connection_id,
                known_as.c.kind == kind,
                known_as.c.id == row.c.id,
            )

        query = (
            select(links.c.id)
            .join(
                invoices,
                and_(
                    invoices.c.connection_id == links.c.connection_id,
                    invoices.c.id == links.c.invoice,
                ),
            )
            .join(link, known(link, links, InvoicePayment.table))
            .join(invoice, known(invoice, invoices, Invoice.table))
            .where(
                links.c.connection_id == self._id,
                links.c.status == "open",
                invoices.c.status.in_(SETTLED_INVOICE),
                link.c.as_of <= invoice.c.as_of,
            )
            .limit(PART)
        )
        async with self._house.store.reading() as store:
            return list((await store.execute(query)).scalars())

    async def _missing(self) -> Sequence[tuple[str, int]]:
        entries = LEDGER[BalanceEntry.table]
        since = int(self._house.clock.now()) - LATE_S

        def named(table_name: str, column: str) -> Select[tuple[str, int]]:
            table = LEDGER[table_name]
            held = exists().where(
                entries.c.connection_id == self._id, entries.c.id == table.c[column]
            )
            return (
                select(table.c[column], table.c.created)
                .where(
                    table.c.connection_id == self._id,
                    table.c.created >= since,
                    table.c[column].is_not(None),
                    ~held,
                )
                .order_by(table.c.created.desc())
                .limit(PART)
            )

        parts = [
            named(Attempt.table, "balance_entry"),
            named(Refund.table, "balance_entry"),
            named(Payout.table, "balance_entry"),
        ]
        query = union(*(select(part.subquery()) for part in parts)).limit(PART)
        async with self._house.store.reading() as store:
            return [(id_, created) for id_, created in await store.execute(query)]


def entries_are_told(payouts: Table) -> ColumnElement[bool]:
    """Whether the processor can tell what a payout holds."""
    told = or_(
        payouts.c.reconciliation_status == "completed",
        and_(  # an old API version does not tell that it is completed
            payouts.c.reconciliation_status.is_distinct_from("not_applicable"),
            payouts.c.status.in_(("paid", "failed", "canceled")),
        ),
    )
    return and_(payouts.c.automatic, told)


async def waiting_payouts(house: House, connection_id: str, limit: int = PART) -> list[str]:
    """Automatic payouts whose entries the processor can tell and we do not hold, newest first."""
    payouts = LEDGER[Payout.table]
    held = exists().where(
        objects.c.connection_id == connection_id,
        objects.c.kind == "payout_entries",
        objects.c.id == payouts.c.id,
    )
    query = (
        select(payouts.c.id)
        .where(payouts.c.connection_id == connection_id, entries_are_told(payouts), ~held)
        .order_by(payouts.c.created.desc(), payouts.c.id)
        .limit(limit)
    )
    async with house.store.reading() as store:
        return list((await store.execute(query)).scalars())
