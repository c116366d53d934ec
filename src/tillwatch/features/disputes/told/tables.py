"""A merchant's table against what is here: which payments its rows are about, what is known of
those, and keeping what is new."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection, and_, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.merchant import Change, Row
from tillwatch.features.disputes.merchant.reading import BUYER
from tillwatch.kernel.money import Money
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER
from tillwatch.store.tables import dispute_fact as table
from tillwatch.store.text import folded

T = TypeVar("T")
AT_ONCE: Final = 500
"""Ids of one question."""
PART: Final = 2_000
"""Facts of one transaction: other writers do not wait for long, and a table that is brought again
after a crash goes on where it ended."""
INVOICE: Final = "invoice"
PAID: Final = "succeeded"
payment, invoice, bill = LEDGER["payment"], LEDGER["invoice"], LEDGER["invoice_payment"]
COLUMNS: Final = {
    "dispute": LEDGER["dispute"].c.id,
    "charge": LEDGER["attempt"].c.id,
    "payment": LEDGER["payment"].c.id,
    "order": LEDGER["payment"].c.order_number,
}
"""What a row is about, and where that is looked up. Facts are kept by the same; those of an invoice
or a buyer by the payment."""


async def here(
    store: Store, connection_id: str, rows: Sequence[Row]
) -> dict[tuple[str, str], Sequence[str]]:
    """(kind, a spelling) -> what facts are kept by, of those that there are in the account: one
    where it is sure what is meant."""
    wanted: dict[str, list[str]] = {}
    for kind, spelling in dict.fromkeys(name for row in rows for name in row.names):
        wanted.setdefault(kind, []).append(spelling)
    found: dict[tuple[str, str], Sequence[str]] = {}
    async with store.reading() as tx:
        for kind, column in COLUMNS.items():
            for some in _parts(wanted.get(kind, []), AT_ONCE):
                query = select(column).where(
                    column.table.c.connection_id == connection_id, column.in_(some)
                )
                found |= {(kind, value): [value] for (value,) in await tx.execute(query)}
        for some in _parts(wanted.get(INVOICE, []), AT_ONCE):
            found |= await _invoices(tx, connection_id, some)
        for some in _parts(wanted.get(BUYER, []), AT_ONCE):
            found |= await _buyers(tx, connection_id, some)
    return found


async def _invoices(
    tx: AsyncConnection, connection_id: str, some: Sequence[str]
) -> dict[tuple[str, str], list[str]]:
    """By their number or id, the payments of them."""
    named = (
        invoice.c.connection_id == connection_id,
        or_(invoice.c.id.in_(some), invoice.c.number.in_(some)),
    )
    told = select(invoice.c.id, invoice.c.number, payment.c.id.label("payment"))
    paid = payment.c.connection_id == connection_id, payment.c.status == PAID
    billed = bill.c.connection_id == connection_id, bill.c.invoice == invoice.c.id
    ways = (
        told.join(payment, payment.c.invoice == invoice.c.id),
        told.join(bill, and_(*billed)).join(payment, payment.c.id == bill.c.payment),
    )
    found: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        for row in await tx.execute(way.where(*named, *paid)):
            for name in {row.id, row.number} & set(some):
                of = found.setdefault((INVOICE, name), [])
                of += [] if row.payment in of else [row.payment]
    return found


async def _buyers(
    tx: AsyncConnection, connection_id: str, some: Sequence[str]
) -> dict[tuple[str, str], list[str]]:
    """By e-mail and amount, the payments that were made so."""
    emails = {name.rpartition(" ")[0] for name in some}
    query = select(payment.c.id, payment.c.email, payment.c.amount, payment.c.currency).where(
        payment.c.connection_id == connection_id,
        payment.c.status == PAID,
        folded(payment.c.email).in_([folded(email) for email in emails]),
    )
    found: dict[tuple[str, str], list[str]] = {}
    for row in await tx.execute(query):
        major = Money(row.amount, row.currency).major().normalize()
        name = f"{row.email.strip().casefold()} {major:f}"
        if name in some:
            found.setdefault((BUYER, name), []).append(row.id)
    return found


async def known(
    store: Store, connection_id: str, abouts: Sequence[str]
) -> dict[str, dict[str, str]]:
    """By what it is about, what was told before: as whoever asks may see it."""
    found: dict[str, dict[str, str]] = {}
    c = table.c
    async with store.reading() as tx:
        for some in _parts(abouts, AT_ONCE):
            query = select(c.about, c.name, c.value).where(
                c.connection_id == connection_id, c.about.in_(some)
            )
            for row in await tx.execute(query):
                found.setdefault(row.about, {})[row.name] = row.value
    return found


async def keep(
    store: Store, connection_id: str, changes: Sequence[Change], *, name: str, by: str, at: int
) -> None:
    """`name`: of the file."""
    for some in _parts(changes, PART):
        rows = [
            {
                "connection_id": connection_id,
                "about": one.about,
                "name": one.fact,
                "value": one.after,
                "told": f"{name}, line {one.line}",
                "by": by,
                "at": at,
            }
            for one in {(one.about, one.fact): one for one in some}.values()
        ]
        await store.write(partial(_replace, rows))


def _replace(rows: Sequence[Mapping[str, object]], tx: Connection) -> None:
    place = [
        table.c[name] == bindparam(f"of_{name}") for name in ("connection_id", "about", "name")
    ]
    gone = [
        {f"of_{name}": row[name] for name in ("connection_id", "about", "name")} for row in rows
    ]
    tx.execute(delete(table).where(*place), gone)
    tx.execute(table.insert(), [dict(row) for row in rows])


def _parts(every: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(every), size):
        yield every[start : start + size]
