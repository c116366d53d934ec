"""What the shop's own system knows of an order at a moment, and Stripe does not.

Parcel and delivery, the device, sign-ins of who bought something digital, what was written to and
fro. The simulated merchant draws its evidence from here, and so may whoever tries Tillwatch.
"""

from random import Random
from typing import Any, Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import devices, parcels
from tillwatch.simulator.business.money.calendar import DAY

SIGNS_IN: Final = 0.8
"""Of those who bought something digital, who ever used it."""
WRITES: Final = 0.35
LETTERS: Final = {
    "product_not_received": "When will my parcel come?",
    "product_unacceptable": "It is not what I had in mind. Can I send it back?",
    "credit_not_processed": "Has my return arrived?",
    "subscription_canceled": "How do I cancel?",
}
ANSWER: Final = "Thank you for your letter. We have looked at your order and answered by e-mail."


def kind(charge: Json) -> str:
    """physical or digital."""
    return "physical" if charge["shipping"] is not None else "digital"


def of(till: Till, charge: Json, at: int) -> Json:
    """Order number, kind, device, parcel as far as it has come, sign-ins, letters."""
    metadata = charge["metadata"]
    return {
        "charge": charge["id"],
        "order_id": metadata.get("order_id"),
        "kind": kind(charge),
        **devices.known(till, charge),
        "parcel": _parcel(charge, at),
        "sign_ins": _sign_ins(till, charge, at),
        "letters": _letters(till, charge, at),
    }


def _parcel(charge: Json, at: int) -> Json | None:
    known = charge.get("_parcel")
    if known is None or known["shipped_at"] > at:
        return None
    there = parcels.delivered(charge, at)
    return {
        **{name: known[name] for name in ("carrier", "tracking_number", "shipped_at")},
        "delivered_at": known["delivered_at"] if there else None,
        "signed": there and known["signed"],
    }


def _sign_ins(till: Till, charge: Json, at: int) -> list[Json]:
    random = Random(f"{till.seed}:signs_in:{charge['id']}")
    if kind(charge) == "physical" or random.random() >= SIGNS_IN:
        return []
    address = devices.known(till, charge)["customer_ip"] or f"198.18.7.{random.randrange(1, 255)}"
    moments = sorted(random.randrange(600, 25 * DAY) for _ in range(random.randrange(1, 7)))
    return [
        {"at": charge["created"] + after, "ip": address}
        for after in moments
        if charge["created"] + after <= at
    ]


def _letters(till: Till, charge: Json, at: int) -> list[Json]:
    random = Random(f"{till.seed}:writes:{charge['id']}")
    question = LETTERS.get(charge.get("_claim") or "")
    written = charge["created"] + random.randrange(3, 9) * DAY
    if question is None or random.random() >= WRITES or written > at:
        return []
    told: list[dict[str, Any]] = [{"at": written, "from": "customer", "text": question}]
    if written + DAY <= at:
        told.append({"at": written + DAY, "from": "shop", "text": ANSWER})
    return told
