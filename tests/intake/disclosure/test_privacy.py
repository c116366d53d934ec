"""Privacy and access: what is stored, what the key can do, what leaves."""

import pytest

from tests.api.filling import made, rows
from tests.doubles.desk import Desk, event
from tillwatch.intake.disclosure import privacy, stored
from tillwatch.kernel import errors
from tillwatch.rows import Customer
from tillwatch.store import tables

CHARGE = {"id": "ch_1", "object": "charge", "amount": 500, "currency": "usd"}


async def test_a_connection_by_webhook_reads_and_writes_nothing(desk: Desk):
    await desk.tell(event("charge.succeeded", CHARGE))
    found = await privacy.of(desk.house, desk.connection_id)
    assert found.reads.startswith("It can read nothing")
    assert found.writes.startswith("It can write: nothing")
    assert found.can_write == []
    assert found.leaves[0].startswith("No requests to Stripe")
    assert found.key.hint is None
    assert found.key.has_webhook_secret
    counts = {one.what: one.rows for one in found.stored}
    assert counts["Tries to charge"] == 1
    assert counts["Customers"] == 0
    assert counts["Events, byte for byte as they came"] == 1
    assert found.size_bytes is not None
    assert found.size_bytes > 10_000


async def test_a_key_says_what_it_can_write_and_where_it_is_sent(desk: Desk):
    grants = [
        {"slug": "rak_charge_read", "granted": True, "reason": None},
        {"slug": "rak_dispute_write", "granted": True, "reason": None},
        {"slug": "rak_file_write", "granted": False, "reason": "no"},
        {"slug": "rak_webhook_write", "granted": None, "reason": "not told"},
    ]
    async with desk.house.store.writing() as tx:
        change = tables.connection.update().values(
            key_sealed=b"x", key_hint="rk_test_…a1b2", grants=grants
        )
        await tx.execute(change)
    found = await privacy.of(desk.house, desk.connection_id)
    assert found.writes == "It can write: dispute evidence only, and only when you press Send."
    assert [one.slug for one in found.can_write] == ["rak_dispute_write"]
    assert found.reads.startswith("It can read charges")
    assert "127.0.0.1:9" in found.leaves[0]
    assert found.key.hint == "rk_test_…a1b2"


async def test_counting_stops_somewhere(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stored, "COUNTED_TO", 3)
    customers = [made(Customer, f"cus_{n}", created=n) for n in range(5)]
    await rows(desk.house, desk.connection_id, *customers)
    found = await stored.stored(desk.house, desk.connection_id)
    (one,) = [line for line in found if line.what == "Customers"]
    assert (one.rows, one.more) == (3, True)


def test_every_table_of_people_is_named():
    personal = {table for table, _, fields in stored.WHAT if fields}
    fields = {"email", "name", "phone", "customer_email", "receipt_email", "card_last4"}
    holding = {name for name, table in tables.LEDGER.items() if fields & set(table.c.keys())}
    assert holding - {"intent", "product"} == personal, "an intent's row is part of its payment"


async def test_nobody_has_no_privacy(desk: Desk):
    with pytest.raises(errors.NotFound):
        await privacy.of(desk.house, "con_nobody")
