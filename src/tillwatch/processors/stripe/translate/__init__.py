"""From Stripe's objects to the ledger's rows: one pure function a kind.

Keyed on the fields a payload has, never on its version, so old and new shapes go through the same
lines. A kind that is not in the table is kept as an object and makes no row (`plan`: every plan is
a price too, under the same id). `tables` says what each kind can make.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import (
    balances,
    disputes,
    goods,
    invoices,
    payments,
    subscriptions,
)
from tillwatch.rows import (
    Attempt,
    Balance,
    BalanceEntry,
    Customer,
    Dispute,
    Fee,
    FraudWarning,
    Intent,
    Invoice,
    InvoicePayment,
    Payout,
    PayoutEntry,
    Price,
    Product,
    Refund,
    Row,
    Subscription,
)

Translator = Callable[[Payload, bool], Sequence[Row]]

TRANSLATORS: Final[Mapping[str, tuple[Translator, tuple[type[Row], ...]]]] = {
    "payment_intent": (payments.intent, (Intent,)),
    "charge": (payments.attempt, (Attempt,)),
    "refund": (payments.refund, (Refund,)),
    "dispute": (disputes.dispute, (Dispute,)),
    "radar.early_fraud_warning": (disputes.fraud_warning, (FraudWarning,)),
    "payout": (balances.payout, (Payout,)),
    "payout_entries": (balances.payout_entries, (PayoutEntry,)),
    "balance_transaction": (balances.balance_entry, (BalanceEntry, Fee)),
    "balance": (balances.balance, (Balance,)),
    "customer": (goods.customer, (Customer,)),
    "product": (goods.product, (Product,)),
    "price": (goods.price, (Price,)),
    "invoice": (invoices.invoice, (Invoice, InvoicePayment)),
    "invoice_payment": (invoices.invoice_payment, (InvoicePayment,)),
    "subscription": (subscriptions.subscription, (Subscription,)),
}

OUTLIVE: Final = frozenset(("customer", "product", "price", "invoice"))
"""Kinds whose row stays when the object is deleted, marked as such."""


def translate(kind: str, payload: Payload, *, deleted: bool) -> Sequence[Row]:
    """The rows one object makes; none for a kind without rows, or once it is deleted."""
    found = TRANSLATORS.get(kind)
    if found is None or (deleted and kind not in OUTLIVE):
        return ()
    return found[0](payload, deleted)


def tables(kind: str) -> Sequence[type[Row]]:
    """The rows `translate` can make for that kind."""
    found = TRANSLATORS.get(kind)
    return found[1] if found else ()
