"""A kind of fee that was not charged before. Names that differ only in their figures are one."""

import re
from typing import Final

from sqlalchemy import func, select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.times import DAY
from tillwatch.store.tables import LEDGER

fee = LEDGER["fee"]
FIGURES: Final = re.compile(r"[\d.,:/-]+")
LEAST_S: Final = 60 * DAY
"""So much history there must be before a fee can be new."""


async def detect(seen: Seen) -> list[Finding]:
    since = seen.period.start - seen.parameters["days"] * DAY
    first = func.min(fee.c.created).label("first")
    query = (
        select(fee.c.kind, fee.c.type, fee.c.description, first)
        .where(
            fee.c.connection_id == seen.account.id,
            fee.c.created > since,
            fee.c.created <= seen.period.end,
            fee.c.amount > 0,
        )
        .group_by(fee.c.kind, fee.c.type, fee.c.description)
        .order_by(first)
    )
    async with seen.store.reading() as tx:
        rows = (await tx.execute(query)).all()
    known: set[str] = set()
    found = []
    for row in rows:
        name = called(row.kind, row.description or row.type)
        if name in known:
            continue
        known.add(name)
        if row.first > seen.period.start and row.first - rows[0].first >= LEAST_S:
            label = row.description or row.type or row.kind
            sentence = f"Stripe charged “{label}”, which was not seen before."
            found.append(seen.finding(name, row.first, sentence, "A new kind of fee"))
    return found


def called(kind: str, words: str | None) -> str:
    """What makes a fee the same as another."""
    return f"{kind} {' '.join(FIGURES.sub(' ', (words or '').lower()).split())}"
