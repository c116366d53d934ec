"""Which rows of which facts some changes are about.

A row of a fact changes with the row of its own table, and with those that stand beside it. For
these, the fact's own table is asked which of its rows name them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from tillwatch.lake import facts
from tillwatch.lake.facts.fact import Step
from tillwatch.store.tables import changes, connection

TOGETHER: Final = 500
"""Ids in one question."""
ACCOUNT: Final = connection.name
"""The kind of change that says that an account's rows are gone, all of them."""


class Touched(msgspec.Struct, kw_only=True):
    """`rows`: ids by fact and connection; `forgotten`: connections that are gone; `reached`: the
    last of the changes; `count`: how many there were."""

    rows: dict[str, dict[str, set[str]]] = msgspec.field(default_factory=dict)
    forgotten: list[str] = msgspec.field(default_factory=list)
    reached: int = 0
    count: int = 0


def behind(tx: Connection, reached: int, most: int) -> Touched:
    """What the next `most` changes behind `reached` are about."""
    query = (
        select(changes.c.seq, changes.c.connection_id, changes.c.kind, changes.c.id)
        .where(changes.c.seq > reached)
        .order_by(changes.c.seq)
        .limit(most)
    )
    found = Touched(reached=reached)
    ids: dict[tuple[str, str], set[str]] = {}
    for seq, connection_id, kind, id_ in tx.execute(query):
        found.reached, found.count = seq, found.count + 1
        if kind == ACCOUNT:
            found.forgotten.append(connection_id)
        else:
            ids.setdefault((connection_id, kind), set()).add(id_)
    for (connection_id, kind), some in ids.items():
        for fact, base in _of(tx, connection_id, kind, some):
            found.rows.setdefault(fact, {}).setdefault(connection_id, set()).update(base)
    return found


def _of(
    tx: Connection, connection_id: str, kind: str, ids: set[str]
) -> Iterator[tuple[str, Iterable[str]]]:
    for fact in facts.KEPT:
        if fact.base.name == kind:
            yield fact.name, ids
        for joined in fact.joined:
            if joined.table == kind:
                found = ids
                for step in joined.steps:
                    found = _named(tx, connection_id, step, found)
                yield fact.name, found


def _named(tx: Connection, connection_id: str, step: Step, ids: set[str]) -> set[str]:
    found: set[str] = set()
    for part in parts(sorted(ids)):
        query = select(step.base).where(
            step.named.table.c.connection_id == connection_id,
            step.named.in_(part),
            step.base.is_not(None),
        )
        found.update(tx.execute(query).scalars())
    return found


def parts(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many as one question takes."""
    for start in range(0, len(ids), TOGETHER):
        yield ids[start : start + TOGETHER]
