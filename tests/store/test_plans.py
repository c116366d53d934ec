"""On PostgreSQL rows are looked up by the index of what is looked up: in a new installation, in one
that is full, and for an account that PostgreSQL has not counted yet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import BigInteger, Boolean, Connection, Table, event, func, select, text
from tests import stores

from tillwatch.rows import Attempt, Payment
from tillwatch.store import bulk
from tillwatch.store.engine import Store, open_store
from tillwatch.store.packing import Packed
from tillwatch.store.tables import LEDGER, objects

MANY = 3000
WANTED = 10
OWNED = {"connection_id": "con_new"}
LOOKED_UP = [
    (objects, OWNED | {"kind": "charge"}, "id", "num"),
    (LEDGER[Payment.table], OWNED, "id", "amount"),
    (LEDGER[Attempt.table], OWNED, "payment", "amount"),
]


@pytest.fixture
async def store(databases: stores.Databases, tmp_path: Path) -> Any:
    """In a database that nobody has used."""
    with databases.empty() as url:
        stores.on_postgresql(tmp_path, url)
        opened = await open_store(stores.given(tmp_path))
        yield opened
        await opened.close()


def value(column: Any, owner: str, number: int) -> Any:
    known = {"connection_id": owner, "kind": "charge", "id": f"id_{number}"}
    if column.name in known:
        return known[column.name]
    match column.type:
        case Boolean():
            return False
        case BigInteger():
            return number
        case Packed():
            return b""
        case _:
            return f"pi_{number}"


def fill(connection: Connection, table: Table, owner: str) -> None:
    needed = [c for c in table.columns if not c.nullable and c.name != "num"]
    rows = [tuple(value(c, owner, n) for c in needed) for n in range(MANY)]
    bulk.insert(connection, table, tuple(c.name for c in needed), rows)


def thrown_away(node: dict[str, Any]) -> int:
    """Rows that a plan read and did not want."""
    below = sum(thrown_away(one) for one in node.get("Plans", ()))
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int(removed) * int(node["Actual Loops"]) + below


def read_in_vain(connection: Connection) -> Iterator[int]:
    """For each kind of looking up, the rows read besides those wanted."""
    for table, owner, column, more in LOOKED_UP:
        prefix = "pi" if column == "payment" else "id"
        wanted = [f"{prefix}_{number}" for number in range(WANTED)]
        asked: list[tuple[str, Any]] = []

        def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            asked.append((statement, values))  # noqa: B023  # gone before the next turn

        event.listen(connection, "before_cursor_execute", note)
        found = list(bulk.find(connection, table, (column, more), owner, column, wanted))
        event.remove(connection, "before_cursor_execute", note)
        assert len(found) == WANTED
        [(statement, values)] = asked
        told = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        plan = told.scalar_one()
        [one] = msgspec.json.decode(plan) if isinstance(plan, str) else plan
        yield thrown_away(one["Plan"])


async def test_the_first_account_is_read_by_its_ids_from_the_start(store: Store):
    """And what PostgreSQL was shown to be so is gone, and took no numbers."""
    for table, *_ in LOOKED_UP:
        await store.write(lambda tx, table=table: fill(tx, table, "con_new"))
    async with store.reading() as tx:
        for table in (objects, *LEDGER.values()):
            owners = await tx.execute(select(table.c.connection_id).distinct())
            assert set(owners.scalars()) <= {"con_new"}
        assert await tx.scalar(select(func.min(objects.c.num))) == 1
    assert await store.write(lambda tx: list(read_in_vain(tx))) == [0, 0, 0]


async def test_no_plan_is_kept_from_when_there_was_little(store: Store):
    """PostgreSQL would keep one from the sixth time on: to read the whole of a small table."""
    kept = text(
        "SELECT sum(generic_plans) FROM pg_prepared_statements WHERE parameter_types <> '{}'"
    )
    [(table, owner, column, more), *_] = LOOKED_UP

    def look_up(tx: Connection) -> int:
        for _ in range(10):
            assert not list(bulk.find(tx, table, (column, more), owner, column, ["id_1"]))
        return int(tx.scalar(kept) or 0)

    assert await store.write(look_up) == 0


async def test_an_account_not_counted_yet_is_read_by_its_ids_too(store: Store):
    for table, *_ in LOOKED_UP:
        await store.write(lambda tx, table=table: fill(tx, table, "con_old"))
        await store.write(lambda tx, table=table: tx.exec_driver_sql(f"ANALYZE {table.name}"))
        await store.write(lambda tx, table=table: fill(tx, table, "con_new"))
    assert await store.write(lambda tx: list(read_in_vain(tx))) == [0, 0, 0]
