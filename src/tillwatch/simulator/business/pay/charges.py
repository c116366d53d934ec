"""Charges: one try to take the money of an intent, and what came of it."""

from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay import declines, methods
from tillwatch.simulator.business.pay.declines import Decline

WEEK = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Try:
    """How one try goes. `decline` None: it succeeds."""

    decline: Decline | None = None
    authentication: Json | None = None
    """`three_d_secure` of the card details; None: there was none."""
    risk_score: int = 12


def create(till: Till, at: int, intent: Json, method: Json, try_: Try) -> Json:
    """The charge as it is right after the try; not told yet."""
    kind, amount = method["type"], intent["amount"]
    failed = try_.decline is not None
    pending = kind == "sepa_debit" and not failed
    captured = not failed and not pending and intent["capture_method"] != "manual"
    status = "failed" if failed else "pending" if pending else "succeeded"
    charge = _row(till, at, intent, method)
    charge["amount_captured"] = amount if captured or pending else 0
    charge["captured"] = captured or pending
    charge["paid"] = status == "succeeded"
    charge["status"] = status
    charge["payment_method_details"] = _details(till, at, intent, method, try_)
    if try_.decline is None:
        charge["outcome"] = declines.approved(try_.risk_score)
    else:
        charge["outcome"] = try_.decline.outcome(try_.risk_score)
        charge["failure_code"] = try_.decline.code
        charge["failure_message"] = try_.decline.message
    till.put("charge", charge)
    _count(till, charge)
    return charge


def _count(till: Till, charge: Json) -> None:
    tally, currency = till.books.tally, charge["currency"]
    tally.add("charges.created", currency, charge["amount"])
    tally.add(f"charges.{charge['status']}", currency, charge["amount"])
    if charge["captured"] and charge["status"] == "succeeded":
        tally.add("charges.captured", currency, charge["amount_captured"])


def _details(till: Till, at: int, intent: Json, method: Json, try_: Try) -> Json:
    extra: dict[str, Any] = {}
    if method["type"] == "card":
        brand = method["card"]["brand"]
        authentication = try_.authentication
        extra = {
            "authorization_code": None if try_.decline else till.ids.digits(6),
            "network_transaction_id": None if try_.decline else till.ids.digits(15),
            "transaction_link_id": till.ids.token(22) if brand == "mastercard" else None,
            "three_d_secure": authentication,
            "electronic_commerce_indicator": authentication
            and authentication["electronic_commerce_indicator"],
            "stored_credential_usage": "recurring" if intent["_invoice"] else None,
        }
        if try_.decline is not None and try_.decline.decline_code == "incorrect_cvc":
            extra["checks"] = {**method["card"]["checks"], "cvc_check": "fail"}
        if intent["capture_method"] == "manual" and not try_.decline:
            extra["capture_before"] = at + WEEK
    return methods.on_charge(till, method, intent["amount"], extra)


def _row(till: Till, at: int, intent: Json, method: Json) -> Json:
    prefix = "ch" if method["type"] == "card" else "py"
    return {
        "id": till.ids.timed(prefix, at, "3"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": till.notes["descriptor"],
        "captured": False,
        "created": at,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": till.books.livemode,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": None,
        "presentment_details": None,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "failed",
        "transfer_data": None,
        "transfer_group": None,
        "_invoice": intent["_invoice"],
    }
