"""What is written by `bulk` is read as it was, whatever the values are, on both stores."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Connection, LargeBinary, Table, delete
from sqlalchemy.exc import DBAPIError
from tests import stores

from tillwatch.rows import Payment
from tillwatch.store import bulk, columns
from tillwatch.store.engine import Store, open_store
from tillwatch.store.packing import Packed
from tillwatch.store.tables import LEDGER, objects

pytestmark = pytest.mark.usefixtures("any_store")
PAYMENTS = ("connection_id", *columns.fields(Payment))
OBJECTS = ("connection_id", "kind", "id", "as_of", "undecided", "deleted", "state")
KEYS = {objects.name: ("connection_id", "kind", "id"), Payment.table: ("connection_id", "id")}
ODD = ("", "NULL", "null", "\\", '"', "{1,2}", "a,b", "\x1f", "\x7f\x80", "😀", "\ufffd", "e\u0301")
EXAMPLES = settings.default.max_examples // 5
"""Each is many values."""
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
NUMBERS = st.sampled_from((0, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)))


def a_value(column: Any) -> st.SearchStrategy[Any]:
    if column.name == "connection_id":
        return st.just("con_1")
    if column.name == "kind":
        return st.just("charge")
    match column.type:
        case Boolean():
            value: st.SearchStrategy[Any] = st.booleans()
        case BigInteger():
            value = NUMBERS | st.integers(-(2**63), 2**63 - 1)
        case LargeBinary() | Packed():
            value = st.binary(max_size=40)
        case _:
            value = st.sampled_from(ODD) | TEXT
    return st.none() | value if column.nullable else value


def some_rows(table: Table, named: tuple[str, ...]) -> st.SearchStrategy[list[bulk.Values]]:
    row = st.tuples(*(a_value(table.c[name]) for name in named))
    return st.lists(row, max_size=6, unique_by=lambda row: row[named.index("id")])


def written(
    first: list[bulk.Values],
    later: list[bulk.Values],
    table: Table,
    named: tuple[str, ...],
    connection: Connection,
) -> None:
    """Insert `first`, upsert `later`, and find all of them, and only them."""
    place = named.index("id")
    connection.execute(delete(table))
    bulk.insert(connection, table, named, first)
    bulk.upsert(connection, table, named, later, KEYS[table.name])
    wanted = {row[place]: row for row in first} | {row[place]: row for row in later}
    asked = [*wanted, "another", *ODD]
    found = bulk.find(connection, table, named, {"connection_id": "con_1"}, "id", asked)
    assert {row[place]: row for row in found} == wanted


@pytest.mark.parametrize(
    ("table", "named"), [(objects, OBJECTS), (LEDGER[Payment.table], PAYMENTS)]
)
def test_any_values_are_read_as_they_were_written(
    tmp_path: Path, table: Table, named: tuple[str, ...]
):
    rows = some_rows(table, named)
    with asyncio.Runner() as runner:
        store = runner.run(open_store(stores.given(tmp_path)))

        @settings(max_examples=EXAMPLES)
        @given(rows, rows)
        @example([], [])
        def check(first: list[bulk.Values], later: list[bulk.Values]) -> None:
            runner.run(store.write(partial(written, first, later, table, named)))

        check()
        runner.run(store.close())


@pytest.fixture
async def store(tmp_path: Path) -> Any:
    opened = await open_store(stores.given(tmp_path))
    yield opened
    await opened.close()


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 2**70])
async def test_a_number_that_no_column_holds_is_refused(store: Store, number: int):
    row = ("con_1", "charge", "ch_1", number, False, False, b"{}")
    with pytest.raises((DBAPIError, ArithmeticError)):
        await store.write(lambda tx: bulk.insert(tx, objects, OBJECTS, [row]))


async def test_half_a_character_is_refused(store: Store):
    row = ("con_1", "charge", "ch_\ud800", 1, False, False, b"{}")
    with pytest.raises((DBAPIError, ValueError)):
        await store.write(lambda tx: bulk.insert(tx, objects, OBJECTS, [row]))


async def test_bytes_of_any_length_and_value_are_kept(store: Store):
    bodies = [bytes(range(256)) * times for times in (0, 1, 300)]
    rows = [("con_1", "charge", str(n), n, True, False, body) for n, body in enumerate(bodies)]
    await store.write(lambda tx: bulk.insert(tx, objects, OBJECTS, rows))
    ids, owner = [row[2] for row in rows], {"connection_id": "con_1"}

    def read(tx: Connection) -> list[bytes]:
        return [row[1] for row in bulk.find(tx, objects, ("num", "state"), owner, "id", ids)]

    assert sorted(await store.write(read)) == sorted(bodies)
