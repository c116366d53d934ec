"""How a payment goes: created, perhaps authenticated, tried, settled.

One try tells several events in the same second, as Stripe does. A card payment succeeds before its
balance entry exists: that comes with `charge.updated` a moment later. A SEPA debit is processing
for days first.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import calendar, entries, network
from tillwatch.simulator.business.pay import charges, declines, intents
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order


def pay(till: Till, at: int, order: Order, try_: Try) -> Json:
    """Create and try at once; the intent as it then is."""
    intent = intents.create(till, at, order)
    if challenged(try_):
        intents.await_buyer(till, at, intent["id"], order.method)
    return attempt(till, at, intent["id"], order.method, try_)


def challenged(try_: Try) -> bool:
    secure = try_.authentication
    return secure is not None and secure["authentication_flow"] == "challenge"


def attempt(till: Till, at: int, intent_id: str, method: Json, try_: Try) -> Json:
    """One try on an intent. A failed authentication makes no charge, unless the bank decides."""
    intent = till.get("payment_intent", intent_id)
    secure = try_.authentication
    if secure is not None and secure["result"] == "failed" and try_.decline is None:
        return intents.refuse_buyer(till, at, intent_id, method)
    charge = charges.create(till, at, intent, method, try_)
    if try_.decline is not None:
        return _failed(till, at, intent_id, charge, method, try_.decline)
    common = {
        "latest_charge": charge["id"],
        "payment_method": method["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    if charge["status"] == "pending":
        till.tell("charge.pending", charge, at)
        due = calendar.business_days_after(at, 3) + at % calendar.DAY
        till.later(due, clear, charge["id"], not till.chance(0.03))
        return intents.move(
            till, at, intent_id, "payment_intent.processing", status="processing", **common
        )
    till.tell("charge.succeeded", charge, at)
    if not charge["captured"]:
        return intents.move(
            till,
            at,
            intent_id,
            "payment_intent.amount_capturable_updated",
            status="requires_capture",
            amount_capturable=intent["amount"],
            **common,
        )
    till.later(at + till.random.randrange(1, 4), settle, charge["id"])
    return _succeeded(till, at, intent_id, intent["amount"], common)


def _succeeded(till: Till, at: int, intent_id: str, amount: int, changes: Json) -> Json:
    return intents.move(
        till,
        at,
        intent_id,
        "payment_intent.succeeded",
        status="succeeded",
        amount_received=amount,
        amount_capturable=0,
        **changes,
    )


def _failed(
    till: Till, at: int, intent_id: str, charge: Json, method: Json, decline: declines.Decline
) -> Json:
    till.tell("charge.failed", charge, at)
    return intents.move(
        till,
        at,
        intent_id,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        latest_charge=charge["id"],
        payment_method=None,
        next_action=None,
        last_payment_error=decline.error(charge["id"], method),
    )


def settle(till: Till, charge_id: str, at: int) -> Json:
    """The captured money enters the balance, once; told as `charge.updated`."""
    charge = till.get("charge", charge_id)
    if charge["balance_transaction"] is not None:
        return charge
    entry = book(till, at, charge, charge["amount_captured"])
    return till.update(
        "charge",
        charge_id,
        at,
        "charge.updated",
        balance_transaction=entry["id"],
        receipt_url=f"https://pay.stripe.com/receipts/payment/{till.ids.token(60)}",
    )


def book(till: Till, at: int, charge: Json, amount: int) -> Json:
    """The entry of a charge: `amount` gross in its settlement currency, with Stripe's fee."""
    settled = entries.settle(till, amount, charge["currency"], at)
    card = charge["payment_method_details"].get("card")
    free_at = calendar.business_days_after(at, till.profile.delay_days)
    return entries.book(
        till,
        at,
        "charge" if card is not None else "payment",
        "charge",
        settled,
        charge["id"],
        charge["description"],
        fee=network.of_payment(till, settled, card),
        available_on=at if charge.get("_at_once") else free_at,
    )


def clear(till: Till, charge_id: str, arrives: bool, at: int) -> Json:
    """A debit comes to its end: the money is there, or the bank returned it."""
    charge = till.get("charge", charge_id)
    intent_id, tally = charge["payment_intent"], till.books.tally
    tally.add("charges.pending", charge["currency"], -charge["amount"], -1)
    if not arrives:
        decline = declines.DEBIT_RETURNED
        outcome = {**decline.outcome(0), "network_status": "declined_by_network"}
        failed = till.change(
            "charge",
            charge_id,
            status="failed",
            paid=False,
            captured=False,
            amount_captured=0,
            failure_code=decline.code,
            failure_message=decline.message,
            outcome=outcome,
        )
        tally.add("charges.failed", charge["currency"], charge["amount"])
        method = till.get("payment_method", charge["payment_method"])
        return _failed(till, at, intent_id, failed, method, decline)
    entry = book(till, at, charge, charge["amount"])
    succeeded = till.change(
        "charge", charge_id, status="succeeded", paid=True, balance_transaction=entry["id"]
    )
    tally.add("charges.succeeded", charge["currency"], charge["amount"])
    tally.add("charges.captured", charge["currency"], charge["amount"])
    till.tell("charge.succeeded", succeeded, at)
    return _succeeded(till, at, intent_id, charge["amount"], {})
