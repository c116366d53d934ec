"""Learns from an account's closed cases, as soon as one more has closed."""

from typing import Final

from sqlalchemy import select

from tillwatch.features.disputes.judging import kept, outcomes
from tillwatch.features.disputes.learn import Closed, Learned, learn
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

MOST: Final = 5_000
"""The newest so many closed disputes teach; what is older says little of today."""
dispute = LEDGER["dispute"]
attempt = LEDGER["attempt"]


async def closed_of(store: Store, connection_id: str) -> list[Closed]:
    """Closed disputes of an account with what was forecast, oldest first."""
    query = (
        select(dispute, attempt.c.card_issuer.label("issuer"))
        .outerjoin(
            attempt,
            (attempt.c.connection_id == dispute.c.connection_id)
            & (attempt.c.id == dispute.c.attempt),
        )
        .where(
            dispute.c.connection_id == connection_id,
            dispute.c.status.in_(outcomes.ENDS),
        )
        .order_by(dispute.c.created.desc(), dispute.c.id)
        .limit(MOST)
    )
    async with store.reading() as tx:
        rows = [dict(row) for row in (await tx.execute(query)).mappings()]
    shown = await kept.forecasts(store, connection_id)
    found = []
    for row in reversed(rows):
        snapshot = shown.get(row["id"])
        score = snapshot.score if snapshot else None
        seen = snapshot is not None and snapshot.cause != kept.HISTORY
        chance = score.p_ppm if score and seen else None
        made = outcomes.closed(row, score, chance)
        if made is not None:
            found.append(made)
    return found


async def learn_from(store: Store, connection_id: str, now: int) -> Learned:
    """What they teach, kept where it is something new."""
    made = learn(await closed_of(store, connection_id), rules=RULES.version)
    known = await kept.learned(store, connection_id)
    if made.version != known.version:
        async with store.writing() as tx:
            await kept.put_learned(tx, connection_id, made, now)
    return made
