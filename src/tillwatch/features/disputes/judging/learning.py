"""Learns from an account's closed cases, as soon as one more has closed."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import func, select

from tillwatch.features.disputes.judging import kept, outcomes
from tillwatch.features.disputes.learn import Closed, Learned, learn
from tillwatch.features.disputes.learn.hindsight import foretold
from tillwatch.features.disputes.learn.reliability import reliability
from tillwatch.features.disputes.score import Score
from tillwatch.features.disputes.score.weights import PERCENT, RULES
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, dispute_moment

MOST: Final = 5_000
"""The newest so many closed disputes teach; what is older says little of today."""
NEEDED: Final = (
    "connection_id",
    "id",
    "created",
    "status",
    "reason",
    "amount",
    "currency",
    "network",
    "submission_count",
)
"""Of a dispute; the rest of a row is large."""
ANSWERED_AGAIN: Final = 2
APPEAL: Final = "appeal"
Shown = dict[str, tuple[Score | None, int | None]]
dispute = LEDGER["dispute"]
attempt = LEDGER["attempt"]
moment = dispute_moment
LONGEST_S: Final = 90 * 86_400
"""After so long a dispute is decided, where nobody told when it was."""


async def closed_of(store: Store, connection_id: str, *, parts: bool = True) -> list[Closed]:
    """Closed disputes of an account with what was forecast, oldest first. Without `parts`, what
    each fact moved is left out, which is most of the work."""
    query = (
        select(
            *(dispute.c[name] for name in NEEDED),
            attempt.c.card_issuer.label("issuer"),
            func.coalesce(moment.c.decided_at, dispute.c.created + LONGEST_S).label("closed"),
        )
        .outerjoin(
            attempt,
            (attempt.c.connection_id == dispute.c.connection_id)
            & (attempt.c.id == dispute.c.attempt),
        )
        .outerjoin(
            moment,
            (moment.c.connection_id == dispute.c.connection_id)
            & (moment.c.dispute_id == dispute.c.id),
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
    shown = await (_scores(store, connection_id) if parts else _chances(store, connection_id))
    seconds = await _appealed(store, connection_id) if parts else frozenset()
    found = [
        outcomes.closed(row, *shown.get(row["id"], (None, None)), second=row["id"] in seconds)
        for row in reversed(rows)
    ]
    return [one for one in found if one is not None]


async def _scores(store: Store, connection_id: str) -> Shown:
    """By dispute, the last score of the first round, and the last chance that somebody could see
    before the end."""
    chances = await _chances(store, connection_id)
    firsts = await kept.forecasts(store, connection_id, first_rounds=True)
    scores = {id_: snapshot.score for id_, snapshot in firsts.items()}
    return {id_: (scores.get(id_), chance) for id_, (_, chance) in chances.items()}


async def _appealed(store: Store, connection_id: str) -> frozenset[str]:
    """Closed disputes that were answered a second time, with an appeal. Only the names of what was
    sent are looked at."""
    query = select(dispute.c.id, dispute.c.evidence).where(
        dispute.c.connection_id == connection_id,
        dispute.c.status.in_(outcomes.ENDS),
        dispute.c.submission_count >= ANSWERED_AGAIN,
    )
    async with store.reading() as tx:
        rows = (await tx.execute(query)).all()
    return frozenset(row.id for row in rows if isinstance(row.evidence, dict) and APPEAL in row[1])


async def _chances(store: Store, connection_id: str) -> Shown:
    return {
        id_: (None, None if cause == kept.HISTORY else chance)
        for id_, (chance, cause) in (await kept.forecast_chances(store, connection_id)).items()
    }


async def learn_from(store: Store, connection_id: str, now: int) -> bool:
    """What they teach is kept where it is something new. Whether it was."""
    closed = await closed_of(store, connection_id)
    made = await asyncio.to_thread(_learned, closed)
    known = await kept.learned(store, connection_id)
    if made.version == known.version:
        return False
    async with store.writing() as tx:
        await kept.put_learned(tx, connection_id, made, now)
    return True


def _learned(closed: Sequence[Closed]) -> Learned:
    made = learn(closed, rules=RULES.version, second_start_ppm=RULES.second.start * PERCENT)
    return msgspec.structs.replace(
        made, shown=reliability(closed), hindsight=reliability(foretold(closed))
    )
