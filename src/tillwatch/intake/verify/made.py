"""Rows beside the rows that our objects make: what differs, and what should stand instead.

A row belongs to the object whose id it has, or whose id stands in its `owner` column; it is right
when that object makes it, as it is. Plain functions on a plain connection.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from tillwatch.intake import merge, opened
from tillwatch.intake.made import rows_of
from tillwatch.intake.verify.verdict import Difference, compare, extra, unreadable
from tillwatch.processors.port import Processor
from tillwatch.rows import Row
from tillwatch.store import bulk, columns
from tillwatch.store.tables import LEDGER, objects

Key = tuple[str, str]
R = TypeVar("R", bound=Row)


class Kept(NamedTuple):
    """An object as the store has it. `state` None: it cannot be read."""

    kind: str
    id: str
    state: merge.State | None


class Apart(NamedTuple):
    """Of rows that are not as they should be: what stands, and what should. `broken`: type and id
    of those that stand and cannot be read."""

    stands: list[Row]
    should: list[Row]
    broken: list[tuple[type[Row], str]]

    def differences(self) -> list[Difference]:
        """`theirs` is what our objects make; a row that none makes has `theirs` None."""
        ours = {(row.table, row.id): row for row in self.stands}
        theirs = {(row.table, row.id) for row in self.should}
        broken = [(type_.table, id_) for type_, id_ in self.broken]
        found = [unreadable(*place, there=place in theirs) for place in broken]
        for row in self.should:
            if (row.table, row.id) not in broken:
                found += compare(ours.get((row.table, row.id)), row)
        return found + [extra(*place) for place in ours if place not in theirs]

    def stand(self, type_: type[Row], rows: Iterable[bulk.Values]) -> None:
        """These stand, as their columns hold them, and are not right."""
        for values in rows:
            row = readable(type_, values)
            if row is None:
                self.broken.append((type_, values[0]))
            else:
                self.stands.append(row)


def kept(store: Connection, connection_id: str, keys: Sequence[Key]) -> list[Kept]:
    """Those of these objects that are known."""
    kinds: dict[str, list[str]] = {}
    for kind, id_ in keys:
        kinds.setdefault(kind, []).append(id_)
    return [
        Kept(kind, id_, opened.state(state))
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
    """Where the rows of these objects are not what the objects make. Of an object that cannot be
    read nobody knows."""
    made: dict[type[Row], dict[str, Row]] = {}
    owners: dict[type[Row], list[str]] = {}
    for one in known:
        if one.state is None:
            continue
        for type_ in processor.tables(one.kind):
            made.setdefault(type_, {})
            owners.setdefault(type_, []).append(one.id)
        for row in _rows(processor, one.kind, one.id, one.state):
            made.setdefault(type(row), {})[row.id] = row
    found = Apart([], [], [])
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
            found.stand(type_, [stands])
    found.stand(type_, stand.values())


def stored(
    store: Connection, connection_id: str, type_: type[Row], column: str, ids: Sequence[str]
) -> dict[str, bulk.Values]:
    """The rows of one type whose `column` is one of `ids`, as their columns hold them, by id."""
    owner = {"connection_id": connection_id}
    rows = bulk.find(store, LEDGER[type_.table], columns.fields(type_), owner, column, ids)
    return {values[0]: tuple(values) for values in rows}


def readable(type_: type[R], values: bulk.Values) -> R | None:
    """The row whose columns hold these values; None when it cannot be read."""
    try:
        return columns.row_of(type_, values)
    except (ValueError, TypeError):
        return None


def _rows(processor: Processor, name: str, id_: str, state: merge.State) -> Sequence[Row]:
    kind = processor.kinds.get(name)
    shown = merge.show(state, kind.ranks if kind is not None else ())
    return rows_of(processor, name, id_, shown).rows
