"""How often rules acted."""

from sqlalchemy import func, select

from tillwatch.store.engine import Store
from tillwatch.store.tables import prevention_action as table


async def by_rule(store: Store) -> dict[tuple[str, str], int]:
    """Actions by rule and state."""
    query = (
        select(table.c.rule_id, table.c.state, func.count())
        .where(table.c.rule_id.is_not(None))
        .group_by(table.c.rule_id, table.c.state)
    )
    async with store.reading() as tx:
        return {(rule_id, state): n for rule_id, state, n in await tx.execute(query)}
