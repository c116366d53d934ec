"""Payments authorised now and captured later, in full or in part, or let go.

A hold not captured within seven days expires. What is let go is shown by Stripe as a refund
without a balance entry. A partial capture books the whole amount and takes the rest back with an
entry of category `partial_capture_reversal`.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money import entries
from tillwatch.simulator.business.pay import charges, intents, payments, refunds
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order


def authorize(till: Till, at: int, order: Order, try_: Try) -> Json:
    order.manual_capture = True
    intent = payments.pay(till, at, order, try_)
    if intent["status"] == "requires_capture":
        till.later(at + charges.WEEK, expire, intent["id"])
    return intent


def capture(till: Till, at: int, intent_id: str, amount: int | None = None) -> Json:
    """Take `amount` (default all) of what is held."""
    charge = _held(till, intent_id)
    taken = charge["amount"] if amount is None else amount
    entry = payments.book(till, at, charge, charge["amount"])
    if taken < charge["amount"]:
        rest = entries.settle(till, taken - charge["amount"], charge["currency"], at, entry["id"])
        entries.book(
            till,
            at,
            "refund",
            "partial_capture_reversal",
            rest,
            charge["id"],
            "Partial capture",
            available_on=entry["available_on"],
        )
    till.update(
        "charge",
        charge["id"],
        at,
        "charge.captured",
        amount_captured=taken,
        captured=True,
        balance_transaction=entry["id"],
        receipt_url=f"https://pay.stripe.com/receipts/payment/{till.ids.token(60)}",
    )
    till.books.tally.add("charges.captured", charge["currency"], taken)
    return intents.move(
        till,
        at,
        intent_id,
        "payment_intent.succeeded",
        status="succeeded",
        amount_capturable=0,
        amount_received=taken,
    )


def cancel(
    till: Till, at: int, intent_id: str, reason: str | None = "requested_by_customer"
) -> Json:
    """Give up an intent that has not succeeded; a hold is released."""
    intent = till.get("payment_intent", intent_id)
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise NotPossible(f"{intent_id} is {intent['status']} and cannot be canceled")
    if intent["status"] == "requires_capture":
        _release(till, at, _held(till, intent_id), "charge.refunded", None)
    return intents.cancel(till, at, intent_id, reason)


def expire(till: Till, intent_id: str, at: int) -> None:
    """Seven days have passed; Stripe releases the hold by itself."""
    if till.get("payment_intent", intent_id)["status"] == "requires_capture":
        _release(till, at, _held(till, intent_id), "charge.expired", "expired_uncaptured_charge")
        intents.cancel(till, at, intent_id, "automatic")


def _release(till: Till, at: int, charge: Json, event: str, reason: str | None) -> None:
    refund = refunds.reversal(till, at, charge, reason)
    till.update("charge", charge["id"], at, event, amount_refunded=charge["amount"], refunded=True)
    till.tell("refund.created", refund, at)


def _held(till: Till, intent_id: str) -> Json:
    intent = till.get("payment_intent", intent_id)
    if intent["status"] != "requires_capture":
        raise NotPossible(f"{intent_id} is {intent['status']}: there is nothing to capture")
    return till.get("charge", intent["latest_charge"])
