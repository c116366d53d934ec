"""What Stripe has that Tillwatch knows by name: kinds of object, lists, types of event.

A kind that is not here is kept all the same, under the name its payload gives. To take in a new
kind of event: a line in EVENTS, its kind in KINDS, a translate function and a row (or none), a
sentence (or "silent"), a fixture; tests/processors/test_catalogue.py names what is missing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tillwatch.processors.port import Group, Kind, Listing
from tillwatch.processors.reading import Rank


def _order(*steps: str) -> Mapping[str, int]:
    """Each step's values, space-separated, get the step's place."""
    return {value: place for place, step in enumerate(steps) for value in step.split()}


_KINDS: Final = (
    Kind(
        name="payment_intent",
        label="Payment",
        ranks=(
            Rank(
                "status",
                _order(
                    "requires_payment_method requires_confirmation requires_action processing "
                    "requires_capture requires_source requires_source_action",
                    "succeeded canceled",
                ),
            ),
        ),
    ),
    Kind(
        name="charge",
        label="Try to charge",
        ranks=(
            Rank("amount_refunded"),
            Rank("captured"),
            Rank("disputed"),
            Rank("status", _order("pending", "succeeded failed")),
        ),
    ),
    Kind(
        name="refund",
        label="Refund",
        ranks=(Rank("status", _order("pending requires_action", "succeeded", "failed canceled")),),
    ),
    Kind(
        name="dispute",
        label="Dispute",
        ranks=(
            Rank(
                "status",
                _order(
                    "warning_needs_response warning_under_review needs_response under_review",
                    "won lost prevented",
                ),
            ),
        ),
    ),
    Kind(name="radar.early_fraud_warning", label="Early fraud warning"),
    Kind(
        name="payout",
        label="Payout",
        ranks=(
            Rank("status", _order("pending", "in_transit", "paid", "failed canceled")),
            Rank("reconciliation_status", _order("in_progress", "completed")),
        ),
    ),
    Kind(name="payout_entries", label="What a payout holds"),
    Kind(name="balance_transaction", label="Balance entry"),
    Kind(name="balance", label="Balance"),
    Kind(name="customer", label="Customer", deletable=True),
    Kind(name="product", label="Product", deletable=True),
    Kind(name="price", label="Price", deletable=True),
    Kind(name="plan", label="Plan", deletable=True),
    Kind(name="coupon", label="Coupon", deletable=True),
    Kind(name="discount", label="Discount"),
    Kind(
        name="invoice",
        label="Invoice",
        deletable=True,
        ranks=(Rank("status", _order("draft", "open uncollectible", "paid void")),),
    ),
    Kind(name="invoice_payment", label="Payment of an invoice"),
    Kind(
        name="subscription",
        label="Subscription",
        ranks=(
            Rank(
                "status",
                _order(
                    "incomplete trialing active past_due unpaid paused",
                    "canceled incomplete_expired",
                ),
            ),
        ),
    ),
    Kind(name="review", label="Review"),
    Kind(name="file", label="File"),
    Kind(
        name="reporting.report_run",
        label="Report",
        ranks=(Rank("status", _order("pending", "succeeded failed")),),
    ),
    Kind(name="reporting.report_type", label="Kind of report"),
    Kind(name="payment_method", label="Payment method"),
    Kind(name="account", label="Account"),
    Kind(name="checkout.session", label="Checkout"),
    Kind(name="credit_note", label="Credit note"),
    Kind(name="balance_settings", label="Balance settings"),
)
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _KINDS}


def _listing(resource: str, kind: str, permission: str, label: str, **more: Any) -> Listing:
    path = more.pop("path", f"/v1/{resource}")
    return Listing(
        resource=resource, kind=kind, path=path, permission=permission, label=label, **more
    )


LISTINGS: Final[Sequence[Listing]] = (
    _listing("balance", "balance", "rak_balance_read", "Balance", ranged=False, singleton=True),
    _listing("charges", "charge", "rak_charge_read", "Tries to charge"),
    _listing("payment_intents", "payment_intent", "rak_payment_intent_read", "Payments"),
    _listing("refunds", "refund", "rak_refund_read", "Refunds"),
    _listing("disputes", "dispute", "rak_dispute_read", "Disputes"),
    _listing("payouts", "payout", "rak_payout_read", "Payouts"),
    _listing(
        "balance_transactions",
        "balance_transaction",
        "rak_balance_transaction_source_read",
        "Balance entries",
    ),
    _listing("customers", "customer", "rak_customer_read", "Customers"),
    _listing("products", "product", "rak_product_read", "Products"),
    _listing("prices", "price", "rak_plan_read", "Prices"),
    _listing("invoices", "invoice", "rak_invoice_read", "Invoices", expand=("data.payments",)),
    _listing("invoice_payments", "invoice_payment", "rak_invoice_read", "Payments of invoices"),
    _listing(
        "subscriptions",
        "subscription",
        "rak_subscription_read",
        "Subscriptions",
        params={"status": "all"},
    ),
    _listing(
        "early_fraud_warnings",
        "radar.early_fraud_warning",
        "rak_charge_read",
        "Early fraud warnings",
        path="/v1/radar/early_fraud_warnings",
    ),
)
"""In the order they are imported. Early fraud warnings have no permission of their own that Stripe
publishes; reading charges is what opened them wherever it was tried."""

SINGLE_PATHS: Final[Mapping[str, str]] = {
    **{listing.kind: listing.path for listing in LISTINGS if not listing.singleton},
    "plan": "/v1/plans",
    "coupon": "/v1/coupons",
    "review": "/v1/reviews",
    "file": "/v1/files",
    "reporting.report_run": "/v1/reporting/report_runs",
    "reporting.report_type": "/v1/reporting/report_types",
    "payment_method": "/v1/payment_methods",
    "checkout.session": "/v1/checkout/sessions",
    "credit_note": "/v1/credit_notes",
}
"""Where one object of a kind is read: the path, a slash, the id."""

SINGLETONS: Final[Mapping[str, str]] = {
    "balance": "/v1/balance",
    "balance_settings": "/v1/balance_settings",
    "tax.settings": "/v1/tax/settings",
}
"""Kinds without an id, one an account: their id is the kind's name."""


def _types(kind: str, prefix: str, *names: str) -> dict[str, str]:
    return {f"{prefix}.{name}": kind for name in " ".join(names).split()}


EVENTS: Final[Mapping[str, str]] = {
    **_types("charge", "charge", "captured expired failed pending refunded succeeded updated"),
    **_types("refund", "charge.refund", "updated"),
    **_types("refund", "refund", "created updated failed"),
    **_types(
        "dispute",
        "charge.dispute",
        "created updated closed funds_withdrawn funds_reinstated",
    ),
    **_types("file", "file", "created"),
    **_types(
        "payment_intent",
        "payment_intent",
        "created processing requires_action amount_capturable_updated partially_funded",
        "payment_failed canceled succeeded",
    ),
    **_types("payout", "payout", "created updated paid failed canceled reconciliation_completed"),
    **_types("radar.early_fraud_warning", "radar.early_fraud_warning", "created updated"),
    **_types("review", "review", "opened closed"),
    **_types("reporting.report_run", "reporting.report_run", "succeeded failed"),
    **_types("reporting.report_type", "reporting.report_type", "updated"),
    **_types("customer", "customer", "created updated deleted"),
    **_types(
        "subscription",
        "customer.subscription",
        "created updated deleted paused resumed trial_will_end",
    ),
    **_types(
        "invoice",
        "invoice",
        "created updated finalized paid payment_failed payment_succeeded voided deleted",
        "marked_uncollectible payment_action_required sent overdue",
    ),
    **_types("invoice_payment", "invoice_payment", "paid"),
    **_types("product", "product", "created updated deleted"),
    **_types("price", "price", "created updated deleted"),
    **_types("plan", "plan", "created updated deleted"),
    **_types("coupon", "coupon", "created updated deleted"),
    **_types("discount", "customer.discount", "created updated deleted"),
    **_types("payment_method", "payment_method", "attached detached updated"),
    **_types("balance", "balance", "available"),
    **_types("balance_settings", "balance_settings", "updated"),
    **_types("account", "account", "updated"),
    **_types("credit_note", "credit_note", "created"),
    **_types("checkout.session", "checkout.session", "completed"),
}
"""Types of event known by name, and the kind of object each carries."""


def _group(name: str, title: str, *kinds: str) -> Group:
    return Group(name=name, title=title, kinds=kinds)


GROUPS: Final[Sequence[Group]] = (
    _group("payments", "Payments", "payment_intent", "charge"),
    _group("refunds", "Refunds", "refund"),
    _group("disputes", "Disputes", "dispute"),
    _group("payouts", "Payouts and balance", "payout", "balance", "balance_settings"),
    _group("customers", "Customers", "customer", "discount", "payment_method"),
    _group(
        "subscriptions",
        "Subscriptions and invoices",
        "subscription",
        "invoice",
        "invoice_payment",
        "credit_note",
    ),
    _group("catalogue", "Products and prices", "product", "price", "plan", "coupon"),
    _group("radar", "Fraud warnings and reviews", "radar.early_fraud_warning", "review"),
    _group("reports", "Reports", "reporting.report_run", "reporting.report_type"),
    _group("other", "Everything else", "account", "checkout.session", "file"),
)
"""Kinds as Health tells of them, in that order."""

EVENTS_PERMISSION: Final = "rak_event_read"

TOMBSTONES: Final = frozenset(
    "account.external_account.deleted coupon.deleted customer.deleted customer.discount.deleted "
    "customer.source.deleted customer.tax_id.deleted invoice.deleted invoiceitem.deleted "
    "person.deleted plan.deleted price.deleted product.deleted "
    "test_helpers.test_clock.deleted".split()
)
"""Events that say the object is gone. Not `customer.subscription.deleted`: a canceled subscription
can still be read, and stays."""


def is_first(type_: str) -> bool:
    """Whether an event of that type tells of its object's creation."""
    return type_.endswith(".created")
