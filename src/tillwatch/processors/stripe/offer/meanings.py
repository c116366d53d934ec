"""Each type of event in a line, under the heading Stripe's list of events has it.

Every type of the catalogue has its line; a test names the missing one. Source:
docs.stripe.com/api/events/types, read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

from tillwatch.processors.offering import Meaning

_GROUPS: Final = {
    "charge": {
        "charge.succeeded": "A payment went through.",
        "charge.failed": "A try to pay failed; the reason comes with it.",
        "charge.captured": "A payment that was held is now taken.",
        "charge.expired": "A held payment was not taken in time and is released.",
        "charge.pending": "A payment was started and its outcome is not known yet.",
        "charge.refunded": "A payment was refunded, in part or in full.",
        "charge.updated": "Details of a payment changed, for example its fee became known.",
        "charge.refund.updated": "A refund changed, told in the older way.",
        "charge.dispute.created": "A customer's bank opened a dispute, or asks a question.",
        "charge.dispute.updated": "A dispute moved on: evidence, due date or state.",
        "charge.dispute.closed": "A dispute is over: won, lost or dropped.",
        "charge.dispute.funds_withdrawn": "The disputed amount and the fee were taken.",
        "charge.dispute.funds_reinstated": "The disputed amount came back.",
    },
    "file": {"file.created": "A file is ready, such as a report or evidence."},
    "payment_intent": {
        "payment_intent.created": "A customer began to pay.",
        "payment_intent.processing": "A payment is under way, as with bank debits.",
        "payment_intent.requires_action": "The customer has to confirm, for example with the bank.",
        "payment_intent.amount_capturable_updated": "An amount is held and can be taken.",
        "payment_intent.partially_funded": "A bank transfer covered a part of the amount.",
        "payment_intent.payment_failed": "A try to pay failed; the customer may try again.",
        "payment_intent.canceled": "A payment was given up.",
        "payment_intent.succeeded": "A payment is complete.",
    },
    "payout": {
        "payout.created": "A payout to your bank was made out.",
        "payout.updated": "Details of a payout changed, such as its date.",
        "payout.paid": "A payout should have arrived at your bank.",
        "payout.failed": "A payout did not arrive; the money is back in Stripe.",
        "payout.canceled": "A payout was called off.",
        "payout.reconciliation_completed": "What a payout holds is now known to the cent.",
    },
    "radar": {
        "radar.early_fraud_warning.created": "A bank reports fraud; a dispute may come.",
        "radar.early_fraud_warning.updated": "Such a warning changed.",
    },
    "refund": {
        "refund.created": "A refund was made.",
        "refund.updated": "A refund changed, for example the bank's reference became known.",
        "refund.failed": "A refund did not reach the customer.",
    },
    "reporting": {
        "reporting.report_run.succeeded": "A report you asked for is ready.",
        "reporting.report_run.failed": "A report you asked for could not be made.",
        "reporting.report_type.updated": "New data is there for a kind of report.",
    },
    "customer": {
        "customer.created": "A customer is new.",
        "customer.updated": "A customer's details or metadata changed.",
        "customer.deleted": "A customer was deleted.",
        "customer.subscription.created": "A subscription started.",
        "customer.subscription.updated": "A subscription changed: plan, state or renewal.",
        "customer.subscription.deleted": "A subscription ended.",
        "customer.subscription.paused": "A subscription was paused.",
        "customer.subscription.resumed": "A paused subscription goes on.",
        "customer.subscription.trial_will_end": "A trial ends in three days.",
        "customer.discount.created": "A customer got a discount.",
        "customer.discount.updated": "A customer's discount changed.",
        "customer.discount.deleted": "A customer's discount ended.",
    },
    "invoice": {
        "invoice.created": "An invoice was drafted.",
        "invoice.updated": "An invoice changed.",
        "invoice.finalized": "An invoice is final and can be paid.",
        "invoice.paid": "An invoice was paid: what rewards are counted from.",
        "invoice.payment_failed": "A try to pay an invoice failed.",
        "invoice.payment_succeeded": "A payment for an invoice went through.",
        "invoice.voided": "An invoice was made void.",
        "invoice.deleted": "A draft of an invoice was deleted.",
        "invoice.marked_uncollectible": "An invoice was given up as not to be collected.",
        "invoice.payment_action_required": "The customer has to confirm to pay an invoice.",
        "invoice.sent": "An invoice was sent to the customer.",
        "invoice.overdue": "An invoice was not paid in time.",
    },
    "invoice_payment": {"invoice_payment.paid": "A payment was put against an invoice."},
    "product": {
        "product.created": "A product is new.",
        "product.updated": "A product changed, such as its name.",
        "product.deleted": "A product was deleted.",
    },
    "price": {
        "price.created": "A price is new.",
        "price.updated": "A price changed.",
        "price.deleted": "A price was deleted.",
    },
    "plan": {
        "plan.created": "A plan is new.",
        "plan.updated": "A plan changed.",
        "plan.deleted": "A plan was deleted.",
    },
    "coupon": {
        "coupon.created": "A coupon is new.",
        "coupon.updated": "A coupon changed.",
        "coupon.deleted": "A coupon was deleted.",
    },
    "review": {
        "review.opened": "Stripe holds a payment for a person to look at.",
        "review.closed": "Such a payment was looked at: approved, refunded or left.",
    },
    "payment_method": {
        "payment_method.attached": "A card or other way to pay was saved with a customer.",
        "payment_method.detached": "A saved way to pay was removed.",
        "payment_method.updated": "A saved way to pay changed.",
    },
    "balance": {"balance.available": "Money in your balance became available."},
    "balance_settings": {"balance_settings.updated": "How and when payouts are made changed."},
    "account": {"account.updated": "Your account's details changed, such as its name."},
    "credit_note": {"credit_note.created": "An invoice was corrected with a credit note."},
    "checkout": {"checkout.session.completed": "A customer finished a Checkout page."},
}

MEANINGS: Final[Mapping[str, Meaning]] = {
    type_: Meaning(type=type_, meaning=meaning, group=group)
    for group, lines in _GROUPS.items()
    for type_, meaning in lines.items()
}
