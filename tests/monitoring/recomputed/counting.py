"""What is counted and added up, one line a number: of which things, which of them, and what."""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.monitoring.recomputed import words as w
from tests.monitoring.recomputed.books import Thing

Test = Callable[[Thing], bool]


class Counting(msgspec.Struct, frozen=True):
    """`amount`: money, added up or the one that is picked; `different`: how many different ones;
    else how many."""

    kind: str
    test: Test
    amount: Callable[[Thing], int] | None = None
    different: Callable[[Thing], Any] | None = None
    picks: Callable[[list[int]], int] | None = None


def anything(one: Thing) -> bool:
    return True


def amount(one: Thing) -> int:
    return int(one.row.amount)


def captured(one: Thing) -> int:
    return int(one.row.captured if one.kind == "payment" else one.row.amount_captured)


def net(one: Thing) -> int:
    return int(one.row.net)


def both(*tests: Test) -> Test:
    return lambda one: all(test(one) for test in tests)


def field(name: str, *values: object) -> Test:
    return lambda one: getattr(one.row, name) in values


def no(test: Test) -> Test:
    return lambda one: not test(one)


def pair(slug: str, kind: str, test: Test, of: Callable[[Thing], int] = amount) -> dict[str, Any]:
    """Its number and its money."""
    return {f"{slug}_count": Counting(kind, test), f"{slug}_volume": Counting(kind, test, of)}


def ends(name: str, kind: str, test: Test, of: Callable[[Thing], int] = amount) -> dict[str, Any]:
    """Its smallest and its largest amount above nothing."""
    some = both(test, lambda one: of(one) > 0)
    return {
        f"smallest_{name}": Counting(kind, some, of, picks=min),
        f"largest_{name}": Counting(kind, some, of, picks=max),
    }


approved = both(w.asked, field("status", "succeeded"))
refused = both(w.asked, lambda one: w.refused_by(one.row) is not None)
by_bank = both(w.asked, lambda one: w.refused_by(one.row) == "bank")
by_gateway = both(w.asked, lambda one: w.refused_by(one.row) == "gateway")
blocked = both(by_gateway, lambda one: w.stopped_as(one.row) == "blocked")
at_network = both(w.asked, w.by_network_card)
won = both(w.is_chargeback, field("status", "won"))
lost = both(w.is_chargeback, field("status", "lost"))


def of_visa(one: Thing) -> bool:
    return w.brand(one) == "visa"


def repeating(one: Thing) -> bool:
    return w.entry_mode(one) == "recurring"


def checked(*values: str) -> Test:
    return lambda one: w.checked_by(one) in values


def asked_who(one: Thing) -> bool:
    return w.checked_by(one) not in (None, "none", "exempted", "data_share_only")


def check_made(one: Thing) -> bool:
    return asked_who(one) or w.checked_by(one) == "data_share_only"


def in_balance(*categories: str) -> Test:
    return field("category", *categories)


passed = checked("authenticated", "attempt_acknowledged")
challenged = field("three_d_secure_flow", "challenge")
went_out = no(field("status", "failed", "canceled"))
NETTING = "charge charge_failure partial_capture_reversal refund refund_failure".split()
MOVED = "payout payout_reversal topup topup_reversal transfer transfer_reversal".split()
FEES = (
    "interchange scheme acquirer gateway processing blended chargeback conversion non_trx tax other"
).split()

COUNTED: dict[str, Counting] = {
    **pair("authorization", "try", w.asked),
    **pair("authorization_success", "try", approved),
    "network_authorization_count": Counting(
        "try", both(at_network, lambda one: w.seen_by_bank(one.row))
    ),
    "network_authorization_success_count": Counting(
        "try", both(at_network, lambda one: w.bank_said_yes(one.row))
    ),
    "payments_tried_count": Counting("payment", w.was_tried),
    "payments_succeeded_count": Counting("payment", field("status", "succeeded")),
    **pair("recovered", "payment", w.recovered, captured),
    "payment_volume": Counting("payment", anything, captured),
    "stumbled_count": Counting("payment", w.stumbled),
    **pair("decline", "try", refused),
    **pair("issuer_decline", "try", by_bank),
    **pair("gateway_decline", "try", by_gateway),
    "unique_decline_count": Counting("try", refused, different=lambda one: one.row.payment),
    **pair("blocked", "try", blocked),
    **pair("sales", "try", w.is_sale, captured),
    **ends("sale", "try", w.is_sale, captured),
    **ends("refund", "refund", w.returned),
    **ends("chargeback", "dispute", w.is_chargeback),
    **ends("fee", "fee", anything),
    **pair("refund", "refund", w.returned),
    "failed_refund_count": Counting("refund", field("status", "failed")),
    **pair("failed_sales", "try", w.lost_after_yes),
    "uncaptured_volume": Counting("try", both(w.held, no(w.given_up)), amount),
    **pair("chargeback_events", "dispute", anything),
    **pair("chargeback_first", "dispute", w.is_chargeback),
    **pair("chargeback_second", "dispute", lambda one: w.stage(one) == "second"),
    **pair("chargeback_won", "dispute", won),
    **pair("chargeback_lost", "dispute", lost),
    **pair("dispute_open", "dispute", w.is_open),
    "inquiry_count": Counting("dispute", lambda one: w.stage(one) == "question"),
    "prevented_count": Counting("dispute", lambda one: w.stage(one) == "prevented"),
    "contested_count": Counting(
        "dispute", both(w.is_chargeback, lambda one: one.row.submission_count > 0)
    ),
    "disputed_sales_count": Counting("try", both(w.is_sale, field("disputed", True))),
    "dispute_entries_volume": Counting("entry", in_balance("dispute", "dispute_reversal"), amount),
    "fees_count": Counting("fee", lambda one: one.row.amount != 0),
    "fees_volume": Counting("fee", anything, amount),
    "fees_sales_volume": Counting("entry", in_balance("charge"), amount),
    "fees_sales_count": Counting("entry", in_balance("charge")),
    "fees_net_sales_volume": Counting("entry", in_balance(*NETTING), amount),
    "fees_processed_amount": Counting(
        "entry", lambda one: one.row.amount > 0 and one.row.fee > 0, amount
    ),
    "fees_acquirer_count": Counting("fee", field("kind", "acquirer")),
    "fees_network_count": Counting("fee", field("kind", "interchange", "scheme")),
    **{f"fees_{kind}_volume": Counting("fee", field("kind", kind), amount) for kind in FEES},
    **pair("three_d_secure", "try", check_made),
    "three_d_secure_judged_count": Counting("try", asked_who),
    **pair("three_d_secure_success", "try", passed),
    **pair("three_d_secure_challenged", "try", challenged),
    "three_d_secure_challenged_success_count": Counting("try", both(challenged, passed)),
    **pair("three_d_secure_exemptions", "try", checked("exempted")),
    "three_d_secure_failed_count": Counting("try", checked("failed")),
    "three_d_secure_abandoned_count": Counting(
        "try", field("three_d_secure_reason", "abandoned", "canceled")
    ),
    **pair("fraud_transactions", "warning", anything, lambda one: one.of.amount if one.of else 0),
    "fraud_actionable_count": Counting("warning", field("actionable", True)),
    **pair("visa_sales", "try", both(w.is_sale, of_visa), captured),
    **pair("visa_chargeback_first", "dispute", both(w.is_chargeback, of_visa)),
    **pair("visa_fraud", "warning", of_visa, lambda one: one.of.amount if one.of else 0),
    **pair("events", "event", anything, lambda one: one.row.amount),
    **pair("payout", "payout", went_out),
    "payout_paid_volume": Counting("payout", field("status", "paid"), amount),
    "payout_pending_volume": Counting("payout", field("status", "pending", "in_transit"), amount),
    **pair("payout_failed", "payout", field("status", "failed")),
    "balance_net_volume": Counting("entry", no(in_balance(*MOVED)), net),
    "paying_customers_count": Counting("try", w.is_sale, different=lambda one: one.row.customer),
    "customer_sales_count": Counting(
        "try", both(w.is_sale, lambda one: one.row.customer is not None)
    ),
    **pair("recurring_sales", "try", both(w.is_sale, repeating), captured),
}
