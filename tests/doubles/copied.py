"""All that a store holds of a connection, table by table, to hold against another store: without
the connection's id, our own numbers and moments, which differ from one installation to the next."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, select

from tests.doubles.desk import Json
from tillwatch.store import tables
from tillwatch.store.engine import Store

OURS: Final = frozenset(("connection_id", "num", "seq", "inbox_seq", "at", "at_ms", "received_ms"))
KEPT: Final = ("objects", "event_kind", "set_aside", "import_range")
"""Beside the inbox, the log of changes and the ledger: what intake writes as it applies."""
Copy = dict[str, list[Json]]


async def ledger(store: Store, connection_id: str) -> Copy:
    """Every row that a rebuild makes again."""
    async with store.reading() as reading:
        return {
            name: _ordered([dict(row) for row in found.mappings()])
            for name, table in sorted(tables.LEDGER.items())
            for found in [await reading.execute(_of(table, connection_id))]
        }


async def everything(store: Store, connection_id: str) -> Copy:
    """The ledger, what it was made from, and the log of changes in its order."""
    copy = await ledger(store, connection_id)
    async with store.inbox.connect() as reading:
        found = await reading.execute(_of(tables.inbox, connection_id))
        copy["inbox"] = _ordered([dict(row) for row in found.mappings()])
    async with store.reading() as reading:
        for name in KEPT:
            table = tables.metadata.tables[name]
            rows = [dict(r) for r in (await reading.execute(_of(table, connection_id))).mappings()]
            if name == "set_aside":
                rows = [{key: row[key] for key in row if key != "id"} for row in rows]
            copy[name] = _ordered(rows)
        log = tables.changes
        changes = await reading.execute(_of(log, connection_id).order_by(log.c.seq))
        copy["changes"] = [dict(row) for row in changes.mappings()]
    return copy


def _of(table: Table, connection_id: str) -> Any:
    columns = [column for column in table.columns if column.name not in OURS]
    return select(*columns).where(table.c.connection_id == connection_id)


def _ordered(rows: Sequence[Json]) -> list[Json]:
    return sorted(rows, key=lambda row: (str(row.get("id")), repr(row)))


def differences(ours: Mapping[str, list[Json]], theirs: Mapping[str, list[Json]]) -> list[str]:
    """The first rows of each table that differ, as lines a person can read."""
    lines = []
    for name in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(name, []), theirs.get(name, [])
        if mine != other:
            lines.append(f"{name}: {len(mine)} rows against {len(other)}")
            lines += [f"  only here:  {row}" for row in _without(mine, other)[:3]]
            lines += [f"  only there: {row}" for row in _without(other, mine)[:3]]
    return lines


def _without(rows: Sequence[Json], others: Sequence[Json]) -> list[Json]:
    """By what they look like: there may be a hundred thousand of them."""
    there = set(map(repr, others))
    return [row for row in rows if repr(row) not in there]
