"""Whose card an entry of the balance is about: the source's own, where that is a try, and that of
the try which a refund gave back or a dispute is about."""

from sqlalchemy import FromClause, Table, and_, func

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Joined, Step
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
    """What else changes rows of `base`: the try, directly or through a refund or dispute of it, and
    what the try itself is told by."""
    here = Step(base.c.source, base.c.id)
    found = [
        Joined(table="attempt", changed=here.named, base=here.base),
        card.invoiced(here),
    ]
    for table in BETWEEN:
        found += [
            Joined(table=table.name, changed=here.named, base=here.base),
            Joined(table="attempt", changed=table.c.attempt, base=table.c.id, then=(here,)),
            card.invoiced(Step(table.c.attempt, table.c.id), here),
        ]
    return tuple(found)
