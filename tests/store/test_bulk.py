"""Many rows at once: whatever their number, all of them are there, on both stores."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from tests import stores

from tillwatch.rows import Payment
from tillwatch.store import bulk, columns
from tillwatch.store.engine import Store, open_store
from tillwatch.store.tables import LEDGER, objects

pytestmark = pytest.mark.usefixtures("any_store")
KEPT = ("connection_id", "kind", "id", "as_of", "undecided", "deleted", "state")
PAYMENTS = ("connection_id", *columns.fields(Payment))


def an_object(number: int) -> tuple[Any, ...]:
    return ("con_1", "charge", f"ch_{number:04d}", number, number % 2 == 1, False, b"\x92{}")


def a_payment(number: int, **changed: Any) -> Payment:
    text = dict.fromkeys(Payment.__struct_fields__)
    plain = {"attempts": 1, "amount_captured": 5, "amount_refunded": 0, "disputed": False}
    made = {"id": f"pi_{number}", "created": number, "status": "succeeded", "amount": 5}
    return Payment(**{**text, **plain, **made, "currency": "usd", **changed})


async def told(store: Store, table: Any) -> list[Any]:
    async with store.reading() as tx:
        return list((await tx.execute(select(table).order_by(table.c.id))).mappings())


@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 200, 613])
async def test_every_row_of_any_number_of_them_is_written_and_found(tmp_path: Path, count: int):
    store = await open_store(stores.given(tmp_path))
    rows = [an_object(number) for number in range(count)]
    await store.write(lambda tx: bulk.insert(tx, objects, KEPT, rows))
    assert [(row["id"], row["undecided"]) for row in await told(store, objects)] == [
        (row[2], row[4]) for row in rows
    ]
    wanted = [row[2] for row in rows if row[3] % 3] + ["ch_none"]

    def find(tx: Connection) -> set[str]:
        owner = {"connection_id": "con_1", "kind": "charge"}
        return {row[0] for row in bulk.find(tx, objects, ("id", "state"), owner, "id", wanted)}

    assert await store.write(find) == set(wanted) - {"ch_none"}
    await store.close()


async def test_an_upsert_replaces_all_but_the_key(tmp_path: Path):
    store = await open_store(stores.given(tmp_path))
    table, key = LEDGER["payment"], ("connection_id", "id")
    first = [a_payment(number, metadata={"b": 1, "a": "ü"}, livemode=True) for number in range(70)]
    later = [a_payment(number, disputed=True, email="x@example.com") for number in range(30, 100)]
    for rows in (first, later):
        plain = [("con_1", *columns.plain(row)) for row in rows]
        await store.write(lambda tx, plain=plain: bulk.upsert(tx, table, PAYMENTS, plain, key))

    def read(tx: Connection) -> list[Payment]:
        ids = [row.id for row in first + later]
        fields = columns.fields(Payment)
        found = bulk.find(tx, table, fields, {"connection_id": "con_1"}, "id", ids)
        return [columns.row_of(Payment, values) for values in found]

    found = await store.write(read)
    assert sorted(found, key=lambda row: row.created) == first[:30] + later
    await store.close()


async def test_what_the_store_refuses_is_told_as_everywhere(tmp_path: Path):
    store = await open_store(stores.given(tmp_path))
    with pytest.raises(IntegrityError):
        await store.write(lambda tx: bulk.insert(tx, objects, KEPT, [an_object(1), an_object(1)]))
    assert await told(store, objects) == []
    await store.close()
