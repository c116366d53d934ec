"""Stripe's codes in plain words, for the end of a sentence."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final


def data(name: str) -> Any:
    """A table of words, kept as data."""
    return json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


_DECLINES: Final = data("declines.json")
ADVICE: Final[Mapping[str, str]] = _DECLINES["advice"]
DECLINES: Final[Mapping[str, Mapping[str, Any]]] = _DECLINES["codes"]
"""Decline codes of cards (docs.stripe.com/declines/codes, read 2026-11: 50), the reasons Stripe
blocks for, and the failures of bank debits and wallets: `words`, `means`, `advice` (a name in
ADVICE) and `hard`."""

DISPUTE_REASONS: Final[Mapping[str, str]] = {
    "bank_cannot_process": "the customer's bank could not process it",
    "check_returned": "the check was returned",
    "credit_not_processed": "the customer says a refund did not come",
    "customer_initiated": "the customer asked the bank to",
    "debit_not_authorized": "the customer says they did not agree to the debit",
    "duplicate": "the customer says they paid twice",
    "fraudulent": "the customer says they did not make it",
    "general": "no reason given",
    "incorrect_account_details": "the account details were wrong",
    "insufficient_funds": "there was not enough money in the account",
    "noncompliant": "the card network says a rule was broken",
    "product_not_received": "the customer says nothing arrived",
    "product_unacceptable": "the customer says it was not as described",
    "subscription_canceled": "the customer says they had canceled",
    "unrecognized": "the customer does not recognise it",
}
REFUND_FAILURES: Final[Mapping[str, str]] = {
    "lost_or_stolen_card": "the card was lost or stolen",
    "expired_or_canceled_card": "the card has expired or was canceled",
    "charge_for_pending_refund_disputed": "the payment was disputed meanwhile",
    "insufficient_funds": "not enough money in your Stripe balance",
    "declined": "the bank declined it",
    "merchant_request": "you asked for it to stop",
    "unknown": "no reason given",
}


def declined(code: str | None) -> str:
    """Why a payment failed; a code without words is shown as it is, underscores as spaces."""
    if not code:
        return "no reason given"
    known = DECLINES.get(code)
    return str(known["words"]) if known else code.replace("_", " ")


def disputed(reason: str | None) -> str:
    return DISPUTE_REASONS.get(reason or "general") or str(reason).replace("_", " ")


def refund_failed(reason: str | None) -> str:
    """Why a refund failed; a reason without words is shown as it is, too."""
    reason = reason or "unknown"
    return REFUND_FAILURES.get(reason) or reason.replace("_", " ")
