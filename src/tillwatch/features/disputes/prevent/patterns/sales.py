"""Payments and disputes, counted by what they have in common."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Text, select, type_coerce

from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent.happening import rows
from tillwatch.features.disputes.told.policies import Product, product_of, products
from tillwatch.kernel.times import DAY, Period
from tillwatch.rows import Attempt, Dispute
from tillwatch.store.tables import LEDGER

PRODUCT: Final = "product"
DESCRIPTOR: Final = "descriptor"
BIN: Final = "bin"
COUNTRY: Final = "country"
CAMPAIGN: Final = "campaign"
DIMENSIONS: Final = (PRODUCT, DESCRIPTOR, BIN, COUNTRY, CAMPAIGN)
CAMPAIGNS: Final = ("utm_campaign", "campaign", "campaign_id", "utm_source")
LAG_S: Final = 30 * DAY
"""A dispute is about a sale of some weeks before."""
TIMES: Final = 3
"""The time before is so many times as long."""
MOST: Final = 200_000
"""Payments that are looked at, the newest."""
AT_ONCE: Final = 1_000
"""Of them in memory; between so many and the next, others have their turn."""
NUMBERS: Final = re.compile(r"\s*(#\S*|\b\S*\d\S*)")
Groups = Mapping[str, str]


class Windows(msgspec.Struct, frozen=True, kw_only=True):
    """Of disputes: `recent` and `before`; of the sales behind them, which begin earlier."""

    recent: Period
    before: Period
    sales_recent: Period
    sales_before: Period


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute, with what its payment has in common with others."""

    connection_id: str
    id: str
    at: int
    reason: str
    payment: str | None
    attempt: str | None
    groups: Groups
    recent: bool


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """`recent`, `before`: payments by dimension and value; under an empty value all of them.
    `complete` False: there were more than are looked at."""

    recent: Mapping[tuple[str, str], int]
    before: Mapping[tuple[str, str], int]
    complaints: Sequence[Complaint]
    complete: bool


def windows(now: int, days: int) -> Windows:
    start, end = now - days * DAY, now + 1
    first = start - TIMES * days * DAY
    return Windows(
        recent=Period(start, end),
        before=Period(first, start),
        sales_recent=Period(start - LAG_S, end),
        sales_before=Period(first - LAG_S, start),
    )


def groups(
    described: str | None,
    descriptor: str | None,
    card_bin: str | None,
    country: str | None,
    metadata: Mapping[str, Any] | None,
    known: Sequence[Product],
) -> dict[str, str]:
    """What a payment has in common with others. Pure. Numbers of orders are no product's name."""
    text = described or ""
    named = product_of([one for one in known if one.words], text)
    product = named.name if named else NUMBERS.sub("", text).strip(" ,.;:-–")
    campaign = next(
        (str(metadata[name]) for name in CAMPAIGNS if metadata and metadata.get(name)), ""
    )
    found = {
        PRODUCT: product,
        DESCRIPTOR: (descriptor or "").strip(),
        BIN: card_bin or "",
        COUNTRY: country or "",
        CAMPAIGN: campaign,
    }
    return {name: value for name, value in found.items() if value}


async def counted(sources: Sources, connections: Sequence[str], spans: Windows) -> Counted:
    recent: dict[tuple[str, str], int] = {}
    before: dict[tuple[str, str], int] = {}
    complaints: list[Complaint] = []
    seen = 0
    for id_ in connections:
        known = await products(sources.store, id_)
        seen += await _sales(sources, id_, spans, known, recent, before)
        complaints += await _complaints(sources, id_, spans, known)
    return Counted(recent=recent, before=before, complaints=complaints, complete=seen < MOST)


async def _sales(
    sources: Sources,
    connection_id: str,
    spans: Windows,
    known: Sequence[Product],
    recent: dict[tuple[str, str], int],
    before: dict[tuple[str, str], int],
) -> int:
    table = LEDGER["attempt"]
    query = (
        select(
            table.c.created,
            type_coerce(table.c.description, Text).label("description"),
            table.c.statement_descriptor,
            table.c.card_bin,
            table.c.card_country,
            type_coerce(table.c.metadata, Text).label("metadata"),
        )
        .where(
            table.c.connection_id == connection_id,
            table.c.created >= spans.sales_before.start,
            table.c.created < spans.sales_recent.end,
            table.c.status == "succeeded",
            table.c.captured,
        )
        .order_by(table.c.created.desc())
        .limit(MOST)
    )
    named: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    seen = 0
    async with sources.store.reading() as tx:
        async for row in await tx.stream(query.execution_options(yield_per=AT_ONCE)):
            seen += 1
            told = _campaign(row.metadata)
            texts = row.description, row.statement_descriptor, row.card_bin, row.card_country
            key = (*texts, None if told is None else tuple(sorted(told.items())))
            if key not in named:
                named[key] = [("", ""), *groups(*texts, told, known).items()]
            for one in named[key]:
                if row.created >= spans.sales_recent.start:
                    recent[one] = recent.get(one, 0) + 1
                if row.created < spans.sales_before.end:
                    before[one] = before.get(one, 0) + 1
    return seen


def _campaign(text: str | None) -> dict[str, Any] | None:
    """What metadata says of a campaign; most say nothing, and are not read."""
    if not text or ("campaign" not in text and "utm_" not in text):
        return None
    told = msgspec.json.decode(text)
    return {name: str(told[name]) for name in CAMPAIGNS if told.get(name)}


async def _complaints(
    sources: Sources, connection_id: str, spans: Windows, known: Sequence[Product]
) -> list[Complaint]:
    table = LEDGER["dispute"]
    query = select(table).where(
        table.c.connection_id == connection_id,
        table.c.created >= spans.before.start,
        table.c.created < spans.recent.end,
        table.c.status != "prevented",
    )
    async with sources.store.reading() as tx:
        told = [struct(Dispute, dict(row)) for row in (await tx.execute(query)).mappings()]
        of = await rows.rows_of(tx, connection_id, Attempt, "id", [one.attempt for one in told])
    tries = {one.id: one for one in of}
    return [
        Complaint(
            connection_id=connection_id,
            id=one.id,
            at=one.created,
            reason=one.reason,
            payment=one.payment,
            attempt=one.attempt,
            groups=of_attempt(tries.get(one.attempt or ""), known),
            recent=one.created >= spans.recent.start,
        )
        for one in told
    ]


def of_attempt(one: Attempt | None, known: Sequence[Product]) -> dict[str, str]:
    if one is None:
        return {}
    metadata = one.metadata if isinstance(one.metadata, dict) else None
    return groups(
        one.description,
        one.statement_descriptor,
        one.card_bin,
        one.card_country,
        metadata,
        known,
    )
