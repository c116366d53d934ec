"""Payment intents: what a buyer owes, and where its payment stands."""

from dataclasses import dataclass, field
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till


@dataclass(slots=True)
class Order:
    """What somebody is about to pay, and with what."""

    amount: int
    currency: str
    method: Json
    customer: str | None = None
    description: str | None = None
    email: str | None = None
    shipping: Json | None = None
    metadata: Json = field(default_factory=dict)
    manual_capture: bool = False
    invoice: str | None = None
    off_session: bool = False


def create(till: Till, at: int, order: Order) -> Json:
    """An intent that has not been tried; told as `payment_intent.created`."""
    id_ = till.ids.timed("pi", at, "3")
    till.begun += 1
    kind = order.method["type"]
    intent: Json = {
        "id": id_,
        "object": "payment_intent",
        "amount": order.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "manual" if order.manual_capture else "automatic_async",
        "client_secret": f"{id_}_secret_{till.ids.token(25)}",
        "confirmation_method": "automatic",
        "created": at,
        "currency": order.currency,
        "customer": order.customer,
        "customer_account": None,
        "description": order.description,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": till.books.livemode,
        "metadata": order.metadata,
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": _options(kind),
        "payment_method_types": ["card"] if kind == "card" else [kind],
        "processing": None,
        "receipt_email": order.email,
        "review": None,
        "setup_future_usage": "off_session" if order.invoice else None,
        "shipping": order.shipping,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
        "_invoice": order.invoice,
    }
    till.put("payment_intent", intent)
    till.books.tally.add("payments.created", order.currency, order.amount)
    till.tell("payment_intent.created", intent, at)
    return intent


def _options(kind: str) -> Json:
    if kind != "card":
        return {kind: {}}
    return {
        "card": {
            "installments": None,
            "mandate_options": None,
            "network": None,
            "request_three_d_secure": "automatic",
        }
    }


def move(till: Till, at: int, id_: str, event: str, **changes: Any) -> Json:
    """Change an intent and tell it; intent events carry no previous attributes."""
    intent = till.change("payment_intent", id_, **changes)
    till.tell(event, intent, at)
    if event == "payment_intent.succeeded":
        till.books.tally.add("payments.succeeded", intent["currency"], intent["amount_received"])
    elif event == "payment_intent.canceled":
        till.books.tally.add("payments.canceled", intent["currency"], intent["amount"])
    return intent


def await_buyer(till: Till, at: int, id_: str, method: Json) -> Json:
    """The bank wants to see the buyer (3-D Secure challenge)."""
    url = f"https://hooks.stripe.com/3d_secure_2/hosted?merchant={till.profile.account_id}&intent={id_}"
    return move(
        till,
        at,
        id_,
        "payment_intent.requires_action",
        status="requires_action",
        payment_method=method["id"],
        next_action={
            "redirect_to_url": {"return_url": None, "url": url},
            "type": "redirect_to_url",
        },
    )


def refuse_buyer(till: Till, at: int, id_: str, method: Json) -> Json:
    """The challenge was failed or left: back to the start, no charge."""
    message = (
        "We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again."
    )
    error = {
        "code": "payment_intent_authentication_failure",
        "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
        "message": message,
        "payment_method": method,
        "type": "card_error",
    }
    return move(
        till,
        at,
        id_,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
    )


def cancel(till: Till, at: int, id_: str, reason: str | None) -> Json:
    return move(
        till,
        at,
        id_,
        "payment_intent.canceled",
        status="canceled",
        canceled_at=at,
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
