"""The four connections as public guides say, everything else None: each gives all that its
permissions and events can give, nobody is warned for having followed a guide, and what is off
names the permission that turns it on."""

from pathlib import Path

import pytest

from tests.doubles.desk import Json, all_rows
from tests.doubles.live import Live, going, until
from tillwatch.intake import backfill, connections, health
from tillwatch.store import inbox

SIX = (
    "rak_charge_read rak_dispute_write rak_payment_intent_read rak_refund_read rak_balance_read "
    "rak_event_read"
).split()
SEVEN = (
    "rak_balance_read rak_event_read rak_invoice_read rak_payout_read rak_subscription_read "
    "rak_customer_read rak_product_read"
).split()
NINE = [*SEVEN, "rak_connected_account_read", "rak_file_write"]
REPORTS = (
    "rak_report_runs_and_report_types_read rak_balance_read rak_payout_read rak_charge_read "
    "rak_balance_transaction_source_read rak_file_read"
).split()
EIGHT_EVENTS = (
    "charge.succeeded charge.failed charge.refunded charge.dispute.created charge.dispute.updated "
    "charge.dispute.closed payment_intent.succeeded payment_intent.payment_failed"
).split()
TEN_EVENTS = (
    "charge.refunded charge.succeeded charge.updated customer.created customer.deleted "
    "customer.updated customer.subscription.created customer.subscription.deleted "
    "customer.subscription.updated invoice.paid"
).split()
SEVEN_GROUPS = (
    "charge.* file.created payment_intent.* payout.* radar.early_fraud_warning.* refund.* "
    "reporting.*"
).split()
RIDES = {"rak_balance_transaction_source_read", "rak_refund_read"}
"""Read with the balance's or the charges' permission too, here as (reportedly) there."""
LATELY_S = 29 * 86_400


async def made_key(live: Live, name: str, permissions: list[str]) -> str:
    return str((await live.control("keys", name=name, permissions=permissions))["secret"])


async def imported(live: Live, connection: str) -> backfill.Progress:
    await backfill.start(live.house, connection)

    async def done() -> bool:
        return (await backfill.progress(live.house, connection)).state == "done"

    await until(done)
    await live.worker.settled()
    return await backfill.progress(live.house, connection)


async def nobody_warned(live: Live, connection: str) -> None:
    found = await connections.one(live.house.store, connection)
    assert (found.state, found.reason, found.key_warning) == ("connected", None, None)
    assert (await health.of(live.house, connection)).set_aside == 0


async def ids(live: Live, table: str) -> set[str]:
    return {str(row["id"]) for row in await all_rows(live.house, table)}


def of_books(live: Live, kind: str, *, since: float = 0) -> set[str]:
    rows = live.world.main.books[False].tables[kind]
    return {row["id"] for row in rows if row["created"] >= since}


async def named_off(live: Live, connection: str, given: list[str]) -> None:
    """Every permission that was not given is named as missing, and says what is off."""
    found = await connections.one(live.house.store, connection)
    granted = {one.slug for one in found.grants if one.granted}
    missing = {one.slug for one in found.grants if one.granted is False}
    write = {slug.replace("_write", "_read") for slug in given if slug.endswith("_write")}
    table = {one.slug: one for one in live.house.processors.get("stripe").permissions}
    assert set(given) & table.keys() <= granted
    assert granted <= {*given, *write, *RIDES}
    assert missing == table.keys() - granted
    assert all(table[slug].turns_off and table[slug].name for slug in missing)


async def test_a_dispute_guide(tmp_path: Path):
    """Six permissions and eight events: volume, life cycle, refunds, disputes, balance, and the
    payouts of the last 30 days, from the events."""
    async with going(tmp_path, 21, payments=120, days=60) as live:
        live.world.main.dispute(False)
        live.world.main.refund(False)
        connection = await live.connect(await made_key(live, "guide a", SIX))
        secret = await live.endpoint(connection, EIGHT_EVENTS)
        await connections.change(live.house, connection, secret=secret)
        progress = await imported(live, connection)
        await nobody_warned(live, connection)
        await named_off(live, connection, SIX)
        assert await ids(live, "attempt") == of_books(live, "charge")
        assert await ids(live, "intent") == of_books(live, "payment_intent")
        assert await ids(live, "refund") == of_books(live, "refund")
        assert await ids(live, "dispute") == of_books(live, "dispute")
        assert await ids(live, "balance") == {"balance"}
        lately = live.house.clock.now() - LATELY_S
        assert of_books(live, "payout", since=lately) <= await ids(live, "payout")
        skipped = {one.resource: one for one in progress.resources if one.state == "skipped"}
        assert skipped["payouts"].permission == "rak_payout_read"
        assert skipped["customers"].permission == "rak_customer_read"
        sale = live.world.main.sale(False, amount=4321, currency="usd")
        await until(lambda: has(live, "payment", sale["id"], status="succeeded"))
        dispute = live.world.main.dispute(False, sale["latest_charge"])
        await until(lambda: has(live, "dispute", dispute["id"]))
        await until(lambda: has(live, "payment", sale["id"], disputed=True))


async def has(live: Live, table: str, id_: str, **fields: object) -> bool:
    rows = [row for row in await all_rows(live.house, table) if row["id"] == id_]
    return bool(rows) and all(rows[0][name] == value for name, value in fields.items())


@pytest.mark.parametrize(("given", "named"), [(SEVEN, False), (NINE, True)])
async def test_b_notifier_guide(tmp_path: Path, given: list[str], named: bool):
    """Seven permissions, then nine: the newest 50 events within 3 s; payments with e-mail and
    country, the product of an invoice, the date of a payout, subscriptions that come and go."""
    async with going(tmp_path, 22, payments=120, days=60) as live:
        began = live.house.clock.now()
        connection = await live.connect(await made_key(live, "guide b", given))
        await until(lambda: fifty(live))
        assert live.house.clock.now() - began < 3
        await live.worker.settled()
        await nobody_warned(live, connection)
        await named_off(live, connection, given)
        account = (await connections.one(live.house.store, connection)).account
        assert bool(account and account.name) is named
        await imported(live, connection)
        lately = live.house.clock.now() - LATELY_S
        assert of_books(live, "charge", since=lately) <= await ids(live, "attempt")
        paid = [row for row in await all_rows(live.house, "payment") if row["amount_captured"]]
        assert sum(bool(row["email"]) for row in paid) > len(paid) // 2
        assert all(row["country"] for row in paid)
        assert await ids(live, "payout") == of_books(live, "payout")
        assert all(row["arrival_date"] for row in await all_rows(live.house, "payout"))
        started = live.world.main.subscribe(False)
        await until(lambda: has(live, "subscription", started["id"]))
        invoices = [r for r in await all_rows(live.house, "invoice") if products(r)]
        assert invoices
        names = {row["id"]: row["name"] for row in await all_rows(live.house, "product")}
        assert all(names[one] for row in invoices for one in products(row))
        live.world.main.cancel_subscription(False, started["id"], at_period_end=False)
        await until(lambda: has(live, "subscription", started["id"], status="canceled"))


def products(invoice: Json) -> list[str]:
    return [line["product"] for line in invoice["lines"] or [] if line.get("product")]


async def fifty(live: Live) -> bool:
    return await inbox.last(live.house.store) >= 50


async def test_c_referral_guide(tmp_path: Path):
    """No key, a signing secret, ten events: customers and invoices as they arrive."""
    async with going(tmp_path, 23, payments=5, days=5) as live:
        connection = await live.connect(secret="whsec_theFirstOne")
        secret = await live.endpoint(connection, TEN_EVENTS)
        await connections.change(live.house, connection, secret=secret)
        started = live.world.main.subscribe(False, email="ann@shop.example", trial_days=0)
        await until(lambda: has(live, "subscription", started["id"]))
        await live.control("flush")
        await live.worker.settled()
        await nobody_warned(live, connection)
        found = await connections.one(live.house.store, connection)
        assert (found.mode, found.has_key, found.grants) == ("test", False, [])
        assert {row["email"] for row in await all_rows(live.house, "customer")} == {
            "ann@shop.example"
        }
        [invoice] = await all_rows(live.house, "invoice")
        assert (invoice["status"], invoice["customer"]) == ("paid", started["customer"])
        [payment] = await all_rows(live.house, "payment")
        assert payment["amount_captured"] == invoice["amount_paid"]
        live.world.main.refund(False, payment["latest_attempt"])
        await until(lambda: has(live, "payment", payment["id"], amount_refunded=payment["amount"]))
        live.world.main.delete_customer(False, started["customer"])
        await until(lambda: has(live, "customer", started["customer"], deleted=True))
        assert live.app.deliveries.log[-1]["result"] == "200"


async def test_d_reconciliation_guide(tmp_path: Path):
    """A name, a key with report permissions, all seven groups: something of each arrives."""
    async with going(tmp_path, 24, payments=80, days=40) as live:
        connection = await live.connect(await made_key(live, "guide d", REPORTS))
        secret = await live.endpoint(connection, SEVEN_GROUPS)
        await connections.change(live.house, connection, secret=secret)
        await imported(live, connection)
        await nobody_warned(live, connection)
        await named_off(live, connection, REPORTS)
        assert await ids(live, "balance_entry") == of_books(live, "balance_transaction")
        assert await ids(live, "payout") == of_books(live, "payout")
        shop = live.world.main
        sale = shop.sale(False)
        await until(lambda: has(live, "payment", sale["id"], status="succeeded"))
        refund = shop.refund(False, sale["latest_charge"], amount=5)
        warning = shop.early_fraud_warning(False)
        dispute = shop.dispute(False)
        for table, made in (
            ("refund", refund),
            ("fraud_warning", warning),
            ("dispute", dispute),
        ):
            await until(lambda table=table, made=made: has(live, table, made["id"]))
        before = await ids(live, "payout")
        await live.control("clock", seconds=3 * 86_400)
        await until(lambda: more(live, before))
        await live.control("flush")
        await live.worker.settled()
        await nobody_warned(live, connection)
        kinds = {one.type for one in (await health.of(live.house, connection)).kinds}
        for group in (
            "charge.",
            "payment_intent.",
            "payout.",
            "refund.",
            "radar.",
            "charge.dispute",
        ):
            assert any(type_.startswith(group) for type_ in kinds), group


async def more(live: Live, before: set[str]) -> bool:
    return bool(await ids(live, "payout") - before)
