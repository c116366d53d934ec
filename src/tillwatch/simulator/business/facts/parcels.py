"""Parcels: they leave some hours after the payment and are delivered some days later, or never.

Most shops write carrier and tracking number to the payment when the parcel leaves, which Stripe
tells as `charge.updated`; of the others only the shop itself knows. What a buyer will claim is
drawn before the parcel is, so that of those who say that nothing came many are right.
"""

from random import Random
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts.numbers import tracking_number
from tillwatch.simulator.business.money.calendar import DAY

HOUR: Final = 3_600
CARRIERS: Final = {
    "US": ("UPS", "USPS", "FedEx"),
    "CA": ("Canada Post", "UPS"),
    "GB": ("Royal Mail", "DPD"),
    "DE": ("DHL", "Hermes"),
    "NL": ("PostNL", "DHL"),
    "FR": ("La Poste", "Chronopost"),
    "JP": ("Yamato", "Japan Post"),
    "AU": ("Australia Post",),
}
ABROAD: Final = ("DHL Express", "UPS")
WRITTEN: Final = 0.72
"""Of the parcels, those whose number stands in the payment."""
LOST: Final = 0.02
LOST_IF_CLAIMED: Final = 0.42
"""Of those whose buyer says that nothing came."""
SIGNED: Final = 0.25
NEVER_CAME: Final = "product_not_received"


def plan(till: Till, charge_id: str, at: int) -> None:
    """The parcel of a payment, if it is for something that is sent."""
    charge = till.get("charge", charge_id)
    if charge["shipping"] is not None:
        random = Random(f"{till.seed}:leaves:{charge_id}")
        till.later(at + random.randrange(4 * HOUR, 40 * HOUR), send, charge_id)


def claimed(till: Till, charge_id: str, reason: str) -> None:
    """What the buyer will say of it one day."""
    till.change("charge", charge_id, _claim=reason)


def send(till: Till, charge_id: str, at: int) -> Json:
    """It leaves, unless the money went back before."""
    charge = till.get("charge", charge_id)
    if charge["refunded"] or charge["shipping"] is None or charge.get("_parcel"):
        return charge
    random = Random(f"{till.seed}:parcel:{charge_id}")
    parcel = _parcel(till, charge, at, random)
    if random.random() >= WRITTEN:
        return till.change("charge", charge_id, _parcel=parcel)
    told = {name: parcel[name] for name in ("carrier", "tracking_number")}
    return till.update(
        "charge",
        charge_id,
        at,
        "charge.updated",
        shipping={**charge["shipping"], **told},
        _parcel=parcel,
    )


def _parcel(till: Till, charge: Json, at: int, random: Random) -> Json:
    country = charge["shipping"]["address"]["country"]
    home = country == till.profile.country
    carrier = random.choice(CARRIERS.get(country, ABROAD) if home else (*ABROAD, *ABROAD[:1]))
    lost = LOST_IF_CLAIMED if charge.get("_claim") == NEVER_CAME else LOST
    days = random.randrange(2, 6) if home else random.randrange(4, 13)
    delivered = at + days * DAY + random.randrange(-4 * HOUR, 5 * HOUR)
    return {
        "carrier": carrier,
        "tracking_number": tracking_number(carrier, str(random.randrange(10**12, 10**13))),
        "shipped_at": at,
        "delivered_at": None if random.random() < lost else delivered,
        "signed": random.random() < SIGNED,
    }


def delivered(charge: Json, at: int) -> bool:
    """Whether its parcel had arrived by then."""
    arrived = (charge.get("_parcel") or {}).get("delivered_at")
    return arrived is not None and arrived <= at
