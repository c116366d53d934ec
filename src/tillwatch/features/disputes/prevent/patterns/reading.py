"""What processors tell of the purchases behind what happened."""

from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent.happening.reading import Past
from tillwatch.features.disputes.prevent.happening.rows import pieces
from tillwatch.processors.defending import Purchase


async def purchases(sources: Sources, past: Past) -> dict[tuple[str, str], Purchase]:
    """By account and attempt."""
    found: dict[tuple[str, str], Purchase] = {}
    for account in sorted({one.connection_id for one in past.happenings}):
        ids = sorted(attempt for connection_id, attempt in past.around if connection_id == account)
        for some in pieces(ids):
            for id_, payload in (await sources.charges(account, some)).items():
                found[account, id_] = sources.processors[account].purchase(payload)
    return found
