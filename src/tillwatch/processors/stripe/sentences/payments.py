"""What payments, refunds, disputes and payouts say."""

from tillwatch.processors.port import Sentence
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.sentences import words
from tillwatch.processors.stripe.sentences.say import say
from tillwatch.processors.stripe.translate.payments import decline_code
from tillwatch.processors.stripe.translate.values import flag, part, text, whole


def payer_of(charge: Payload) -> str:
    billing = part(charge, "billing_details")
    return (
        text(billing, "name")
        or text(billing, "email")
        or text(charge, "receipt_email")
        or "A customer"
    )


def charge_succeeded(charge: Payload) -> Sentence:
    description = text(charge, "description")
    told = f": {description}" if description else ""
    if flag(charge, "captured") is False:
        return say(charge, "payment", "info", f"authorised a payment{told}", who=payer_of(charge))
    return say(charge, "payment", "plain", f"paid{told}", who=payer_of(charge))


def charge_captured(charge: Payload) -> Sentence:
    words_ = "paid: the authorised payment was captured"
    return say(charge, "payment", "plain", words_, who=payer_of(charge), amount="amount_captured")


def charge_failed(charge: Payload) -> Sentence:
    code = decline_code(charge) or text(charge, "failure_code")
    words_ = f"could not pay: {words.declined(code)}"
    return say(charge, "failed", "bad", words_, who=payer_of(charge))


def charge_pending(charge: Payload) -> Sentence:
    words_ = "is paying: the bank still has to confirm"
    return say(charge, "payment", "info", words_, who=payer_of(charge))


def charge_expired(charge: Payload) -> Sentence:
    words_ = "was not charged: the authorisation ran out"
    return say(charge, "failed", "warn", words_, who=payer_of(charge))


def charge_refunded(charge: Payload) -> Sentence:
    words_ = "was refunded" if flag(charge, "refunded") else "was partly refunded"
    return say(charge, "refund", "plain", words_, who=payer_of(charge), amount="amount_refunded")


def refund_failed(refund: Payload) -> Sentence:
    why = words.refund_failed(text(refund, "failure_reason"))
    return say(refund, "refund", "bad", f"A refund failed: {why}")


def dispute_created(dispute: Payload) -> Sentence:
    why = words.disputed(text(dispute, "reason"))
    if (text(dispute, "status") or "").startswith("warning"):
        words_ = f"A bank has a question about a payment (no money taken yet): {why}"
        return say(dispute, "dispute", "warn", words_)
    return say(dispute, "dispute", "bad", f"A payment was disputed: {why}")


def dispute_updated(dispute: Payload) -> Sentence | None:
    if text(dispute, "status") not in ("under_review", "warning_under_review"):
        return None
    return say(dispute, "dispute", "info", "A dispute was answered: the bank is deciding")


def dispute_closed(dispute: Payload) -> Sentence:
    match text(dispute, "status"):
        case "won":
            return say(dispute, "dispute", "plain", "A dispute was won")
        case "lost":
            return say(dispute, "dispute", "bad", "A dispute was lost")
        case "warning_closed":
            return say(dispute, "dispute", "plain", "A bank's question ended without a dispute")
        case "prevented":
            return say(dispute, "dispute", "plain", "A dispute was prevented")
        case _:
            return say(dispute, "dispute", "info", "A dispute was closed")


def money_back(dispute: Payload) -> Sentence:
    return say(dispute, "dispute", "plain", "The money of a dispute came back")


def fraud_warning(warning: Payload) -> Sentence:
    words_ = "A bank reported a payment as fraud"
    if flag(warning, "actionable"):
        words_ += ": refunding it now can avoid a dispute"
    return say(warning, "warning", "warn", words_, amount=None)


def payout_created(payout: Payload) -> Sentence:
    if (whole(payout, "amount") or 0) < 0:
        return say(payout, "payout", "warn", "Stripe takes back money from your bank account")
    return say(payout, "payout", "info", "A payout is on its way to your bank")


def payout_paid(payout: Payload) -> Sentence:
    return say(payout, "payout", "plain", "A payout was sent to your bank account")


def payout_failed(payout: Payload) -> Sentence:
    why = text(payout, "failure_message")
    return say(payout, "payout", "bad", f"A payout failed: {why}" if why else "A payout failed")


def payout_canceled(payout: Payload) -> Sentence:
    return say(payout, "payout", "warn", "A payout was canceled")
