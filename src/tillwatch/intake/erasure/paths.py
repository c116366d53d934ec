"""What belongs to a subject: found by the indexes that lead from an id to what names it.

Rows name the customer, payment, try or invoice they belong to in a column; cards and the like are
kept as objects only and are named by what is theirs. What an object itself says decides, not its
row: a candidate that says it is somebody else's is left alone.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from tillwatch.intake import forgotten, opened
from tillwatch.intake.forgotten import Key, Subjects
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Payload
from tillwatch.rows import ROWS
from tillwatch.store import bulk
from tillwatch.store.tables import LEDGER, objects

LEADING: Final = ("customer", "payment", "attempt", "invoice", "subscription", "source")
"""Columns that hold the id of what a row belongs to."""
_json = msgspec.json.Decoder(dict[str, Any]).decode


class Theirs(NamedTuple):
    """Objects that belong to somebody who was erased, and the subjects that makes known."""

    keys: frozenset[Key]
    subjects: frozenset[str]


def rows(tx: Connection, connection_id: str, subjects: Collection[str]) -> set[str]:
    """Ids of rows that name one of these in a column that is indexed."""
    found: set[str] = set()
    owner = {"connection_id": connection_id}
    for row in ROWS:
        for column in set(LEADING) & set(row.indexes):
            wanted = sorted(subjects)
            named = bulk.find(tx, LEDGER[row.table], ("id",), owner, column, wanted)
            found.update(id_ for (id_,) in named)
    return found


def kinds(tx: Connection, connection_id: str) -> list[str]:
    """The kinds of object that are kept, found by stepping over the index."""
    found: list[str] = []
    while True:
        query = select(func.min(objects.c.kind)).where(objects.c.connection_id == connection_id)
        if found:
            query = query.where(objects.c.kind > found[-1])
        kind = tx.scalar(query)
        if kind is None:
            return found
        found.append(kind)


def theirs(
    tx: Connection,
    connection_id: str,
    processor: Processor,
    known: Subjects,
    ids: Collection[str],
) -> Theirs:
    """Those among the objects with these ids that belong to the known subjects."""
    keys: set[Key] = set()
    subjects: set[str] = set()
    wanted = sorted(ids)
    for kind in kinds(tx, connection_id):
        owner = {"connection_id": connection_id, "kind": kind}
        for id_, state in bulk.find(tx, objects, ("id", "state"), owner, "id", wanted):
            trees = list(told(state))
            if id_ in known.ids or any(known.own(tree, processor.ties) for tree in trees):
                keys.add((kind, id_))
                subjects |= forgotten.subjects_of(processor.ties, id_, trees)
    return Theirs(frozenset(keys), frozenset(subjects))


def told(state: bytes) -> Iterator[Payload]:
    """Everything that is told of an object; nothing of one that cannot be read."""
    known = opened.state(state)
    if known is not None:
        yield from (_json(text) for text in forgotten.payloads(known) if text)
