"""Bytes that were damaged in the store are a difference like any other: listed, taken over again
from what the API says, and no obstacle to the rest. On both stores."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from tests.doubles.desk import Desk, all_rows, event, ledger, opened
from tests.doubles.plain import KEY, answering, business
from tests.intake.test_verify_size import Shop, Whole
from tillwatch.intake import connections, merge
from tillwatch.intake.rebuild import rebuild
from tillwatch.intake.verify.verdict import UNREADABLE
from tillwatch.store import packing

pytestmark = pytest.mark.usefixtures("any_store")

BROKEN_TOLD = merge.dump(
    merge.State({"": merge.Facts(5, (merge.Told("", b'{"id":"ch_', 5, False, b""),))})
)
DAMAGE = {
    "nothing left": b"",
    "another file's bytes": b"SQLite format 3\x00",
    "a packed value cut off": packing.pack(b'{"object":"charge"}' * 40)[:-9],
    "a packed value with a byte changed": packing.pack(b"x" * 400)[:-1] + b"\x00",
    "packed by nobody we know": packing.MARK + b"\xff" * 60,
    "what was told is no JSON": BROKEN_TOLD,
}


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    with answering(Whole(business(30))) as plain:
        async with opened(tmp_path, api=plain.url) as desk:
            made = await connections.connect(
                desk.house, processor="stripe", name="Full", key=KEY, import_later=True
            )
            shop = Shop(desk, plain, made.id)
            assert (await shop.verify(repair=True)).repaired
            yield shop


async def damaged(shop: Shop, kind: str, id_: str, state: bytes) -> None:
    statement = text("UPDATE objects SET state = :s WHERE kind = :kind AND id = :id")
    async with shop.desk.house.store.writing() as store:
        done = await store.execute(statement, {"s": state, "kind": kind, "id": id_})
        assert done.rowcount == 1


def sides(verdict: object) -> set[tuple[str, str, object, object]]:
    return {(d.kind, d.id, d.ours, d.theirs) for d in verdict.differences}  # type: ignore[attr-defined]  # a verdict


async def test_damaged_objects_are_listed_once_and_taken_over(shop: Shop):
    before = await ledger(shop.desk.house)
    ids = [f"ch_{n:05}" for n in range(3, 3 + len(DAMAGE))]
    for id_, state in zip(ids, DAMAGE.values(), strict=True):
        await damaged(shop, "charge", id_, state)
    await damaged(shop, "customer", "cus_0007", b"")
    await shop.do("UPDATE refund SET amount = 7 WHERE id = 're_00020'")
    wanted = {("attempt", id_, UNREADABLE, "there") for id_ in ids}
    wanted |= {("customer", "cus_0007", UNREADABLE, "there"), ("refund", "re_00020", 7, 340)}
    found = await shop.verify()
    assert sides(found) == wanted
    assert found.found == len(wanted)
    mended = await shop.verify(repair=True)
    assert sides(mended) == wanted
    assert mended.repaired == len(wanted)
    assert (await shop.verify()).found == 0
    assert await ledger(shop.desk.house) == before


async def test_a_damaged_object_that_stripe_no_longer_has_goes(shop: Shop):
    await damaged(shop, "charge", "ch_00005", b"")
    shop.plain.lists["charges"] = [c for c in shop.plain.lists["charges"] if c["id"] != "ch_00005"]
    assert ("attempt", "ch_00005", UNREADABLE, "there") in sides(await shop.verify(repair=True))
    assert (await shop.verify()).found == 0
    assert "ch_00005" not in {row["id"] for row in await all_rows(shop.desk.house, "attempt")}


async def test_rows_that_cannot_be_read_are_listed_and_made_again(shop: Shop):
    before = await ledger(shop.desk.house)
    broken = {"attempt": "ch_00003", "intent": "pi_00004", "payment": "pi_00005"}
    for table, id_ in broken.items():
        assert await shop.do(f"UPDATE {table} SET metadata = '{{\"a\"' WHERE id = '{id_}'")
    extra = "('re_none', 5, 'succeeded', 700, 'usd', '{\"a\"', '" + shop.id + "')"
    await shop.do(
        "INSERT INTO refund (id, created, status, amount, currency, metadata, connection_id) "
        f"VALUES {extra}"
    )
    wanted = {(table, id_, UNREADABLE, "there") for table, id_ in broken.items()}
    found = sides(await shop.verify())
    assert found - {("refund", "re_none", "there", None)} == wanted
    assert ("refund", "re_none", "there", None) in found
    assert sides(await shop.verify(repair=True)) >= wanted
    assert (await shop.verify()).found == 0
    assert await ledger(shop.desk.house) == before


async def test_what_is_told_next_of_a_damaged_object_stands_in_its_place(shop: Shop):
    desk: Desk = shop.desk
    charge = {"id": "ch_own", "object": "charge", "amount": 500, "currency": "eur", "created": 9}
    await desk.tell(event("charge.succeeded", charge | {"status": "succeeded"}))
    await damaged(shop, "charge", "ch_own", b"\x00")
    other = charge | {"status": "succeeded", "amount": 700}
    await desk.tell(event("charge.updated", other, id_="evt_2"))
    row = await desk.row("attempt", "ch_own")
    assert row is not None
    assert row["amount"] == 700
    assert await desk.set_aside() == []


async def test_a_recalculation_goes_on_without_a_damaged_object(shop: Shop):
    before = await ledger(shop.desk.house)
    await damaged(shop, "refund", "re_00010", b"\x00")
    await rebuild(shop.desk.house)
    after = await ledger(shop.desk.house)
    assert [row for row in before["refund"] if row["id"] != "re_00010"] == after["refund"]
    assert {**after, "refund": []} == {**before, "refund": []}
    assert (await shop.verify(repair=True)).repaired
    assert await ledger(shop.desk.house) == before
