"""A score asked for: of a payment that is there, or of an order before it is paid."""

from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.risk import kept, past
from tillwatch.features.monitoring.risk.known import NOTHING, Given, Tried, order
from tillwatch.features.monitoring.risk.score import Scored, scored
from tillwatch.features.monitoring.risk.signals import findings
from tillwatch.store.engine import Store


async def of_payment(store: Store, connection_id: str, id_: str, given: Given = NOTHING) -> Scored:
    """As it was at the moment of its latest try, by what is learned since. `NotFound`."""
    async with store.reading() as tx:
        return await _of(tx, connection_id, await past.one(tx, connection_id, id_), given)


async def of_order(store: Store, connection_id: str, this: Tried, given: Given = NOTHING) -> Scored:
    """`this` need not be a try that was made."""
    async with store.reading() as tx:
        return await _of(tx, connection_id, this, given)


async def _of(tx: AsyncConnection, connection_id: str, this: Tried, given: Given) -> Scored:
    model = await kept.model(tx, connection_id)
    before = await past.before(tx, connection_id, this)
    known = order(
        this, before.of_customer, before.of_card, before.went_bad, frozenset(model.bins), given
    )
    return scored(findings(known), model, await kept.tiers(tx))
