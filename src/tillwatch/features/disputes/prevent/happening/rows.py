"""The rows about many payments, read in a handful of questions, all of them by index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent.happening.shapes import Around
from tillwatch.kernel.money import Money
from tillwatch.rows import Attempt, Customer, Dispute, FraudWarning, Refund, Row
from tillwatch.rows.base import Times
from tillwatch.store.tables import LEDGER, dispute_fact

R = TypeVar("R", bound=Row)
AT_ONCE: Final = 400
"""Ids in one question: SQLite takes 32,766, and plans well up to some hundred."""
TRACKED: Final = ("shipping_tracking_number", "shipping_carrier")
SHIPPED: Final = "shipping_date"


async def rows_of(
    tx: AsyncConnection, connection_id: str, kind: type[R], column: str, ids: Iterable[str | None]
) -> list[R]:
    """Rows whose `column` is one of `ids`."""
    table = LEDGER[kind.table]
    found: list[R] = []
    for some in pieces(sorted({id_ for id_ in ids if id_})):
        where = and_(table.c.connection_id == connection_id, table.c[column].in_(some))
        query = select(table).where(where)
        found += [struct(kind, dict(row)) for row in (await tx.execute(query)).mappings()]
    return found


def pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


async def around(
    sources: Sources, connection_id: str, attempts: Iterable[str | None]
) -> dict[str, Around]:
    """All that is known about these attempts, by their ids."""
    ids = sorted({id_ for id_ in attempts if id_})
    async with sources.store.reading() as tx:
        tries = await rows_of(tx, connection_id, Attempt, "id", ids)
        refunds = by(await rows_of(tx, connection_id, Refund, "attempt", ids))
        disputes = by(await rows_of(tx, connection_id, Dispute, "attempt", ids))
        warnings = by(await rows_of(tx, connection_id, FraudWarning, "attempt", ids))
        named = [one.customer for one in tries]
        buyers = await rows_of(tx, connection_id, Customer, "id", named)
        paid = await _paid(tx, connection_id, tries)
        mine = [one for some in disputes.values() for one in some]
        taken, fees = await _booked(tx, connection_id, mine)
        told = await _told(tx, connection_id, tries)
    payloads = await sources.charges(connection_id, ids)
    processor = sources.processors.get(connection_id)
    customers = {one.id: one for one in buyers}
    found: dict[str, Around] = {}
    for one in tries:
        bought = processor.purchase(payloads[one.id]) if processor and one.id in payloads else None
        facts = told.get(one.id, {})
        tracked = bool(facts.keys() & set(TRACKED)) or bool(bought and bought.tracking_number)
        shipped_on = facts.get(SHIPPED) or (bought.shipped_on if bought else None)
        found[one.id] = Around(
            attempt=one,
            customer=customers.get(one.customer or ""),
            refunds=tuple(refunds.get(one.id, ())),
            disputes=tuple(disputes.get(one.id, ())),
            warnings=tuple(warnings.get(one.id, ())),
            earlier=paid.get(one.id),
            taken=taken,
            fees=fees,
            tracked=tracked or None,
            shipped_on=shipped_on,
        )
    return found


def by(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """By attempt, oldest first."""
    found: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda one: (one.created, one.id)):
        found.setdefault(row.attempt, []).append(row)
    return found


async def _paid(
    tx: AsyncConnection, connection_id: str, tries: Sequence[Attempt]
) -> dict[str, tuple[Times, ...]]:
    """When the customer or the card of each attempt paid before it."""
    table = LEDGER["attempt"]
    columns = [table.c[name] for name in ("id", "created", "customer", "card_fingerprint")]
    seen: dict[tuple[str, str], dict[str, Times]] = {}
    for name in ("customer", "card_fingerprint"):
        ids = sorted({value for one in tries if (value := getattr(one, name))})
        for some in pieces(ids):
            query = select(*columns).where(
                table.c.connection_id == connection_id,
                table.c[name].in_(some),
                table.c.status == "succeeded",
                table.c.captured,
            )
            for row in (await tx.execute(query)).mappings():
                seen.setdefault((name, row[name]), {})[row["id"]] = row["created"]
    return {
        one.id: _before(one, seen)
        for one in tries
        if one.customer is not None or one.card_fingerprint is not None
    }


def _before(one: Attempt, seen: Mapping[tuple[str, str], Mapping[str, Times]]) -> tuple[Times, ...]:
    mine: dict[str, Times] = {}
    for name in ("customer", "card_fingerprint"):
        mine |= seen.get((name, getattr(one, name) or ""), {})
    return tuple(
        sorted(at for id_, at in mine.items() if id_ != one.id and at < one.created),
    )


async def _booked(
    tx: AsyncConnection, connection_id: str, disputes: Sequence[Dispute]
) -> tuple[dict[str, Times], dict[str, Money]]:
    """When the money of each dispute was taken first, and what its fees come to."""
    table = LEDGER["balance_entry"]
    of = {id_: one.id for one in disputes for id_ in one.balance_entries or ()}
    taken: dict[str, Times] = {}
    fees: dict[str, Money] = {}
    names = ("id", "created", "amount", "fee", "currency")
    for some in pieces(sorted(of)):
        query = select(*(table.c[name] for name in names)).where(
            table.c.connection_id == connection_id, table.c.id.in_(some)
        )
        for row in await tx.execute(query):
            id_, fee = of[row.id], Money(row.fee, row.currency)
            fees[id_] = fees[id_] + fee if id_ in fees else fee
            if row.amount < 0:
                taken[id_] = min(row.created, taken.get(id_, row.created))
    return taken, fees


async def _told(
    tx: AsyncConnection, connection_id: str, tries: Sequence[Attempt]
) -> dict[str, dict[str, str]]:
    """What the merchant told of shipping, by attempt; told of the payment or of the charge."""
    of: dict[str, list[str]] = {}
    for one in tries:
        for id_ in {one.id, one.payment}:
            of.setdefault(id_, []).append(one.id)
    found: dict[str, dict[str, str]] = {}
    for some in pieces(sorted(of)):
        query = select(dispute_fact.c.about, dispute_fact.c.name, dispute_fact.c.value).where(
            dispute_fact.c.connection_id == connection_id,
            dispute_fact.c.about.in_(some),
            dispute_fact.c.name.in_((*TRACKED, SHIPPED)),
        )
        for row in await tx.execute(query):
            for attempt in of[row.about]:
                found.setdefault(attempt, {})[row.name] = row.value
    return found
