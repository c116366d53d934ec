"""Whose card an entry of the balance is about: the source's own, where that is a try, and that of
the try which a refund gave back or a dispute is about."""

from sqlalchemy import FromClause, Table, and_, func, select

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Joined
from tillwatch.store.tables import LEDGER

tried = LEDGER["attempt"]
BETWEEN = (LEDGER["refund"], LEDGER["dispute"])


def with_try(base: Table) -> FromClause:
    """`base` (it has `source`) with the try beside it."""
    joined: FromClause = base
    for table in BETWEEN:
        same = and_(table.c.connection_id == base.c.connection_id, table.c.id == base.c.source)
        joined = joined.outerjoin(table, same)
    named = func.coalesce(*(table.c.attempt for table in BETWEEN), base.c.source)
    return joined.outerjoin(
        tried, and_(tried.c.connection_id == base.c.connection_id, tried.c.id == named)
    )


def touching(base: Table) -> tuple[Joined, ...]:
    """What else changes rows of `base`: the try, directly or through a refund or dispute of it."""
    found = [
        Joined(table="attempt", changed=base.c.source, base=base.c.id),
        card.invoiced(base, base.c.source),
    ]
    for table in BETWEEN:
        found.append(Joined(table=table.name, changed=base.c.source, base=base.c.id))
        through = (
            select(base.c.connection_id, base.c.id, table.c.attempt)
            .join(
                table,
                and_(table.c.connection_id == base.c.connection_id, table.c.id == base.c.source),
            )
            .subquery(f"{base.name}_of_{table.name}")
        )
        found.append(Joined(table="attempt", changed=through.c.attempt, base=through.c.id))
        found.append(card.invoiced(base, table.c.attempt, table))
    return tuple(found)
