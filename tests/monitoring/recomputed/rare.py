"""Rows of what a simulated month seldom brings: everything a number asks of a row takes every value
that it may have, in mixtures that may never happen together."""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Dispute,
    Fee,
    FraudWarning,
    Intent,
    Payout,
    Refund,
    Row,
)

Pool = Mapping[str, Sequence[Any]]
TRIES: Pool = {
    "status": ("succeeded", "failed", "failed", "pending", "other"),
    "outcome_type": ("authorized", "issuer_declined", "blocked", "invalid", "manual_review", None),
    "network_status": (
        "approved_by_network",
        "declined_by_network",
        "not_sent_to_network",
        "reversed_after_approval",
        None,
    ),
    "failure_code": (
        "card_declined",
        "payment_intent_authentication_failure",
        "authentication_required",
        None,
    ),
    "decline_code": ("lost_card", "insufficient_funds", "authentication_required", None),
    "advice_code": ("do_not_try_again", "try_again_later", None),
    "captured": (True, False),
    "refunded": (True, False),
    "disputed": (True, False),
    "amount": (0, 1, 2500),
    "amount_captured": (0, 700, 2500),
    "card_brand": ("visa", "mastercard", None),
    "card_network": ("visa", "cartes_bancaires", None),
    "method": ("card", "card_present", "sepa_debit"),
    "invoice": ("in_1", None),
    "customer": ("cus_1", "cus_2", None),
    "balance_entry": ("txn_nobody", None),
    "three_d_secure": (
        "authenticated",
        "attempt_acknowledged",
        "exempted",
        "failed",
        "data_share_only",
        "processing_error",
        "none",
        None,
    ),
    "three_d_secure_flow": ("challenge", "frictionless", None),
    "three_d_secure_reason": ("abandoned", "canceled", "rejected", None),
}
DISPUTES: Pool = {
    "status": (
        "warning_needs_response",
        "warning_closed",
        "needs_response",
        "appeal_under_review",
        "won",
        "lost",
        "prevented",
        "charge_refunded",
        "other",
    ),
    "case_type": ("chargeback", "inquiry", "block", "resolution", None),
    "submission_count": (0, 1, 2),
    "network": ("visa", "amex", None),
    "attempt": ("ch_nobody", None),
}
KINDS = "interchange scheme acquirer gateway conversion non_trx tax other chargeback".split()
FEES: Pool = {"kind": KINDS, "amount": (-900, 0, 31), "source": ("ch_nobody", None)}
ENTRIES: Pool = {
    "category": (
        "charge",
        "charge_failure",
        "partial_capture_reversal",
        "refund",
        "refund_failure",
        "dispute",
        "dispute_reversal",
        "topup",
        "transfer_reversal",
    ),
    "fee": (-20, 0, 20),
    "amount": (-1700, 0, 1700),
}
POOLS: Mapping[type[Row], Pool] = {
    Attempt: TRIES,
    Dispute: DISPUTES,
    Fee: FEES,
    BalanceEntry: ENTRIES,
    Intent: {"status": ("failed", "canceled", "incomplete", "processing", "succeeded")},
    Refund: {
        "status": ("pending", "requires_action", "succeeded", "failed", "canceled", "other"),
        "attempt": ("ch_nobody", None),
    },
    FraudWarning: {"actionable": (True, False), "attempt": ("ch_nobody", None)},
    Payout: {"status": ("pending", "in_transit", "paid", "failed", "canceled", "other")},
}


SCARCE = (Dispute, FraudWarning, Refund)
COPIES = 12


def varied(rows: Iterable[Row], seed: int) -> list[Row]:
    """The same rows, one in three with other values in some of its fields; and of what is scarce
    more, about any of the tries."""
    chance = random.Random(seed)  # a test's own
    given = list(rows)
    tries = [row.id for row in given if isinstance(row, Attempt)]
    for row in list(given):
        if isinstance(row, SCARCE):
            given += [
                msgspec.structs.replace(row, id=f"{row.id}_{n}", attempt=chance.choice(tries))
                for n in range(COPIES)
            ]
    return [
        _varied(row, chance)
        if chance.random() < (0.7 if isinstance(row, SCARCE) else 0.35)
        else row
        for row in given
    ]


def _varied(row: Row, chance: random.Random) -> Row:
    pool = POOLS.get(type(row))
    if pool is None:
        return row
    some = [name for name in pool if chance.random() < 0.6]
    return msgspec.structs.replace(row, **{name: chance.choice(pool[name]) for name in some})
