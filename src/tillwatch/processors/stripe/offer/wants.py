"""What one can want of a Stripe account, and what that takes.

`needs` and `events` are the sets that public guides of the same purpose ask for, no line more:
dispute monitoring (six permissions, eight events), a desktop notifier (seven permissions, two
optional), referrals (ten events, five of which are required; no key at all), reconciliation (six
permissions, seven groups of events). Whoever followed one of them has all that a want needs.
Watching needs of these what only reads. Sources: the guides' pages, read 2026-11.
"""

from typing import Final

from tillwatch.processors.offering import Credential, Want
from tillwatch.processors.stripe import catalogue

CREDENTIALS: Final = (
    Credential(
        name="key",
        title="Restricted key (rk_live_… or rk_test_…)",
        required=False,
        where="Stripe: Developers, API keys, Create restricted key",
    ),
    Credential(
        name="secret",
        title="Webhook signing secret (whsec_…)",
        required=False,
        where="Stripe: Developers, Webhooks, your endpoint, Signing secret, Reveal",
    ),
)
"""Either is enough, both are best."""

EIGHT: Final = tuple(
    "charge.succeeded charge.failed charge.refunded charge.dispute.created charge.dispute.updated "
    "charge.dispute.closed payment_intent.succeeded payment_intent.payment_failed".split()
)
TEN: Final = tuple(
    "charge.refunded charge.succeeded charge.updated customer.created customer.deleted "
    "customer.updated customer.subscription.created customer.subscription.deleted "
    "customer.subscription.updated invoice.paid".split()
)
FIVE: Final = tuple(
    "customer.created customer.updated charge.succeeded charge.refunded invoice.paid".split()
)
"""Of the ten, those without which no reward can be told."""

GROUPS: Final = ("charge", "file", "payment_intent", "payout", "radar", "refund", "reporting")
"""What Stripe's list of events calls them; Stripe says 34 to 36 are selected, by its version."""

SEVEN_GROUPS: Final = tuple(
    type_ for type_ in catalogue.EVENTS if type_.partition(".")[0] in GROUPS
)
NOTICES: Final = tuple(
    "charge.succeeded charge.captured charge.failed payment_intent.payment_failed payout.paid "
    "payout.failed payout.canceled customer.subscription.created customer.subscription.deleted "
    "refund.created refund.failed charge.refunded charge.dispute.created charge.dispute.updated "
    "charge.dispute.closed charge.dispute.funds_withdrawn charge.dispute.funds_reinstated "
    "radar.early_fraud_warning.created".split()
)
"""What a person is told of unless they say otherwise."""

UNION: Final = (*SEVEN_GROUPS, *(type_ for type_ in TEN if type_ not in SEVEN_GROUPS))

COMPLETE: Final = (
    "rak_balance_transaction_source_read",
    "rak_payout_read",
    "rak_customer_read",
    "rak_payment_method_read",
    "rak_invoice_read",
    "rak_subscription_read",
    "rak_product_read",
    "rak_plan_read",
    "rak_connected_account_read",
)
SETTING_UP: Final = "rak_webhook_write"

WANTS: Final = (
    Want(
        name="watch",
        title="Watch payments",
        says="See every payment, try, refund, dispute and payout. Reads only.",
        needs=(
            "rak_charge_read",
            "rak_payment_intent_read",
            "rak_refund_read",
            "rak_dispute_read",
            "rak_balance_read",
            "rak_event_read",
        ),
        adds=COMPLETE,
        may=("rak_review_read", SETTING_UP),
        events=EIGHT,
        more_events=UNION,
        always=True,
    ),
    Want(
        name="disputes",
        title="Answer disputes",
        says="See disputes with their deadlines, and send evidence when you press Send.",
        needs=(
            "rak_charge_read",
            "rak_dispute_write",
            "rak_payment_intent_read",
            "rak_refund_read",
            "rak_balance_read",
            "rak_event_read",
        ),
        adds=("rak_file_write",),
        may=(SETTING_UP,),
        events=EIGHT,
        can_write=True,
    ),
    Want(
        name="notify",
        title="Be notified",
        says="Hear of sales, failed payments, disputes and payouts as they happen.",
        needs=(
            "rak_balance_read",
            "rak_event_read",
            "rak_invoice_read",
            "rak_payout_read",
            "rak_subscription_read",
            "rak_customer_read",
            "rak_product_read",
        ),
        adds=("rak_connected_account_read",),
        may=("rak_file_write", SETTING_UP),
        events=NOTICES,
    ),
    Want(
        name="referrals",
        title="Pay referrers",
        says="Take in which customers a referrer brought, and what they paid.",
        needs=(),
        adds=(
            "rak_customer_read",
            "rak_invoice_read",
            "rak_subscription_read",
            "rak_product_read",
            "rak_plan_read",
        ),
        may=(SETTING_UP,),
        events=FIVE,
        more_events=tuple(type_ for type_ in TEN if type_ not in FIVE),
    ),
    Want(
        name="payouts",
        title="Payouts and reports",
        says="See what each payout holds, and whether it adds up to the cent.",
        needs=(
            "rak_report_runs_and_report_types_read",
            "rak_balance_read",
            "rak_payout_read",
            "rak_charge_read",
            "rak_balance_transaction_source_read",
            "rak_file_read",
        ),
        may=(SETTING_UP,),
        events=SEVEN_GROUPS,
    ),
)
