"""Verify finds what was tampered with, whatever it is, and `repair` mends it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from tests.doubles.desk import all_rows, ledger
from tests.doubles.live import Live, going, until
from tillwatch.intake import backfill, connections, merge, verify
from tillwatch.intake.verify import Progress
from tillwatch.processors.reading import Reading
from tillwatch.store import packing

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Live, str]]:
    async with going(tmp_path_factory.mktemp("verify"), 4, payments=30, days=20) as live:
        live.world.main.refund(False)
        connection = await live.connect(live.key())
        await backfill.start(live.house, connection)

        async def done() -> bool:
            return (await backfill.progress(live.house, connection)).state == "done"

        await until(done)
        await live.worker.settled()
        yield live, connection


TAMPERED = {
    "a sum in a row": "UPDATE attempt SET amount = amount + 1 WHERE id = :charge",
    "a state in a row": "UPDATE refund SET status = 'failed' WHERE id = :refund",
    "a sum in a payment": "UPDATE payment SET amount_captured = 1 WHERE id = :payment",
    "a row gone": "DELETE FROM balance_entry WHERE id = :entry",
    "a payment gone": "DELETE FROM payment WHERE id = :payment",
    "an object gone": "DELETE FROM objects WHERE kind = 'customer' AND id = :customer",
    "an object and its row gone": (
        "DELETE FROM objects WHERE kind = 'charge' AND id = :charge;"
        "DELETE FROM attempt WHERE id = :charge"
    ),
    "an object changed": (
        "UPDATE objects SET state = (SELECT state FROM objects "
        "WHERE kind = 'product' AND id <> :product LIMIT 1) "
        "WHERE kind = 'product' AND id = :product"
    ),
    "an object taken for deleted": (
        "UPDATE objects SET deleted = 1 WHERE kind = 'customer' AND id = :customer;"
        "DELETE FROM customer WHERE id = :customer"
    ),
    "a row too many": (
        "INSERT INTO refund (connection_id, id, created, status, amount, currency) "
        "VALUES (:connection, 're_invented', 5, 'succeeded', 700, 'usd')"
    ),
    "what a payout holds changed": (
        "UPDATE objects SET state = (SELECT state FROM objects "
        "WHERE kind = 'payout_entries' AND id <> :payout LIMIT 1) "
        "WHERE kind = 'payout_entries' AND id = :payout"
    ),
    "an entry of a payout gone": "DELETE FROM payout_entry WHERE id = :held",
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_it_is_found_and_mended(shop: tuple[Live, str], what: str):
    live, connection = shop
    before = await ledger(live.house)
    assert (await verify.run(live.house, connection)).differences == []
    names = {
        "charge": before["attempt"][0]["id"],
        "refund": next(one["id"] for one in before["refund"] if one["status"] != "failed"),
        "payment": before["payment"][0]["id"],
        "entry": before["balance_entry"][0]["id"],
        "customer": before["customer"][0]["id"],
        "product": before["product"][0]["id"],
        "held": before["payout_entry"][0]["id"],
        "payout": before["payout_entry"][0]["payout"],
        "connection": connection,
    }
    async with live.house.store.writing() as store:
        for statement in TAMPERED[what].split(";"):
            given = {name: value for name, value in names.items() if f":{name}" in statement}
            changed = await store.execute(text(statement), given)
            assert changed.rowcount == 1
    found = await verify.run(live.house, connection)
    assert found.differences, "nobody noticed"
    mended = await verify.run(live.house, connection, repair=True)
    assert mended.repaired
    assert (await verify.run(live.house, connection)).differences == []
    assert await ledger(live.house) == before


async def test_nothing_to_find_is_nothing_found(shop: tuple[Live, str]):
    live, connection = shop
    verdict = await verify.run(live.house, connection)
    assert (verdict.differences, verdict.skipped) == ([], [])
    assert verdict.checked >= len(await all_rows(live.house, "attempt"))


async def test_an_object_that_the_processor_no_longer_has_is_found_and_goes(
    shop: tuple[Live, str],
):
    live, connection = shop
    ghost = Reading(
        kind="charge",
        id="ch_ghost",
        as_of=5,
        payload=b'{"amount":700,"created":5,"currency":"usd","id":"ch_ghost","object":"charge"}',
        created=5,
        event="evt_ghost",
    )
    processor = live.house.processors.get("stripe")
    await live.worker.writer.readings(connection, processor, [ghost], live=True)
    found = await verify.run(live.house, connection, repair=True)
    assert [(one.kind, one.id, one.theirs) for one in found.differences] == [
        ("attempt", "ch_ghost", None)
    ]
    assert (await verify.run(live.house, connection)).differences == []
    rows = await ledger(live.house)
    assert not [row for row in (*rows["attempt"], *rows["payment"]) if row["id"] == "ch_ghost"]


async def test_what_a_payout_holds_is_held_against_what_stripe_says(shop: tuple[Live, str]):
    """Our object and our rows agree on another set: only the API tells."""
    live, connection = shop
    before = await ledger(live.house)
    taken = before["payout_entry"][0]
    payout, entry = taken["payout"], taken["entry"]
    kept = "FROM objects WHERE kind = 'payout_entries' AND id = :payout"
    async with live.house.store.writing() as store:
        packed = (await store.execute(text(f"SELECT state {kept}"), {"payout": payout})).scalar()
        state = merge.load(packing.unpack(packed))
        ((shape, facts),) = state.shapes.items()
        (told,) = facts.told
        assert entry.encode() in told.payload
        other = told.payload.replace(entry.encode(), b"txn_never")
        changed = merge.Told("", other, told.created, told.first, told.previous)
        earlier = merge.dump(merge.State({shape: merge.Facts(facts.second - 60, (changed,))}))
        statement = "UPDATE objects SET state = :s WHERE kind = 'payout_entries' AND id = :payout"
        await store.execute(text(statement), {"s": earlier, "payout": payout})
        statement = "UPDATE payout_entry SET id = :new, entry = 'txn_never' WHERE id = :id"
        await store.execute(text(statement), {"new": f"{payout}/txn_never", "id": taken["id"]})
    wanted = {(taken["id"], None, "there"), (f"{payout}/txn_never", "there", None)}
    found = await verify.run(live.house, connection)
    assert {(d.id, d.ours, d.theirs) for d in found.differences} == wanted
    assert {(d.kind, d.field) for d in found.differences} == {("payout_entry", "")}
    mended = await verify.run(live.house, connection, repair=True)
    assert {(d.id, d.ours, d.theirs) for d in mended.differences} == wanted
    assert await ledger(live.house) == before
    assert (await verify.run(live.house, connection)).differences == []


async def test_each_payout_that_is_asked_is_counted(shop: tuple[Live, str]):
    live, connection = shop
    told: list[Progress] = []
    verdict = await verify.run(live.house, connection, on_progress=told.append)
    assert (told[-1].done, told[-1].total) == (verdict.checked, verdict.checked)
    payouts = {row["payout"] for row in await all_rows(live.house, "payout_entry")}
    assert verdict.checked > len(payouts) > 1


async def test_a_comparison_ends_what_was_the_matter_with_the_key(shop: tuple[Live, str]):
    live, connection = shop
    await connections.trouble(live.house, connection, "The key has expired.")
    await verify.run(live.house, connection)
    assert (await connections.one(live.house.store, connection)).state == "connected"
