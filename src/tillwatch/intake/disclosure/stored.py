"""What is stored of a connection: how many rows of what, and what of it is about people."""

from typing import Any, Final

import msgspec
from sqlalchemy import Select, Table, func, literal, select, text, union_all

from tillwatch.intake.house import House
from tillwatch.store import tables
from tillwatch.store.engine import FILES

COUNTED_TO: Final = 1_000_000
"""Beyond, `more` says that there are more: nobody waits for a count."""

WHAT: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    (
        "payment",
        "Payments",
        ("name", "e-mail address", "country", "brand and last four digits of the card"),
    ),
    (
        "attempt",
        "Tries to charge",
        (
            "name",
            "e-mail address",
            "country and postal code",
            "brand, first and last digits of the card",
            "the card's fingerprint (Stripe's own number for it)",
        ),
    ),
    ("refund", "Refunds", ()),
    ("dispute", "Disputes", ()),
    ("fraud_warning", "Early fraud warnings", ()),
    ("payout", "Payouts", ()),
    ("balance_entry", "Balance entries", ()),
    (
        "customer",
        "Customers",
        ("name", "e-mail address", "phone number", "city and country"),
    ),
    ("invoice", "Invoices", ("name", "e-mail address")),
    ("subscription", "Subscriptions", ()),
    ("product", "Products", ()),
    ("price", "Prices", ()),
)
"""Tables of the ledger, what they are called, and what in them is about people."""

OBJECTS: Final = (
    "everything Stripe tells of a customer or payment: also addresses, phone numbers and what you "
    "put into metadata yourself; never a whole card number"
)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """`more`: there are more rows than were counted. `personal`: what of it is about people."""

    what: str
    rows: int
    more: bool
    personal: list[str]


async def stored(house: House, connection_id: str) -> list[Stored]:
    """The ledger, the objects behind it, the events as they came."""
    listed = [(tables.LEDGER[table], what, personal) for table, what, personal in WHAT]
    listed.append((tables.objects, "Objects, as Stripe last told them", (OBJECTS,)))
    counts = [
        select(literal(number), _count(table, connection_id).scalar_subquery())
        for number, (table, _, _) in enumerate(listed)
    ]
    async with house.store.reading() as store:
        found_rows = await store.execute(union_all(*counts))
        counted = {int(number): int(rows) for number, rows in found_rows}
    found = [_line(what, counted[i], personal) for i, (_, what, personal) in enumerate(listed)]
    async with house.store.inbox.connect() as inbox:
        rows = await inbox.scalar(_count(tables.inbox, connection_id)) or 0
        found.append(_line("Events, byte for byte as they came", rows, (OBJECTS,)))
    return found


async def size_bytes(house: House) -> int | None:
    """On disk, of all connections together; None where that cannot be told."""
    if house.store.sqlite:
        names = [name + ending for name in FILES for ending in ("", "-wal")]
        files = [house.settings.data_dir / name for name in names]
        return sum(file.stat().st_size for file in files if file.exists())
    async with house.store.reading() as store:
        size: int | None = await store.scalar(text("SELECT pg_database_size(current_database())"))
    return size


def _count(table: Table, connection_id: str) -> Select[Any]:
    some = select(literal(1)).where(table.c.connection_id == connection_id).limit(COUNTED_TO + 1)
    return select(func.count()).select_from(some.subquery())


def _line(what: str, rows: int, personal: tuple[str, ...]) -> Stored:
    return Stored(
        what=what, rows=min(rows, COUNTED_TO), more=rows > COUNTED_TO, personal=list(personal)
    )
