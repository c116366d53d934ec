"""What an event says to a person: one sentence, or nothing.

Several events tell of one thing, so one of them speaks and the others are silent: the charge
speaks for its intent and its invoice, `charge.refunded` for the refund, the dispute's opening for
the money it takes. Every type of the catalogue stands in SPEAKERS or in SILENT.
"""

from collections.abc import Mapping
from typing import Final

from tillwatch.processors.port import Sentence
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.sentences import business, payments
from tillwatch.processors.stripe.sentences.say import Speaker, plain

SPEAKERS: Final[Mapping[str, Speaker]] = {
    "charge.succeeded": payments.charge_succeeded,
    "charge.captured": payments.charge_captured,
    "charge.failed": payments.charge_failed,
    "charge.pending": payments.charge_pending,
    "charge.expired": payments.charge_expired,
    "charge.refunded": payments.charge_refunded,
    "refund.failed": payments.refund_failed,
    "charge.dispute.created": payments.dispute_created,
    "charge.dispute.updated": payments.dispute_updated,
    "charge.dispute.closed": payments.dispute_closed,
    "charge.dispute.funds_reinstated": payments.money_back,
    "radar.early_fraud_warning.created": payments.fraud_warning,
    "review.opened": plain("warning", "warn", "Stripe asks you to look at a payment"),
    "payout.created": payments.payout_created,
    "payout.paid": payments.payout_paid,
    "payout.failed": payments.payout_failed,
    "payout.canceled": payments.payout_canceled,
    "customer.created": business.customer("info", "is a new customer"),
    "customer.deleted": business.customer("info", "was deleted from the customers"),
    "customer.subscription.created": business.subscription_created,
    "customer.subscription.deleted": business.subscription("warn", "A subscription was canceled"),
    "customer.subscription.paused": business.subscription("info", "A subscription was paused"),
    "customer.subscription.resumed": business.subscription("info", "A subscription goes on"),
    "customer.subscription.trial_will_end": business.subscription(
        "info", "A trial ends in three days"
    ),
    "invoice.overdue": business.invoice("warn", "An invoice is overdue"),
    "invoice.marked_uncollectible": business.invoice("warn", "An invoice was given up as unpaid"),
    "invoice.payment_action_required": business.invoice(
        "warn", "A customer has to confirm a payment with their bank"
    ),
    "reporting.report_run.succeeded": plain("other", "info", "A report is ready"),
    "reporting.report_run.failed": plain("other", "warn", "A report could not be made"),
}

SILENT: Final = frozenset(
    "charge.updated charge.refund.updated refund.created refund.updated "
    "charge.dispute.funds_withdrawn radar.early_fraud_warning.updated review.closed file.created "
    "payment_intent.created payment_intent.processing payment_intent.requires_action "
    "payment_intent.amount_capturable_updated payment_intent.partially_funded "
    "payment_intent.payment_failed payment_intent.canceled payment_intent.succeeded "
    "payout.updated payout.reconciliation_completed reporting.report_type.updated "
    "customer.updated customer.subscription.updated invoice.created invoice.updated "
    "invoice.finalized invoice.paid invoice.payment_failed invoice.payment_succeeded "
    "invoice.voided invoice.deleted invoice.sent invoice_payment.paid product.created "
    "product.updated product.deleted price.created price.updated price.deleted plan.created "
    "plan.updated plan.deleted coupon.created coupon.updated coupon.deleted "
    "customer.discount.created customer.discount.updated customer.discount.deleted "
    "payment_method.attached payment_method.detached payment_method.updated balance.available "
    "balance_settings.updated account.updated credit_note.created "
    "checkout.session.completed".split()
)


def sentence(type_: str, payload: Payload) -> Sentence | None:
    """The event's object as one sentence; None for events a person need not read."""
    speaker = SPEAKERS.get(type_)
    return speaker(payload) if speaker else None
