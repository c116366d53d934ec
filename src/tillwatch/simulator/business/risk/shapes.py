"""The dispute object: reason, network code, evidence, dates."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY, midnight

EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
WINDOW_DAYS = {"visa": 19, "mastercard": 20, "amex": 14, "discover": 14}
"""Days to answer, about what the networks leave after Stripe's own margin."""


def dispute(
    till: Till,
    at: int,
    charge: Json,
    amount: int,
    reason: str,
    code: str,
    status: str,
    case_type: str,
) -> Json:
    """The row, without money: the caller adds `balance_transactions`."""
    card = charge["payment_method_details"].get("card")
    brand = card["brand"] if card is not None else None
    details: Json | None = None
    if card is not None:
        details = {
            "card": {
                "brand": brand,
                "case_type": case_type,
                "network": brand,
                "network_reason_code": code,
            },
            "type": "card",
        }
    eligible = ["visa_compelling_evidence_3"] if _ce3(till, charge, reason, brand) else []
    return {
        "id": till.ids.timed("du", at),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": at,
        "currency": charge["currency"],
        "enhanced_eligibility_types": eligible,
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": None if status == "prevented" else due_by(at, brand),
            "enhanced_eligibility": _eligibility(eligible),
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": "manual",
        "is_charge_refundable": status.startswith("warning"),
        "livemode": till.books.livemode,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": details,
        "reason": reason,
        "status": status,
    }


def due_by(at: int, brand: str | None) -> int:
    """One second before midnight UTC, so many days on."""
    return midnight(at) + (WINDOW_DAYS.get(brand or "", 12) + 1) * DAY - 1


def _ce3(till: Till, charge: Json, reason: str, brand: str | None) -> bool:
    """Visa fraud with two earlier undisputed payments of the buyer, 120 to 365 days old."""
    if brand != "visa" or reason != "fraudulent" or charge["customer"] is None:
        return False
    earlier = till.books.tables["charge"].where("customer", charge["customer"])
    ages = [
        charge["created"] - c["created"] for c in earlier if c["captured"] and not c["disputed"]
    ]
    return bool(sum(120 * DAY <= age <= 365 * DAY for age in ages) >= 2)


def _eligibility(types: list[str]) -> Json:
    if not types:
        return {}
    return {
        "visa_compelling_evidence_3": {
            "required_actions": [
                "missing_customer_identifiers",
                "missing_prior_undisputed_transaction_description",
            ],
            "status": "requires_action",
        }
    }
