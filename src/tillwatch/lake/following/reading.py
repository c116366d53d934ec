"""The ledger's answers to the facts' questions: of rows by their ids, or in order from a place on.

The order is that of time, which the ledger has an index for: rows that lie together there are read
together, and lie together in the columns, so that a question about a month reads a month.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, or_, text

from tillwatch.lake.columns.tables import Place
from tillwatch.lake.facts import Fact
from tillwatch.lake.following.touched import parts

NEAREST: Final = ("SET LOCAL enable_hashjoin = off", "SET LOCAL enable_mergejoin = off")
"""PostgreSQL might read all of a table to find what stands beside a few rows."""
Row = Sequence[Any]


def by_ids(tx: Connection, fact: Fact, connection_id: str, ids: Iterable[str]) -> list[Row]:
    """The rows there are of those."""
    look_up(tx)
    found: list[Row] = []
    for part in parts(sorted(ids)):
        of = and_(fact.base.c.connection_id == connection_id, fact.base.c.id.in_(part))
        found += tx.execute(fact.ledger.where(of)).all()
    return found


def behind(tx: Connection, fact: Fact, place: Place, most: int) -> list[Row]:
    """The next rows."""
    look_up(tx)
    c = fact.base.c
    same = and_(c.created == place.created, c.id == place.id)
    later = or_(
        c.created > place.created,
        and_(c.created == place.created, c.id > place.id),
        and_(same, c.connection_id > place.connection_id),
    )
    query = fact.ledger.where(c.created >= place.created, later)
    return list(tx.execute(query.order_by(c.created, c.id, c.connection_id).limit(most)).all())


def look_up(tx: Connection) -> None:
    """For the rest of this transaction: few rows are asked for."""
    if tx.dialect.name == "postgresql":
        for statement in NEAREST:
            tx.execute(text(statement))
