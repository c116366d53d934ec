"""From objects to rows, in small tables; old shapes and new ones give the same."""

from typing import Any, TypeVar

import pytest

from tests.processors.samples import CREATED, thing
from tillwatch import rows
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import tables, translate

R = TypeVar("R", bound=rows.Row)
T = 1_760_000_000


def only(kind: type[R], payload: Payload, *, deleted: bool = False) -> R:
    found = translate(payload["object"], payload, deleted=deleted)
    (row,) = (r for r in found if isinstance(r, kind))
    return row


FAILED = {"type": "card_error", "code": "card_declined", "decline_code": "lost_card"}


@pytest.mark.parametrize(
    ("status", "changed", "expected"),
    [
        ("succeeded", {}, "succeeded"),
        ("processing", {}, "processing"),
        ("requires_action", {}, "requires_action"),
        ("requires_capture", {}, "requires_capture"),
        ("canceled", {}, "canceled"),
        ("requires_payment_method", {"latest_charge": None}, "incomplete"),
        ("requires_confirmation", {"latest_charge": None}, "incomplete"),
        ("requires_payment_method", {"last_payment_error": FAILED}, "failed"),
        ("requires_confirmation", {"last_payment_error": FAILED}, "failed"),
        ("requires_payment_method", {"latest_charge": "ch_1"}, "failed"),
        ("requires_source", {"latest_charge": None}, "incomplete"),
        ("requires_source_action", {}, "requires_action"),
        ("requires_patience", {}, "other"),
        (None, {}, "other"),
    ],
)
def test_the_status_of_an_intent(status: Any, changed: Payload, expected: str) -> None:
    row = only(rows.Intent, thing("payment_intent", status=status, **changed))
    assert (row.status, row.status_original) == (expected, status)


def test_why_an_intent_failed() -> None:
    error = {**FAILED, "message": "No.", "charge": "ch_9"}
    row = only(rows.Intent, thing("payment_intent", last_payment_error=error))
    assert (row.failure_code, row.decline_code) == ("card_declined", "lost_card")
    assert (row.failure_message, row.failure_attempt) == ("No.", "ch_9")


def test_a_charge() -> None:
    row = only(rows.Attempt, thing("charge"))
    assert (row.payment, row.status, row.amount, row.currency) == ("pi_1", "succeeded", 3400, "eur")
    assert (row.email, row.name, row.country) == ("ada@example.com", "Ada Lovelace", "GB")
    assert (row.method, row.card_brand, row.card_last4) == ("card", "visa", "4242")
    assert (row.three_d_secure, row.three_d_secure_flow) == ("authenticated", "challenge")
    assert (row.check_cvc, row.check_line1, row.card_wallet) == ("pass", None, "apple_pay")
    assert (row.risk_level, row.risk_score, row.decline_code) == ("normal", 12, None)


def test_a_charge_without_an_intent_is_its_own_payment() -> None:
    assert only(rows.Attempt, thing("charge", payment_intent=None)).payment == "ch_1"


@pytest.mark.parametrize(
    ("outcome", "code", "expected"),
    [
        ({"type": "issuer_declined", "reason": "lost_card"}, "card_declined", "lost_card"),
        ({"type": "blocked", "reason": "elevated_risk_level"}, "x", "elevated_risk_level"),
        ({"type": "blocked", "reason": "rule"}, "card_declined", "rule"),
        ({"type": "invalid", "reason": None}, "expired_card", "expired_card"),
        (None, "incorrect_cvc", "incorrect_cvc"),
        (None, "card_declined", None),
        (None, None, None),
    ],
)
def test_the_decline_code_of_a_charge(outcome: Any, code: Any, expected: Any) -> None:
    failed = thing("charge", status="failed", outcome=outcome, failure_code=code)
    assert only(rows.Attempt, failed).decline_code == expected


def test_a_charge_of_2015() -> None:
    old = {
        "id": "ch_2",
        "object": "charge",
        "amount": 100,
        "currency": "USD",
        "status": "paid",
        "paid": True,
        "captured": True,
        "dispute": "dp_1",
        "refunds": {"object": "list", "data": []},
    }
    row = only(rows.Attempt, old)
    assert (row.status, row.status_original, row.amount_captured) == ("succeeded", "paid", 100)
    assert (row.disputed, row.currency, row.payment) == (True, "usd", "ch_2")


@pytest.mark.parametrize(
    ("changed", "payment"),
    [
        ({}, "pi_1"),
        ({"payment_intent": {"id": "pi_2", "object": "payment_intent"}}, "pi_2"),
        ({"payment_intent": None}, "ch_1"),
    ],
)
def test_the_payment_of_a_refund(changed: Payload, payment: str) -> None:
    assert only(rows.Refund, thing("refund", **changed)).payment == payment


def test_where_an_old_shape_does_not_say_the_payment_is_unknown() -> None:
    refund = thing("refund")
    del refund["payment_intent"]
    row = only(rows.Refund, refund)
    assert (row.payment, row.attempt) == (None, "ch_1")


def test_a_refund_tells_the_reference_a_bank_can_look_up() -> None:
    assert only(rows.Refund, thing("refund")).reference == "74027"


def test_a_dispute_in_its_new_and_old_shape() -> None:
    new = only(rows.Dispute, thing("dispute", balance_transactions=["txn_1", "txn_2"]))
    assert (new.status, new.reason, new.network) == ("needs_response", "fraudulent", "visa")
    assert (new.network_reason_code, new.case_type) == ("10.4", "chargeback")
    assert (new.due_by, new.balance_entries) == (T + 9 * 86400, ["txn_1", "txn_2"])
    assert new.enhanced_eligibility == ["visa_compelling_evidence_3"]
    old = {
        "id": "dp_1",
        "object": "dispute",
        "status": "charge_refunded",
        "reason": "brand_new",
        "balance_transaction": "txn_1",
        "evidence_details": {"due_by": 0},
        "network_reason_code": "83",
    }
    row = only(rows.Dispute, old)
    assert (row.status, row.reason, row.reason_original) == (
        "charge_refunded",
        "other",
        "brand_new",
    )
    assert (row.due_by, row.network_reason_code, row.balance_entries) == (None, "83", ["txn_1"])


def test_a_balance_entry_is_exact() -> None:
    payload = {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": 2000,
        "fee": 88,
        "net": 1912,
        "currency": "usd",
        "type": "charge",
        "reporting_category": "charge",
        "source": "ch_1",
        "created": T,
        "available_on": T + 9,
        "exchange_rate": 1.16283,
        "fee_details": [{"type": "stripe_fee", "amount": 88, "currency": "usd"}],
    }
    row = only(rows.BalanceEntry, payload)
    assert (row.amount, row.fee, row.net, row.exchange_rate) == (2000, 88, 1912, "1.16283")
    assert row.fee_details == [
        {"type": "stripe_fee", "amount": 88, "currency": "usd", "description": None}
    ]
    del payload["reporting_category"]
    assert only(rows.BalanceEntry, payload).category == "unclassified"


def test_what_a_payout_holds() -> None:
    payload = {"id": "po_1", "object": "payout_entries", "entries": ["txn_1", "txn_2", "txn_1"]}
    found = translate("payout_entries", payload, deleted=False)
    assert [row.id for row in found] == ["po_1/txn_1", "po_1/txn_2"]


def test_the_balance_per_currency() -> None:
    row = only(rows.Balance, {**thing("balance"), "id": "balance"})
    assert row.available == [{"amount": 5000, "currency": "eur"}]
    assert row.pending == [{"amount": 700, "currency": "eur"}, {"amount": -20, "currency": "usd"}]


def test_an_invoice_in_its_new_shape() -> None:
    row = only(rows.Invoice, thing("invoice"))
    assert (row.status, row.subscription, row.tax, row.discount) == ("paid", "sub_1", 100, 500)
    assert row.paid_at == T + 5
    assert isinstance(row.lines, list)
    assert row.lines[0]["price"] == "price_1"
    assert row.lines[0]["product"] == "prod_1"
    assert (row.lines[0]["subscription"], row.lines[0]["proration"]) == ("sub_1", False)
    assert row.lines_complete
    assert len(translate("invoice", thing("invoice"), deleted=False)) == 1


def test_an_invoice_of_2020_names_its_payment_itself() -> None:
    old = {
        "id": "in_2",
        "object": "invoice",
        "status": "paid",
        "paid": True,
        "payment_intent": "pi_2",
        "charge": "ch_2",
        "subscription": "sub_2",
        "tax": 19,
        "amount_paid": 119,
        "currency": "eur",
        "discount": {"id": "di_2", "object": "discount"},
        "lines": {
            "object": "list",
            "has_more": True,
            "data": [
                {
                    "id": "il_2",
                    "amount": 100,
                    "currency": "eur",
                    "proration": True,
                    "subscription": "sub_2",
                    "price": {"id": "price_2", "object": "price", "product": "prod_2"},
                }
            ],
        },
    }
    row = only(rows.Invoice, old)
    assert (row.subscription, row.tax, row.lines_complete) == ("sub_2", 19, False)
    assert row.discounts == ["di_2"]
    assert isinstance(row.lines, list)
    assert (row.lines[0]["price"], row.lines[0]["product"]) == ("price_2", "prod_2")
    paid = only(rows.InvoicePayment, old)
    assert (paid.id, paid.invoice, paid.payment, paid.amount_paid) == ("in_2", "in_2", "pi_2", 119)


def test_a_payment_of_an_invoice() -> None:
    row = only(rows.InvoicePayment, thing("invoice_payment"))
    assert (row.invoice, row.payment, row.amount_paid) == ("in_1", "pi_1", 2100)


def test_a_subscription_takes_its_period_from_the_item_that_ends_first() -> None:
    items = thing("subscription")["items"]["data"]
    later = {**items[0], "current_period_start": T + 1, "current_period_end": T + 99 * 86400}
    both = {"object": "list", "data": [later, items[0]], "has_more": False}
    row = only(rows.Subscription, thing("subscription", items=both))
    assert (row.current_period_start, row.current_period_end) == (T, T + 30 * 86400)
    assert isinstance(row.items, list)
    assert row.items[1] == {
        "id": "si_1",
        "price": "price_1",
        "product": "prod_1",
        "quantity": 2,
        "unit_amount": 1250,
        "currency": "eur",
        "interval": "month",
        "interval_count": 1,
    }


def test_a_subscription_of_2019_has_plans_and_its_period_on_top() -> None:
    plan = {**thing("plan"), "id": "gold"}
    old = {
        "id": "sub_2",
        "object": "subscription",
        "status": "trialing",
        "current_period_start": 5,
        "current_period_end": 9,
        "items": {"object": "list", "data": [{"id": "si_2", "plan": plan, "quantity": 1}]},
    }
    row = only(rows.Subscription, old)
    assert (row.current_period_start, row.current_period_end, row.currency) == (5, 9, "eur")
    assert isinstance(row.items, list)
    assert (row.items[0]["price"], row.items[0]["unit_amount"]) == ("gold", 1250)
    assert row.items[0]["interval"] == "month"


@pytest.mark.parametrize("kind", ["customer", "product", "price"])
def test_what_outlives_deletion_is_marked(kind: str) -> None:
    for payload in (thing(kind), {"id": "x_1", "object": kind}):
        (row,) = translate(kind, payload, deleted=True)
        assert row.deleted  # type: ignore[attr-defined]


def test_a_deleted_invoice_says_so_and_other_deleted_things_make_no_row() -> None:
    assert only(rows.Invoice, thing("invoice"), deleted=True).status == "deleted"
    assert translate("payout_entries", {"id": "po_1"}, deleted=True) == ()


def test_a_kind_without_rows_makes_none() -> None:
    assert translate("gift", {"id": "g_1"}, deleted=False) == ()
    assert tables("gift") == ()
    assert CREATED > T
