"""Small cases to decide on, in the reader's language."""

from fractions import Fraction
from typing import Any, TypeVar

from tillwatch.features.disputes.case.known import Case, Completeness, Item
from tillwatch.features.disputes.fees import fees_of
from tillwatch.features.disputes.learn.known import Closed
from tillwatch.features.disputes.value import Stake
from tillwatch.rows import Attempt, BalanceEntry, Dispute, Row

R = TypeVar("R", bound=Row)
DAY = 86_400
OPENED = 1_763_550_000
"""19 November 2025, 11:00 UTC: after answers began to cost something."""


def a_row(kind: type[R], **said: Any) -> R:
    """With every field that is not said empty."""
    empty = dict.fromkeys(kind.__struct_fields__)
    return kind(**{**empty, "created": OPENED, **said})


def a_dispute(**said: Any) -> Dispute:
    usual: dict[str, Any] = {
        "id": "du_1",
        "payment": "pi_1",
        "attempt": "ch_1",
        "status": "needs_response",
        "reason": "product_not_received",
        "amount": 24_600,
        "currency": "usd",
        "due_by": OPENED + 7 * DAY,
        "network": "visa",
        "network_reason_code": "13.1",
        "case_type": "chargeback",
        "is_charge_refundable": False,
        "past_due": False,
        "submission_count": 0,
        "intended_submission_method": "manual",
    }
    return a_row(Dispute, **{**usual, **said})


def an_attempt(**said: Any) -> Attempt:
    usual = {"id": "ch_1", "payment": "pi_1", "amount": 24_600, "currency": "usd"}
    return a_row(Attempt, **{**usual, **said})


def an_entry(**said: Any) -> BalanceEntry:
    usual = {"id": "txn_1", "amount": -24_600, "fee": 1500, "net": -26_100, "currency": "usd"}
    return a_row(BalanceEntry, **{**usual, **said})


def a_case(dispute: dict[str, Any] | None = None, **said: Any) -> Case:
    usual = {"connection_id": "con_1", "as_of": OPENED, "country": "US"}
    return Case(**{**usual, "dispute": a_dispute(**(dispute or {})), **said})


def packed(got: int, of: int = 24) -> Completeness:
    item = Item(name="all", title="All", strength="decisive", weight=of, got=got, fields=("x",))
    return Completeness(items=(item,))


def a_stake(
    amount: int,
    currency: str = "usd",
    country: str = "US",
    *,
    network: str = "visa",
    **said: Any,
) -> Stake:
    inquiry = "inquiry" if said.get("inquiry") else "chargeback"
    fees = fees_of(country, currency, network, OPENED, inquiry)
    return Stake(amount=amount, currency=currency, fees=fees, **said)


def rates(**of_a_euro: str) -> Any:
    """Major units of a currency for one euro: `rates(usd="1.1")`."""
    told = {"eur": Fraction(1), **{name: Fraction(one) for name, one in of_a_euro.items()}}

    def rate(from_: str, to: str) -> Fraction | None:
        known = from_ in told and to in told
        return told[to] / told[from_] if known else None

    return rate


def closed(number: int, *, won: bool, **said: Any) -> Closed:
    usual = {
        "id": f"con_1/du_{number}",
        "reason": "fraudulent",
        "outcome": "won" if won else "lost",
        "amount": 5_000,
        "currency": "usd",
        "opened": OPENED + number * DAY,
        "closed": OPENED + (number + 70) * DAY,
        "start_ppm": 300_000,
        "parts": {"avs": 240_000},
    }
    return Closed(**{**usual, **said})
