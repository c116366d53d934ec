"""Rows beside the rows that our objects make: what differs, and what should stand instead.

A row belongs to the object whose id it has, or whose id stands in its `owner` column; it is right
when that object makes it, as it is. Plain functions on a plain connection.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from tillwatch.intake import merge
from tillwatch.intake.made import rows_of
from tillwatch.intake.verify.verdict import Difference, compare, extra
from tillwatch.processors.port import Processor
from tillwatch.rows import Row
from tillwatch.store import bulk, columns, packing
from tillwatch.store.tables import LEDGER, objects

Key = tuple[str, str]


class Kept(NamedTuple):
    """An object as the store has it."""

    kind: str
    id: str
    state: bytes


class Apart(NamedTuple):
    """Of rows that are not as they should be: what stands, and what should."""

    stands: list[Row]
    should: list[Row]

    def differences(self) -> list[Difference]:
        """`theirs` is what our objects make; a row that none makes has `theirs` None."""
        ours = {(row.table, row.id): row for row in self.stands}
        theirs = {(row.table, row.id) for row in self.should}
        found = [d for row in self.should for d in compare(ours.get((row.table, row.id)), row)]
        return found + [extra(*place) for place in ours if place not in theirs]


def kept(store: Connection, connection_id: str, keys: Sequence[Key]) -> list[Kept]:
    """Those of these objects that are known."""
    kinds: dict[str, list[str]] = {}
    for kind, id_ in keys:
        kinds.setdefault(kind, []).append(id_)
    return [
        Kept(kind, id_, state)
        for kind, ids in kinds.items()
        for id_, state in bulk.find(
            store,
            objects,
            ("id", "state"),
            {"connection_id": connection_id, "kind": kind},
            "id",
            ids,
        )
    ]


def apart(
    store: Connection, connection_id: str, processor: Processor, known: Sequence[Kept]
) -> Apart:
    """Where the rows of these objects are not what the objects make."""
    made: dict[type[Row], dict[str, Row]] = {}
    owners: dict[type[Row], list[str]] = {}
    for one in known:
        for type_ in processor.tables(one.kind):
            made.setdefault(type_, {})
            owners.setdefault(type_, []).append(one.id)
        for row in _rows(processor, one):
            made.setdefault(type(row), {})[row.id] = row
    found = Apart([], [])
    for type_, rows in made.items():
        _compare(store, connection_id, type_, rows, owners.get(type_, []), found)
    return found


def _compare(
    store: Connection,
    connection_id: str,
    type_: type[Row],
    made: dict[str, Row],
    owners: Sequence[str],
    found: Apart,
) -> None:
    stand = stored(store, connection_id, type_, type_.owner or "id", owners)
    if others := [id_ for id_ in made if id_ not in stand]:
        stand |= stored(store, connection_id, type_, "id", others)
    for id_, row in made.items():
        stands = stand.pop(id_, None)
        if stands == columns.plain(row):
            continue
        found.should.append(row)
        if stands is not None:
            found.stands.append(columns.row_of(type_, stands))
    found.stands.extend(columns.row_of(type_, stands) for stands in stand.values())


def stored(
    store: Connection, connection_id: str, type_: type[Row], column: str, ids: Sequence[str]
) -> dict[str, bulk.Values]:
    """The rows of one type whose `column` is one of `ids`, as their columns hold them, by id."""
    owner = {"connection_id": connection_id}
    rows = bulk.find(store, LEDGER[type_.table], columns.fields(type_), owner, column, ids)
    return {values[0]: tuple(values) for values in rows}


def _rows(processor: Processor, one: Kept) -> Sequence[Row]:
    kind = processor.kinds.get(one.kind)
    state = merge.load(packing.unpack(one.state))
    shown = merge.show(state, kind.ranks if kind is not None else ())
    return rows_of(processor, one.kind, one.id, shown).rows
