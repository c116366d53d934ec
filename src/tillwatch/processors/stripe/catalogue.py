"""What Stripe has that Tillwatch knows by name: kinds of object, lists, types of event.

A kind that is not here is kept all the same, under the name its payload gives. To take in a new
kind of event: a line in EVENTS, its kind in KINDS, a translate function and a row (or none), a
sentence (or "silent"), a fixture; tests/processors/test_catalogue.py names what is missing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from tillwatch.processors.port import Kind, Listing
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
    Kind(name="customer", label="Customer"),
    Kind(name="product", label="Product"),
    Kind(name="price", label="Price"),
    Kind(name="plan", label="Plan"),
    Kind(name="coupon", label="Coupon"),
    Kind(name="discount", label="Discount"),
    Kind(
        name="invoice",
        label="Invoice",
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

LISTINGS: Final[Sequence[Listing]] = (
    Listing(
        resource="balance",
        kind="balance",
        path="/v1/balance",
        permission="rak_balance_read",
        ranged=False,
        singleton=True,
        label="Balance",
    ),
    Listing(
        resource="charges",
        kind="charge",
        path="/v1/charges",
        permission="rak_charge_read",
        label="Tries to charge",
    ),
    Listing(
        resource="payment_intents",
        kind="payment_intent",
        path="/v1/payment_intents",
        permission="rak_payment_intent_read",
        label="Payments",
    ),
    Listing(
        resource="refunds",
        kind="refund",
        path="/v1/refunds",
        permission="rak_refund_read",
        label="Refunds",
    ),
    Listing(
        resource="disputes",
        kind="dispute",
        path="/v1/disputes",
        permission="rak_dispute_read",
        label="Disputes",
    ),
    Listing(
        resource="payouts",
        kind="payout",
        path="/v1/payouts",
        permission="rak_payout_read",
        label="Payouts",
    ),
    Listing(
        resource="balance_transactions",
        kind="balance_transaction",
        path="/v1/balance_transactions",
        permission="rak_balance_transaction_source_read",
        label="Balance entries",
    ),
    Listing(
        resource="customers",
        kind="customer",
        path="/v1/customers",
        permission="rak_customer_read",
        label="Customers",
    ),
    Listing(
        resource="products",
        kind="product",
        path="/v1/products",
        permission="rak_product_read",
        label="Products",
    ),
    Listing(
        resource="prices",
        kind="price",
        path="/v1/prices",
        permission="rak_plan_read",
        label="Prices",
    ),
    Listing(
        resource="invoices",
        kind="invoice",
        path="/v1/invoices",
        permission="rak_invoice_read",
        expand=("data.payments",),
        label="Invoices",
    ),
    Listing(
        resource="invoice_payments",
        kind="invoice_payment",
        path="/v1/invoice_payments",
        permission="rak_invoice_read",
        label="Payments of invoices",
    ),
    Listing(
        resource="subscriptions",
        kind="subscription",
        path="/v1/subscriptions",
        permission="rak_subscription_read",
        params={"status": "all"},
        label="Subscriptions",
    ),
    Listing(
        resource="early_fraud_warnings",
        kind="radar.early_fraud_warning",
        path="/v1/radar/early_fraud_warnings",
        permission="rak_charge_read",
        label="Early fraud warnings",
    ),
)

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
