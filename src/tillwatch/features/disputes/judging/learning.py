"""Learns from an account's closed cases, as soon as one more has closed."""

from typing import Final

from sqlalchemy import select

from tillwatch.features.disputes.judging import kept, outcomes
from tillwatch.features.disputes.learn import Closed, Learned, learn
from tillwatch.features.disputes.score import Score
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

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
Shown = dict[str, tuple[Score | None, int | None]]
dispute = LEDGER["dispute"]
attempt = LEDGER["attempt"]


async def closed_of(store: Store, connection_id: str, *, parts: bool = True) -> list[Closed]:
    """Closed disputes of an account with what was forecast, oldest first. Without `parts`, what
    each fact moved is left out, which is most of the work."""
    query = (
        select(*(dispute.c[name] for name in NEEDED), attempt.c.card_issuer.label("issuer"))
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
    shown = await (_scores(store, connection_id) if parts else _chances(store, connection_id))
    found = [outcomes.closed(row, *shown.get(row["id"], (None, None))) for row in reversed(rows)]
    return [one for one in found if one is not None]


async def _scores(store: Store, connection_id: str) -> Shown:
    """By dispute, the last score, and the chance if somebody could see it before the end."""
    found: Shown = {}
    for id_, snapshot in (await kept.forecasts(store, connection_id)).items():
        score = snapshot.score
        chance = None if score is None or snapshot.cause == kept.HISTORY else score.p_ppm
        found[id_] = (score, chance)
    return found


async def _chances(store: Store, connection_id: str) -> Shown:
    return {
        id_: (None, None if cause == kept.HISTORY else chance)
        for id_, (chance, cause) in (await kept.forecast_chances(store, connection_id)).items()
    }


async def learn_from(store: Store, connection_id: str, now: int) -> Learned:
    """What they teach, kept where it is something new."""
    made = learn(await closed_of(store, connection_id), rules=RULES.version)
    known = await kept.learned(store, connection_id)
    if made.version != known.version:
        async with store.writing() as tx:
            await kept.put_learned(tx, connection_id, made, now)
    return made
