"""What time brings by itself: renewals, trials, arrears, payouts, funds."""

import pytest

from tests.simulator.business.worlds import DAY, NOON, SEEDS, books, build, seen
from tillwatch.simulator.books import Json
from tillwatch.simulator.business import World
from tillwatch.simulator.business.billing import dunning


@pytest.fixture
def world() -> World:
    return build(5, 120, 40)


def wait(world: World, days: float) -> None:
    world.clock.advance(days * DAY)
    world.settle()


def invoices(world: World, subscription: str) -> list[Json]:
    table = world.main.books[False].tables["invoice"]
    return sorted(
        (
            row
            for row in table
            if row["parent"]["subscription_details"]["subscription"] == subscription
        ),
        key=lambda row: int(row["created"]),
    )


def subscription(world: World, id_: str) -> Json:
    row = world.main.books[False].tables["subscription"].get(id_)
    assert row is not None
    return row


def price(world: World, name: str) -> str:
    tables = world.main.books[False].tables
    product = next(row["id"] for row in tables["product"] if row["name"] == name)
    return str(tables["price"].where("product", product)[0]["id"])


def test_nothing_due_does_nothing(world: World) -> None:
    world.settle()
    tables = world.main.books[False].tables
    before = {kind: len(table) for kind, table in tables.items()}
    world.settle()
    assert before == {kind: len(table) for kind, table in tables.items()}
    due = world.next_due()
    assert due is not None
    assert due > world.clock.now()


def test_steps_or_one_leap_come_to_the_same() -> None:
    leap, steps = build(5, 120, 40), build(5, 120, 40)
    wait(leap, 20)
    for _ in range(80):
        wait(steps, 0.25)
    for kind, table in leap.main.books[False].tables.items():
        assert list(table) == list(steps.main.books[False].tables[kind]), kind


def test_a_subscription_renews_each_month(world: World) -> None:
    made = world.main.subscribe(False, price=price(world, "Supply Club"))
    assert made["status"] == "active"
    dunning_free(world)
    wait(world, 70)
    found = invoices(world, made["id"])
    assert [row["billing_reason"] for row in found] == [
        "subscription_create",
        "subscription_cycle",
        "subscription_cycle",
    ]
    assert {row["amount_paid"] for row in found} == {3900}
    assert subscription(world, made["id"])["latest_invoice"] == found[-1]["id"]


def dunning_free(world: World) -> None:
    """Renewals of this world do not fail: the till's luck is set aside."""
    for shop in world.shops.values():
        for till in shop.tills.values():
            till.luck = lambda _: False


def test_a_trial_becomes_a_paid_subscription(world: World) -> None:
    made = world.main.subscribe(False, price=price(world, "Trail Notes"), trial_days=14)
    assert made["status"] == "trialing"
    assert [row["amount_due"] for row in invoices(world, made["id"])] == [0]
    dunning_free(world)
    wait(world, 15)
    assert subscription(world, made["id"])["status"] == "active"
    assert [row["amount_paid"] for row in invoices(world, made["id"])] == [0, 900]
    types = {event["type"] for event in world.main.books[False].tables["event"]}
    assert "customer.subscription.trial_will_end" in types


def test_who_does_not_pay_is_canceled_in_the_end(world: World) -> None:
    made = world.main.subscribe(False, price=price(world, "Trail Notes"))
    for shop in world.shops.values():
        for till in shop.tills.values():
            till.luck = lambda _: True
    wait(world, 33)
    assert subscription(world, made["id"])["status"] == "past_due"
    wait(world, 20)
    row = subscription(world, made["id"])
    assert (row["status"], row["cancellation_details"]["reason"]) == ("canceled", "payment_failed")
    last = invoices(world, made["id"])[-1]
    assert (last["status"], last["attempt_count"]) == (
        "uncollectible",
        len(dunning.WAITS_DAYS) + 1,
    )


def test_the_first_payment_fails_and_the_subscription_expires(world: World) -> None:
    made = world.main.subscribe(False, price=price(world, "Trail Notes"), fails=True)
    assert made["status"] == "incomplete"
    wait(world, 1)
    assert subscription(world, made["id"])["status"] == "incomplete_expired"
    assert invoices(world, made["id"])[0]["status"] == "void"


def test_an_upgrade_bills_the_difference(world: World) -> None:
    made = world.main.subscribe(False, price=price(world, "Trail Notes"))
    wait(world, 3)
    better = world.main.upgrade_subscription(False, made["id"], price(world, "Supply Club"))
    bill = invoices(world, made["id"])[-1]
    credit, debit = (line["amount"] for line in bill["lines"]["data"])
    assert credit < 0 < debit
    assert bill["amount_paid"] == credit + debit
    assert better["items"]["data"][0]["price"]["unit_amount"] == 3900


def test_a_coupon_for_three_months_ends(world: World) -> None:
    made = world.main.subscribe(
        False, price=price(world, "Supply Club"), coupon="SUMMER25", trial_days=0
    )
    dunning_free(world)
    wait(world, 130)
    assert [row["total"] for row in invoices(world, made["id"])] == [2925, 2925, 2925, 3900, 3900]
    assert subscription(world, made["id"])["discounts"] == []


def test_leaving_at_the_end_of_the_period(world: World) -> None:
    made = world.main.subscribe(False, price=price(world, "Trail Notes"))
    leaving = world.main.cancel_subscription(False, made["id"], at_period_end=True)
    assert (leaving["status"], leaving["cancel_at_period_end"]) == ("active", True)
    wait(world, 32)
    assert subscription(world, made["id"])["status"] == "canceled"
    assert len(invoices(world, made["id"])) == 1


def test_money_becomes_available_and_leaves(world: World) -> None:
    intent = world.main.sale(False, amount=12_345)
    wait(world, 9)
    tables = world.main.books[False].tables
    entry = tables["balance_transaction"].where("source", intent["latest_charge"])[0]
    assert entry["status"] == "available"
    payout = tables["payout"].get(entry["_payout"])
    assert payout is not None
    assert payout["status"] in ("in_transit", "paid", "failed")


def test_a_debit_takes_days() -> None:
    """SEPA: processing first, then the money."""
    rows = [
        row
        for seed in SEEDS
        for b in books(seen(seed))
        for row in b.tables["charge"]
        if row["payment_method_details"]["type"] == "sepa_debit"
    ]
    assert rows
    since = NOON - 6 * DAY
    for row in rows:
        assert row["id"].startswith("py_")
        assert row["status"] != "pending" or row["created"] > since


def test_a_busy_day(world: World) -> None:
    table = world.main.books[False].tables["payment_intent"]
    before = len(table)
    world.busy_day(30)
    assert len(table) == before
    wait(world, 1)
    assert len(table) >= before + 25


def test_random_deeds(world: World) -> None:
    types = set()
    world.main.books[False].listeners.append(lambda _, event: types.add(event["type"]))
    for _ in range(60):
        world.deed()
        world.clock.advance(5)
    assert {"charge.succeeded", "payment_intent.succeeded"} <= types


def test_what_is_owed_is_earned_before_it_is_paid_out(world: World) -> None:
    """Also on a Sunday after a bad Saturday."""
    shop = world.main
    for _ in range(9):
        shop.dispute(False)
    assert shop.payout(False, fill=True)["amount"] > 0
