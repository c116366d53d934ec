"""Events as Stripe sends them, signed, to a connection that knows only its signing secret.

What the simulated Stripe has made is taken and changed: into states nobody has heard of, names
written from right to left, amounts beyond what a column expects.
"""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.request import Request, urlopen

from tests.e2e.stage.installation import Simulator

SECRET = "whsec_aWindowThatStandsOpenInTheNight"
NAME = "محمد عبد الرحمن بن سليمان"
LARGE = 9_007_199_254_740_991
"""The greatest whole number that JavaScript counts exactly: 90 trillion dollars."""

CHANGES: dict[str, dict[str, Any]] = {
    "payment_intent.succeeded": {"status": "levitating", "amount": LARGE, "amount_received": LARGE},
    "charge.succeeded": {"status": "levitating", "amount": LARGE, "amount_captured": LARGE},
    "charge.dispute.created": {"status": "in_limbo", "reason": "bad_weather", "amount": LARGE},
    "payout.created": {"status": "beamed_up", "amount": LARGE},
    "customer.created": {"name": NAME},
    "customer.subscription.created": {"status": "on_the_moon"},
    "refund.created": {"status": "half_way_there", "reason": "second_thoughts"},
}


def events(stripe: Simulator) -> list[dict[str, Any]]:
    """The newest event of each type, as strange as it can be."""
    return [_strange(stripe, type_, changes) for type_, changes in CHANGES.items()]


def newest(stripe: Simulator, type_: str) -> dict[str, Any]:
    """The newest event of that type in the main account's test mode."""
    address = f"{stripe.url}/v1/events?limit=1&type={type_}"
    headers = {"Authorization": f"Bearer {stripe.key('full')}"}
    with urlopen(Request(address, headers=headers)) as answer:
        event: dict[str, Any] = json.load(answer)["data"][0]
    return event


def _strange(stripe: Simulator, type_: str, changes: dict[str, Any]) -> dict[str, Any]:
    event = newest(stripe, type_)
    subject = event["data"]["object"]
    subject.update(changes)
    if "billing_details" in subject:
        subject["billing_details"]["name"] = NAME
    return event


def send(hook: str, event: dict[str, Any], secret: str = SECRET) -> int:
    """Posts it, signed; the status of the answer."""
    body = json.dumps(event).encode()
    at = int(time.time())
    signature = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "Stripe-Signature": f"t={at},v1={signature}",
    }
    with urlopen(Request(hook, body, headers)) as answer:
        status: int = answer.status
    return status
