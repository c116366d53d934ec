"""What tells that a lake was made of this ledger, by this version.

`shape` changes with the facts' columns and with the questions that fill them, so that nobody has to
think of it; `facts.EDITION` is for what the text of a question does not show.
"""

import hashlib
from functools import cache

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.dialects import sqlite

from tillwatch.lake import facts
from tillwatch.store import schema
from tillwatch.store.tables import changes, cursor


@cache
def shape() -> str:
    """Of the lake that this version asks."""
    parts = [str(facts.EDITION)]
    for one in facts.KEPT:
        made = one.ledger.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        parts += [one.name, str(made)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def of_ledger() -> Select[int, int, int]:
    """Asks which making of the ledger this is (another after each rebuild), whether it is filled,
    and for its last change."""
    return select(
        func.coalesce(_position(schema.LEDGER_MADE), 0),
        func.coalesce(_position(schema.LEDGER_FILLED), 0),
        func.coalesce(select(func.max(changes.c.seq)).scalar_subquery(), 0),
    )


def of_answer(reached: int) -> Select[int, int | None]:
    """Asks which making of the ledger this is, and when the first change behind `reached` was
    written (milliseconds); None: there is none."""
    first = select(changes.c.at_ms).where(changes.c.seq > reached).order_by(changes.c.seq).limit(1)
    return select(func.coalesce(_position(schema.LEDGER_MADE), 0), first.scalar_subquery())


def _position(name: str) -> ScalarSelect[int]:
    return select(cursor.c.position).where(cursor.c.name == name).scalar_subquery()
