"""The hidden odds: how likely a bank decides for the merchant, given what it was shown.

Log-odds that add up: what the reason starts with, what the payment itself shows (3-D Secure and
checks speak against fraud only), who the buyer is, what of the evidence counts for this reason, the
amount, and a mood of the bank that nobody sees, drawn from the case's own id. Nobody is told any of
it over the API: it is here so that whoever foretells outcomes can be measured against the truth.
The figures are invented, chosen so that a year looks like one.
"""

import math
from random import Random
from typing import Any, Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import orders, parcels
from tillwatch.simulator.business.risk import weighing

START: Final = {
    "fraudulent": -2.3,
    "unrecognized": -1.5,
    "product_not_received": -1.35,
    "product_unacceptable": -1.2,
    "subscription_canceled": -1.6,
    "credit_not_processed": -1.5,
    "duplicate": -1.15,
    "general": -1.05,
    "noncompliant": -1.6,
}
ELSE: Final = -1.3
FRAUD: Final = ("fraudulent", "unrecognized")
AUTHENTICATED: Final[dict[Any, float]] = {"authenticated": 1.95, "attempt_acknowledged": 0.75}
CHECKED: Final[dict[str, dict[Any, float]]] = {
    "cvc_check": {"pass": 0.14, "fail": -0.5},
    "address_postal_code_check": {"pass": 0.2, "fail": -0.35},
    "address_line1_check": {"pass": 0.16, "fail": -0.25},
}
QUALIFIED: Final = 3.3
"""Compelling Evidence 3.0 that Stripe found complete."""
KNOWN_BUYER: Final = 0.42
"""Times the root of earlier payments that nobody disputed, four at most; a quarter of it where
the reason is not fraud."""
DISPUTED_BEFORE: Final = -0.55
WITHDRAWN: Final = 3.4
LATE: Final = -2.2
USUAL_AMOUNT: Final = 6_000
"""In the minor units of the price list; twice as much is a little harder to win."""
LARGER: Final = -0.2
MOOD: Final = 0.55


def win_probability(
    till: Till, dispute: Json, evidence: Json | None = None, *, mood: bool = True
) -> float:
    """Of a chargeback that is answered with `evidence` (None: with what is staged or was sent).
    Without `mood`: what the facts alone come to."""
    return 1 / (1 + math.exp(-log_odds(till, dispute, evidence, mood=mood)))


def log_odds(
    till: Till, dispute: Json, evidence: Json | None = None, *, mood: bool = True
) -> float:
    """The same before it becomes a probability."""
    given = dispute["evidence"] if evidence is None else evidence
    charge = till.get("charge", dispute["charge"])
    reason = dispute["reason"]
    return (
        START.get(reason, ELSE)
        + _payment(charge, reason)
        + _buyer(till, charge, dispute, reason)
        + _shown(till, charge, dispute, given, reason)
        + _amount(till, dispute)
        + (_mood(till, dispute) if mood else 0.0)
    )


def _payment(charge: Json, reason: str) -> float:
    """What its bank was shown when it approved the payment: against fraud only."""
    if reason not in FRAUD:
        return 0.0
    card = charge["payment_method_details"].get("card") or {}
    result = (card.get("three_d_secure") or {}).get("result")
    checks = card.get("checks") or {}
    told = sum(of.get(checks.get(name), 0.0) for name, of in CHECKED.items())
    return AUTHENTICATED.get(result, 0.0) + told


def _buyer(till: Till, charge: Json, dispute: Json, reason: str) -> float:
    if charge["customer"] is None:
        return 0.0
    rows = till.books.tables["charge"].where("customer", charge["customer"])
    earlier = [row for row in rows if row["created"] < charge["created"] and row["captured"]]
    bad = sum(bool(row["disputed"]) for row in earlier)
    known = KNOWN_BUYER * math.sqrt(min(4, len(earlier) - bad))
    return (known if reason in FRAUD else known / 4) + DISPUTED_BEFORE * min(2, bad)


def _shown(till: Till, charge: Json, dispute: Json, given: Json, reason: str) -> float:
    """What was sent, as far as it speaks to the reason; nothing sent is worth nothing."""
    at = dispute["created"] + 20 * 86_400
    arrived, kind = parcels.delivered(charge, at), orders.kind(charge)
    total = weighing.worth(till, charge, given, reason, kind, arrived)
    qualified = dispute["evidence_details"]["enhanced_eligibility"]
    pair = qualified.get("visa_compelling_evidence_3") or {}
    if pair.get("status") == "qualified" and given.get("enhanced_evidence"):
        total += QUALIFIED
    if dispute.get("_withdrawn"):
        total += WITHDRAWN
    if dispute["evidence_details"]["past_due"]:
        total += LATE
    return total


def _amount(till: Till, dispute: Json) -> float:
    price = till.inputs.goods["market_prices"].get(dispute["currency"], 1)
    larger = math.log2(max(1.0, dispute["amount"] / price) / USUAL_AMOUNT)
    return LARGER * max(-2.0, min(2.0, larger))


def _mood(till: Till, dispute: Json) -> float:
    return Random(f"{till.seed}:mood:{dispute['id']}").gauss(0, MOOD)
