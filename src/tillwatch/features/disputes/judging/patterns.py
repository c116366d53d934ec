"""What the disputes of an account lately have in common, looked for now and then, so that a case
can say that it is one of a series."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import delete, select

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent.patterns import finding, sales
from tillwatch.features.disputes.prevent.patterns.belonging import pattern_of
from tillwatch.features.disputes.prevent.patterns.finding import Pattern
from tillwatch.features.disputes.told import policies
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_pattern as table

DAYS: Final = 90


async def look(sources: Sources, connection_id: str, now: int) -> None:
    """Of the last 90 days, held against the time before."""
    counted = await sales.counted(sources, [connection_id], sales.windows(now, DAYS))
    found = msgspec.to_builtins(finding.patterns(counted, DAYS))
    async with sources.store.writing() as tx:
        await tx.execute(delete(table).where(table.c.connection_id == connection_id))
        await tx.execute(table.insert().values(connection_id=connection_id, at=now, patterns=found))


async def known(store: Store, connection_id: str) -> Sequence[Pattern]:
    """As they were found last; none where nobody has looked yet."""
    query = select(table.c.patterns).where(table.c.connection_id == connection_id)
    async with store.reading() as tx:
        found = await tx.scalar(query)
    return msgspec.convert(found or [], list[Pattern])


async def of_case(store: Store, case: Case) -> Pattern | None:
    """The one that the case is of."""
    found = await known(store, case.connection_id)
    if not found:
        return None
    return pattern_of(case, found, await policies.products(store, case.connection_id))
