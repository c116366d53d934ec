"""Objects agree with each other: charges with refunds and disputes, invoices with payments."""

import pytest

from tests.simulator.business.worlds import SEEDS, books, looked_at
from tillwatch.simulator.books import Books
from tillwatch.simulator.business import World

WORLDS = [*SEEDS, "acted", "deep"]
GIVEN = ("succeeded", "pending")


@pytest.fixture(scope="module", params=WORLDS, ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return looked_at(request.param)


def test_a_charge_shows_what_was_refunded(world: World) -> None:
    for b in books(world):
        for charge in b.tables["charge"]:
            refunds = b.tables["refund"].where("charge", charge["id"])
            given = sum(row["amount"] for row in refunds if row["status"] in GIVEN)
            assert charge["amount_refunded"] == given
            whole = charge["amount_captured"] if charge["captured"] else charge["amount"]
            assert charge["refunded"] == (given > 0 and given >= whole)


def test_a_captured_charge_has_its_entry(world: World) -> None:
    for b in books(world):
        for charge in b.tables["charge"]:
            settled = charge["captured"] and charge["status"] == "succeeded"
            assert settled == (charge["balance_transaction"] is not None)
            assert charge["amount_captured"] <= charge["amount"]


def test_an_intent_shows_its_newest_charge(world: World) -> None:
    for b in books(world):
        for intent in b.tables["payment_intent"]:
            charges = b.tables["charge"].where("payment_intent", intent["id"])
            assert intent["latest_charge"] == (charges[-1]["id"] if charges else None)
            received = sum(
                c["amount_captured"]
                for c in charges
                if c["status"] == "succeeded" and c["captured"]
            )
            assert intent["amount_received"] == received
            assert (intent["status"] == "succeeded") == (received > 0)


def test_a_disputed_charge_has_a_dispute(world: World) -> None:
    for b in books(world):
        disputed = {row["charge"] for row in b.tables["dispute"]}
        assert disputed == {row["id"] for row in b.tables["charge"] if row["disputed"]}


def test_the_money_of_a_dispute(world: World) -> None:
    """Withdrawn once, returned if won; inquiries and prevented ones move nothing."""
    for b in books(world):
        for dispute in b.tables["dispute"]:
            rows = dispute["balance_transactions"]
            match dispute["status"]:
                case "won":
                    assert rows[0]["amount"] + rows[1]["amount"] == 0
                    assert rows[0]["fee"] > 0 == rows[1]["fee"]
                case (
                    "lost"
                    | "needs_response"
                    | "under_review"
                    | "appeal_needs_response"
                    | "appeal_under_review"
                ):
                    assert [row["reporting_category"] for row in rows] == ["dispute"]
                case _:
                    assert rows == []


def test_invoices_are_paid_by_their_payments(world: World) -> None:
    for b in books(world):
        for invoice in b.tables["invoice"]:
            assert invoice["amount_due"] == invoice["amount_paid"] + invoice["amount_remaining"]
            lines = invoice["lines"]["data"]
            assert invoice["subtotal"] == sum(line["amount"] for line in lines)
            off = sum(part["amount"] for part in invoice["total_discount_amounts"])
            assert invoice["total"] == max(0, invoice["subtotal"] - off)
            links = b.tables["invoice_payment"].where("invoice", invoice["id"])
            paid = sum(link["amount_paid"] or 0 for link in links)
            assert invoice["amount_paid"] == paid
            for link in links:
                check_link(b, link["payment"]["payment_intent"], link["status"], invoice["id"])


def check_link(b: Books, intent_id: str, status: str, invoice: str) -> None:
    intent = b.tables["payment_intent"].get(intent_id)
    assert intent is not None
    assert (intent["status"] == "succeeded") == (status == "paid")
    assert intent["_invoice"] == invoice


def test_a_subscription_is_in_its_period(world: World) -> None:
    now = world.clock.now()
    for b in books(world):
        for row in b.tables["subscription"]:
            item = row["items"]["data"][0]
            assert item["current_period_start"] < item["current_period_end"]
            if row["status"] in ("active", "trialing", "past_due"):
                assert item["current_period_start"] <= now < item["current_period_end"]
            if row["status"] == "canceled":
                assert row["ended_at"] <= now


def test_every_id_named_is_there(world: World) -> None:
    links = {
        "charge": {"payment_intent": "payment_intent", "payment_method": "payment_method"},
        "payment_intent": {"latest_charge": "charge"},
        "refund": {"charge": "charge", "balance_transaction": "balance_transaction"},
        "dispute": {"charge": "charge"},
        "payout": {"balance_transaction": "balance_transaction"},
        "invoice": {"customer": "customer"},
        "subscription": {"customer": "customer", "latest_invoice": "invoice"},
        "price": {"product": "product"},
    }
    for b in books(world):
        for kind, fields in links.items():
            for row in b.tables[kind]:
                for field, target in fields.items():
                    assert row[field] is None or b.tables[target].get(row[field]) is not None
