"""Stripe's codes for somebody who has one object before them: `processors.words.Words`.

Tables stand in the JSON files beside this one. Sources, read 2026-11: docs.stripe.com, pages
declines/codes, disputes/categories, reports/reporting-categories and api/events/types; the card
networks' public lists of reason codes.
"""

from collections.abc import Mapping
from typing import Final

from tillwatch.kernel.money import Money
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.sentences import payments, words
from tillwatch.processors.stripe.translate.payments import decline_code
from tillwatch.processors.stripe.translate.values import currency, text, whole
from tillwatch.processors.words import Category, Claim, Decline, Happened

CATEGORIES: Final[Mapping[str, list[str]]] = words.data("categories.json")
NETWORKS: Final[Mapping[str, Mapping[str, str]]] = words.data("network_codes.json")
TITLES: Final[Mapping[str, list[str]]] = words.data("titles.json")

UNKNOWN: Final = "Stripe gives this code and no explanation that Tillwatch knows."
LOOK: Final = "Ask the customer for another way to pay, or look the code up with Stripe."

CLAIMS: Final[Mapping[str, str]] = {
    "bank_cannot_process": "The bank could not carry the payment out.",
    "check_returned": "The check behind the payment bounced.",
    "credit_not_processed": "The customer expects money back: something returned or canceled.",
    "customer_initiated": "The customer asked their bank for the money, without saying more.",
    "debit_not_authorized": "The account holder told the bank that they never agreed to it.",
    "duplicate": "The customer believes that the same thing was charged more than once.",
    "fraudulent": "The cardholder told the bank that somebody else used their card.",
    "general": "The bank does not say why.",
    "incorrect_account_details": "The bank found no account with these details.",
    "insufficient_funds": "The account could not cover the payment.",
    "noncompliant": "The card network holds that the payment broke one of its rules.",
    "product_not_received": "The customer paid and says that it never came.",
    "product_unacceptable": "The customer says it came broken, or was not what was offered.",
    "subscription_canceled": "The customer says the subscription was over when it was charged.",
    "unrecognized": "The customer does not know the name or the amount on their statement.",
}
FRAUDS: Final[Mapping[str, str]] = {
    "card_never_received": "the card never reached its owner",
    "fraudulent_card_application": "the card was applied for in somebody else's name",
    "made_with_counterfeit_card": "a copied card was used",
    "made_with_lost_card": "a lost card was used",
    "made_with_stolen_card": "a stolen card was used",
    "misc": "the bank does not say how",
    "unauthorized_use_of_card": "the cardholder says they did not make it",
}
FEES: Final[Mapping[str, str]] = {
    "application_fee": "Platform fee",
    "payment_method_passthrough_fee": "Card network cost",
    "stripe_fee": "Stripe fee",
    "tax": "Tax on the fee",
    "withheld_tax": "Tax withheld",
}


class StripeWords:
    """See `processors.words.Words`."""

    def decline(self, code: str | None) -> Decline:
        known = words.DECLINES.get(code or "card_declined")
        if known is None:
            return Decline(words=words.declined(code), means=UNKNOWN, advice=LOOK, hard=None)
        told = words.declined(code or "card_declined")
        hard: bool | None = known["hard"]
        advice = words.ADVICE[known["advice"]]
        return Decline(words=told, means=known["means"], advice=advice, hard=hard)

    def claim(self, reason: str | None, network: str | None, network_code: str | None) -> Claim:
        """American Express is `amex`; networks that share Discover's codes are read as Discover."""
        codes = NETWORKS.get({"diners": "discover"}.get(network or "", network or ""), {})
        means = CLAIMS.get(reason or "general", "The bank gives a reason that has no words here.")
        return Claim(
            words=words.disputed(reason),
            means=means,
            network_words=codes.get(network_code or ""),
        )

    def category(self, category: str) -> Category:
        known = CATEGORIES.get(category)
        if known is None:
            plain = category.replace("_", " ").capitalize()
            return Category(one=plain, many=plain, fees=f"Fees on {plain.lower()}")
        one, many, fees = known
        return Category(one=one, many=many, fees=fees)

    def fee(self, type_: str) -> str:
        return FEES.get(type_) or type_.replace("_", " ").capitalize()

    def fraud(self, type_: str) -> str:
        return FRAUDS.get(type_) or type_.replace("_", " ")

    def refund_failed(self, reason: str | None) -> str:
        return words.refund_failed(reason)

    def happened(self, type_: str, payload: Payload) -> Happened:
        says, tone = TITLES.get(type_) or (type_.replace(".", " ").replace("_", " "), "plain")
        detail, amount = None, None
        match type_:
            case "charge.failed":
                detail = words.declined(decline_code(payload) or text(payload, "failure_code"))
                amount = "amount"
            case "charge.succeeded":
                if payload.get("captured") is False:
                    says, tone = "Amount authorised, not taken yet", "info"
                amount = "amount"
            case "charge.captured":
                amount = "amount_captured"
            case "charge.refunded":
                says = "Refunded" if payload.get("refunded") is True else "Partly refunded"
                amount = "amount_refunded"
            case "refund.created":
                amount = "amount"
            case "refund.failed":
                detail, amount = words.refund_failed(text(payload, "failure_reason")), "amount"
            case "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed":
                says, tone, detail = _dispute(type_, payload, says, tone)
                amount = "amount"
            case "payout.failed":
                detail = text(payload, "failure_message")
            case "customer.subscription.created" if text(payload, "status") == "trialing":
                says = "Trial started"
            case "invoice.paid" | "invoice.payment_failed":
                amount = "amount_due"
        return Happened(says=says, detail=detail, tone=tone, amount=_money(payload, amount))


def _dispute(type_: str, payload: Payload, says: str, tone: str) -> tuple[str, str, str | None]:
    if type_ == "charge.dispute.created":
        why = words.disputed(text(payload, "reason"))
        if (text(payload, "status") or "").startswith("warning"):
            return "The bank asks a question (no money taken yet)", "warn", why
        return says, tone, why
    said = (
        payments.dispute_closed(payload)
        if type_ == "charge.dispute.closed"
        else payments.dispute_updated(payload)
    )
    if said is None:
        return says, tone, None
    won = text(payload, "status") in ("won", "warning_closed", "prevented")
    return said.text, "good" if won else said.tone, None


def _money(payload: Payload, field: str | None) -> Money | None:
    minor = whole(payload, field) if field else None
    code = currency(payload)
    return Money(minor, code) if minor is not None and code else None
