"""The permissions a restricted key can have, what each is for, and what is off without it.

Slugs as Stripe's form takes them (`rak_…`). Traps: prices are read with `rak_plan_read`, balance
transactions with `rak_balance_transaction_source_read`; the names one would guess match nothing.
How each is tried stands beside it: reading one entry of a list, or a write that names an object
that cannot exist, which a key with the permission is told ("no such…") and one without is not.
Source: docs.stripe.com/keys/permissions-reference and docs.stripe.com/stripe-apps/reference/
permissions, read 2026-11.
"""

from typing import Final

import msgspec

from tillwatch.processors.port import Permission


class Try(msgspec.Struct, frozen=True):
    """How a permission is tried. `write`: POST with something that cannot be; else GET."""

    path: str
    write: bool = False
    files: bool = False
    listed: bool = True


class Line(msgspec.Struct, frozen=True):
    permission: Permission
    try_: Try


WRITES: Final = {
    "rak_dispute_write": ("dispute evidence", "Send"),
    "rak_file_write": ("dispute evidence", "Send"),
    "rak_charge_write": ("refunds", "Refund"),
    "rak_subscription_write": ("canceled subscriptions", "Cancel"),
    "rak_webhook_write": ("its own webhook endpoint", "Set up"),
}
"""What Tillwatch writes with a permission, and the button a person presses for it."""


def _line(slug: str, name: str, try_: Try, purpose: str, turns_off: str) -> Line:
    return Line(
        Permission(
            slug=slug,
            name=name,
            purpose=purpose,
            turns_off=turns_off,
            write=try_.write,
            writes=WRITES.get(slug, ("", "")),
        ),
        try_,
    )


NOBODY: Final = "tillwatch_permission_check"
"""An id that no object has."""

LINES: Final = (
    _line(
        "rak_charge_read",
        "Charges: read",
        Try("/v1/charges"),
        "Volume, tries, declines, refunds of past payments, early fraud warnings.",
        "History of charges and early fraud warnings; new ones still arrive with activity.",
    ),
    _line(
        "rak_payment_intent_read",
        "Payment intents: read",
        Try("/v1/payment_intents"),
        "The life of a payment: abandoned, retried, authorised, captured, canceled.",
        "Payments that were never charged, and the success rate over them.",
    ),
    _line(
        "rak_event_read",
        "Events: read",
        Try("/v1/events"),
        "Checking Stripe for new activity, and for activity a webhook missed.",
        "Live figures without a webhook, and the check for missed activity.",
    ),
    _line(
        "rak_balance_read",
        "Balance: read",
        Try("/v1/balance", listed=False),
        "What is available and what is on its way, per currency.",
        "The balance.",
    ),
    _line(
        "rak_balance_transaction_source_read",
        "Balance transaction sources: read",
        Try("/v1/balance_transactions"),
        "Fees, net amounts and what each payout holds.",
        "Fees, net volume and reconciliation.",
    ),
    _line(
        "rak_payout_read",
        "Payouts: read",
        Try("/v1/payouts"),
        "Payouts with their dates, and whether they arrived.",
        "Past payouts and the next payout's date; new ones still arrive with activity.",
    ),
    _line(
        "rak_dispute_read",
        "Disputes: read",
        Try("/v1/disputes"),
        "Disputes with their deadlines.",
        "Past disputes; new ones still arrive with activity.",
    ),
    _line(
        "rak_refund_read",
        "Refunds: read",
        Try("/v1/refunds"),
        "Refunds with their state and the reference a bank can look up.",
        "Past refunds one by one; the refunded sums stay.",
    ),
    _line(
        "rak_customer_read",
        "Customers: read",
        Try("/v1/customers"),
        "Names, e-mail addresses and countries beside payments.",
        "Customers' names and e-mail addresses where the payment itself has none.",
    ),
    _line(
        "rak_payment_method_read",
        "Payment methods: read",
        Try("/v1/payment_methods"),
        "Which cards a customer has used before.",
        "A customer's saved cards.",
    ),
    _line(
        "rak_report_runs_and_report_types_read",
        "Report runs and report types: read",
        Try("/v1/reporting/report_types"),
        "Stripe's own financial reports, to compare with.",
        "Comparing with Stripe's financial reports.",
    ),
    _line(
        "rak_file_read",
        "Files: read",
        Try("/v1/files"),
        "Opening reports and evidence that was sent.",
        "Opening reports and sent evidence.",
    ),
    _line(
        "rak_invoice_read",
        "Invoices: read",
        Try("/v1/invoices"),
        "Which product a payment was for, and renewals.",
        "Past invoices and the product beside a payment; new ones still arrive with activity.",
    ),
    _line(
        "rak_subscription_read",
        "Subscriptions: read",
        Try("/v1/subscriptions"),
        "Subscriptions started, changed and canceled.",
        "Past subscriptions; new ones still arrive with activity.",
    ),
    _line(
        "rak_product_read",
        "Products: read",
        Try("/v1/products"),
        "Product names beside payments and subscriptions.",
        "Product names.",
    ),
    _line(
        "rak_plan_read",
        "Prices and plans: read",
        Try("/v1/prices"),
        "Prices and how often they are charged.",
        "The price list.",
    ),
    _line(
        "rak_review_read",
        "Reviews: read",
        Try("/v1/reviews"),
        "Payments that Radar holds for a person to look at.",
        "Open reviews.",
    ),
    _line(
        "rak_connected_account_read",
        "Account: read",
        Try("/v1/account", listed=False),
        "The account's name, logo and currency.",
        "The account's name and logo from Stripe; you can give your own.",
    ),
    _line(
        "rak_dispute_write",
        "Disputes: write",
        Try(f"/v1/disputes/{NOBODY}", write=True),
        "Sending evidence, when you press the button.",
        "Sending evidence from here; it can be prepared and copied.",
    ),
    _line(
        "rak_file_write",
        "Files: write",
        Try("/v1/files", write=True, files=True),
        "Sending files as evidence, and showing the account's logo.",
        "Files in evidence; text can still be sent.",
    ),
    _line(
        "rak_charge_write",
        "Charges: write",
        Try(f"/v1/charges/{NOBODY}", write=True),
        "Refunding a payment that a bank warned of, when you press the button.",
        "Refunds from here.",
    ),
    _line(
        "rak_subscription_write",
        "Subscriptions: write",
        Try(f"/v1/subscriptions/{NOBODY}", write=True),
        "Canceling a subscription that its customer disputes, when you press the button.",
        "Canceling subscriptions from here.",
    ),
    _line(
        "rak_webhook_write",
        "Webhook endpoints: write",
        Try(f"/v1/webhook_endpoints/{NOBODY}", write=True),
        "Setting up the webhook for you.",
        "Setting up the webhook for you; the guide shows how to do it by hand.",
    ),
)

PERMISSIONS: Final = tuple(line.permission for line in LINES)
