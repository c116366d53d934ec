"""Each deed tells what Stripe would tell, in that order, and returns the object it is about."""

from collections.abc import Callable

import pytest

from tests.simulator.business.worlds import DAY, build
from tillwatch.simulator.books import Json
from tillwatch.simulator.business import World
from tillwatch.simulator.business.core.till import NotPossible, UnknownObject
from tillwatch.simulator.business.shop import Shop


@pytest.fixture
def world() -> World:
    return build(5, 120, 40)


@pytest.fixture
def shop(world: World) -> Shop:
    return world.main


def told(shop: Shop, deed: Callable[[], Json]) -> tuple[Json, list[str]]:
    """What the deed returned and the types of the events it told."""
    types: list[str] = []
    books = shop.books[False]
    books.listeners.append(lambda _, event: types.append(event["type"]))
    made = deed()
    books.listeners.pop()
    return made, types


def pass_time(world: World, seconds: int) -> list[str]:
    """The events that time tells by itself."""

    def wait() -> Json:
        world.clock.advance(seconds)
        world.settle()
        return {}

    world.settle()
    return told(world.main, wait)[1]


def test_a_sale_and_its_entry_a_moment_later(world: World, shop: Shop) -> None:
    intent, types = told(shop, lambda: shop.sale(False, amount=4200, currency="usd"))
    assert types == [
        "customer.created",
        "payment_method.attached",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 4200)
    charge = shop.books[False].tables["charge"].get(intent["latest_charge"])
    assert charge is not None
    assert charge["balance_transaction"] is None
    assert pass_time(world, 5) == ["charge.updated"]
    charge = shop.books[False].tables["charge"].get(intent["latest_charge"])
    assert charge is not None
    entry = shop.books[False].tables["balance_transaction"].get(charge["balance_transaction"])
    assert entry is not None
    assert (entry["amount"], entry["fee"], entry["net"]) == (4200, 152, 4048)


def test_a_challenge_is_several_events_of_one_second(shop: Shop) -> None:
    intent, types = told(shop, lambda: shop.sale(False, three_ds="challenge"))
    assert types[-4:] == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    events = [
        event
        for event in shop.books[False].tables["event"]
        if event["data"]["object"].get("id") == intent["id"]
    ]
    assert len({event["created"] for event in events}) == 1
    assert [event["data"]["object"]["status"] for event in events] == [
        "requires_payment_method",
        "requires_action",
        "succeeded",
    ]


def test_a_declined_card_then_another(shop: Shop) -> None:
    deed = lambda: shop.failed_card(False, decline_code="insufficient_funds")  # noqa: E731
    intent, types = told(shop, deed)
    assert types[-3:] == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]
    error = intent["last_payment_error"]
    assert (error["type"], error["decline_code"]) == ("card_error", "insufficient_funds")
    charge = shop.books[False].tables["charge"].get(intent["latest_charge"])
    assert charge is not None
    assert charge["outcome"]["type"] == "issuer_declined"
    assert charge["outcome"]["network_decline_code"] == "51"
    assert charge["balance_transaction"] is None
    again = shop.retry(False, intent["id"])
    assert (again["status"], again["last_payment_error"]) == ("succeeded", None)
    assert len(shop.books[False].tables["charge"].where("payment_intent", intent["id"])) == 2


def test_held_captured_in_part(shop: Shop) -> None:
    intent, types = told(shop, lambda: shop.authorize(False, amount=9000))
    assert types[-2:] == ["charge.succeeded", "payment_intent.amount_capturable_updated"]
    assert (intent["status"], intent["amount_capturable"]) == ("requires_capture", 9000)
    captured, types = told(shop, lambda: shop.capture(False, intent["id"], 6000))
    assert types == ["charge.captured", "payment_intent.succeeded"]
    assert (captured["amount"], captured["amount_received"]) == (9000, 6000)
    rows = shop.books[False].tables["balance_transaction"].where("source", intent["latest_charge"])
    assert [(row["amount"], row["reporting_category"]) for row in rows] == [
        (9000, "charge"),
        (-3000, "partial_capture_reversal"),
    ]


def test_a_hold_expires_after_seven_days(world: World, shop: Shop) -> None:
    intent = shop.authorize(False)
    types = pass_time(world, 7 * DAY + 1)
    assert "charge.expired" in types
    row = shop.books[False].tables["payment_intent"].get(intent["id"])
    assert row is not None
    assert (row["status"], row["cancellation_reason"]) == ("canceled", "automatic")
    charge = shop.books[False].tables["charge"].get(intent["latest_charge"])
    assert charge is not None
    assert (charge["captured"], charge["refunded"]) == (False, True)


def test_refunds_in_parts_and_one_that_fails(world: World, shop: Shop) -> None:
    intent = shop.sale(False, amount=5000)
    pass_time(world, 5)
    id_ = intent["latest_charge"]
    _, types = told(shop, lambda: shop.refund(False, id_, 2000))
    assert types == ["refund.created", "charge.refunded"]
    shop.refund(False, id_, fails=True)
    charge = shop.books[False].tables["charge"].get(id_)
    assert charge is not None
    assert (charge["amount_refunded"], charge["refunded"]) == (5000, True)
    with pytest.raises(NotPossible):
        shop.refund(False, id_, 1)
    types = pass_time(world, 5 * DAY)
    assert {"refund.failed", "refund.updated", "charge.refund.updated"} <= set(types)
    charge = shop.books[False].tables["charge"].get(id_)
    assert charge is not None
    assert (charge["amount_refunded"], charge["refunded"]) == (2000, False)


def test_a_warning_stops_being_actionable(world: World, shop: Shop) -> None:
    intent = shop.sale(False)
    pass_time(world, 5)
    warning, types = told(shop, lambda: shop.early_fraud_warning(False, intent["latest_charge"]))
    assert (types, warning["actionable"]) == (["radar.early_fraud_warning.created"], True)
    _, types = told(shop, lambda: shop.dispute(False, intent["latest_charge"], "fraudulent"))
    assert types == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.updated",
        "radar.early_fraud_warning.updated",
    ]
    with pytest.raises(NotPossible) as refused:
        shop.refund(False, intent["latest_charge"])
    assert refused.value.code == "charge_disputed"


def test_a_dispute_answered_and_won(world: World, shop: Shop) -> None:
    dispute = shop.dispute(False, reason="product_not_received")
    assert pass_time(world, 10) == ["charge.dispute.updated"]
    staged = shop.update_dispute(False, dispute["id"], {"shipping_carrier": "Post"}, submit=False)
    assert (staged["status"], staged["evidence_details"]["has_evidence"]) == (
        "needs_response",
        True,
    )
    sent = shop.update_dispute(False, dispute["id"], {"uncategorized_text": "winning_evidence"})
    assert (sent["status"], sent["evidence_details"]["submission_count"]) == ("under_review", 1)
    assert sent["evidence"]["shipping_carrier"] == "Post"
    types = pass_time(world, 10)
    assert types == [
        "charge.dispute.updated",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]
    fees = [
        row
        for row in shop.books[False].tables["balance_transaction"].where("type", "stripe_fee")
        if row["created"] >= dispute["created"]
    ]
    assert [row["net"] for row in fees] == [-1500, 1500]


def test_an_unanswered_dispute_is_lost(world: World, shop: Shop) -> None:
    dispute = shop.dispute(False)
    pass_time(world, 40 * DAY)
    row = shop.books[False].tables["dispute"].get(dispute["id"])
    assert row is not None
    assert (row["status"], row["evidence_details"]["past_due"]) == ("lost", False)


def test_an_inquiry_takes_no_money_until_it_escalates(shop: Shop) -> None:
    inquiry = shop.dispute(False, inquiry=True)
    assert (inquiry["status"], inquiry["balance_transactions"]) == ("warning_needs_response", [])
    escalated, types = told(shop, lambda: shop.close_dispute(False, inquiry["id"], won=False))
    assert types == ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]
    assert escalated["status"] == "needs_response"
    assert len(escalated["balance_transactions"]) == 1


def test_a_full_refund_ends_an_inquiry(shop: Shop) -> None:
    inquiry = shop.dispute(False, inquiry=True)
    shop.refund(False, inquiry["charge"])
    row = shop.books[False].tables["dispute"].get(inquiry["id"])
    assert row is not None
    assert row["status"] == "warning_closed"


def test_a_prevented_dispute_moves_nothing(shop: Shop) -> None:
    dispute = shop.dispute(False, prevented=True)
    assert (dispute["status"], dispute["balance_transactions"]) == ("prevented", [])
    assert dispute["evidence_details"]["due_by"] is None


def test_a_payout_leaves_and_arrives(world: World, shop: Shop) -> None:
    with pytest.raises(NotPossible):
        shop.payout(False)  # it is Saturday: Friday's payout took everything
    pass_time(world, 36 * 3_600 + 60)
    payout, types = told(shop, lambda: shop.payout(False))
    assert types == ["payout.created"]
    assert (payout["automatic"], payout["status"]) == (True, "pending")
    types = [t for t in pass_time(world, 5 * DAY) if t.startswith("payout.")]
    for type_ in ("payout.updated", "payout.reconciliation_completed", "payout.paid"):
        assert type_ in types
    row = shop.books[False].tables["payout"].get(payout["id"])
    assert row is not None
    assert (row["status"], row["reconciliation_status"]) == ("paid", "completed")


def test_a_payout_can_bring_in_what_it_pays_out(world: World, shop: Shop) -> None:
    """On a Saturday too: three sales whose money is available at once."""
    payout, types = told(shop, lambda: shop.payout(False, fill=True))
    assert types.count("charge.updated") == 3
    assert types[-1] == "payout.created"
    entries = shop.books[False].tables["balance_transaction"].where("_payout", payout["id"])
    sold = [row for row in entries if row["type"] == "charge"]
    assert len(sold) == 3
    assert {row["available_on"] for row in sold} == {payout["created"]}
    assert sum(row["net"] for row in entries) == 0
    assert "charge.updated" not in pass_time(world, 60), "they are settled once"


def test_a_payout_fails_now_and_only_once(world: World, shop: Shop) -> None:
    payout = shop.payout(False, fill=True)
    failed, types = told(shop, lambda: shop.fail_payout(False))
    assert (failed["id"], failed["status"]) == (payout["id"], "failed")
    assert types == ["payout.updated", "payout.failed"]
    with pytest.raises(NotPossible):
        shop.fail_payout(False, payout["id"])
    pass_time(world, 12 * DAY)
    row = shop.books[False].tables["payout"].get(payout["id"])
    assert row is not None
    assert row["status"] == "failed"
    back = shop.books[False].tables["balance_transaction"].where("source", payout["id"])
    assert sorted(entry["type"] for entry in back) == ["payout", "payout_failure"]


def test_a_manual_payout_can_be_taken_back(world: World) -> None:
    shop = next(s for s in world.shops.values() if s.tills[False].profile.payouts == "manual")
    before = shop.balance(False)["available"][0]["amount"]
    payout = shop.payout(False, amount=500)
    assert (payout["automatic"], payout["reconciliation_status"]) == (False, "not_applicable")
    canceled = shop.cancel_payout(False, payout["id"])
    assert canceled["status"] == "canceled"
    assert shop.balance(False)["available"][0]["amount"] == before


def test_a_deleted_customer_is_remembered_as_deleted(shop: Shop) -> None:
    subscription = shop.subscribe(False)
    id_ = subscription["customer"]
    _, types = told(shop, lambda: shop.delete_customer(False, id_))
    assert types == ["customer.subscription.deleted", "customer.deleted"]
    table = shop.books[False].tables["customer"]
    assert table.get(id_) == {"id": id_, "object": "customer", "deleted": True}
    assert id_ not in {row["id"] for row in table}
    with pytest.raises(UnknownObject):
        shop.update_customer(False, id_, name="Nobody")


def test_a_customer_is_known_by_e_mail(shop: Shop) -> None:
    first = shop.sale(False, email="ada@post-us.example")
    second = shop.sale(False, email="ada@post-us.example")
    assert first["customer"] == second["customer"]
