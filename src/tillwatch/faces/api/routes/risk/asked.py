"""An order whose risk is asked for, as a request says it."""

from typing import Annotated, Final

from pydantic import Field

from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId
from tillwatch.faces.api.shapes import Body
from tillwatch.features.monitoring.risk.known import Given, Tried
from tillwatch.features.monitoring.risk.score import Tiers

Word = Annotated[str, Field(min_length=1, max_length=255, pattern=NO_ZERO)]
LATEST_ID: Final = "\U0010ffff"
"""After every id of the same second: an order that is not made yet comes after all that are."""


class Extras(Body):
    """What only you can know of an order; all of it may be left out, and what is left out counts
    for nothing. `address_kind`: such as residential. `device_others`: with how many other
    customers the device was seen."""

    address_years: float | None = Field(None, ge=0, le=200)
    address_kind: Word | None = None
    device_others: int | None = Field(None, ge=0, le=10**6)
    ships_to_billing: bool | None = None
    shipped_there_before: bool | None = None

    def given(self) -> Given:
        return Given(
            address_years=self.address_years,
            address_kind=self.address_kind,
            device_others=self.device_others,
            ships_to_billing=self.ships_to_billing,
            shipped_there_before=self.shipped_there_before,
        )


class NewOrder(Body):
    """An order before it is paid: what is known of it. `card`: Stripe's fingerprint of the card.
    Checks are pass, fail, unavailable or unchecked."""

    amount: int = Field(ge=0, le=10**15)
    currency: str = Field(pattern=r"^[a-z]{3}$")
    customer: Word | None = None
    card: Word | None = None
    bin: Word | None = None
    issuer: Word | None = None
    card_country: Word | None = None
    billing_country: Word | None = None
    card_type: Word | None = None
    check_address: Word | None = None
    check_postal_code: Word | None = None
    check_cvc: Word | None = None

    def tried(self, now: float) -> Tried:
        told = self.model_dump()
        return Tried(id=LATEST_ID, created=int(now), paid=False, **told)


class RiskAsked(Body):
    """Either `payment`, the id of a payment or a try, or `order`, what is known of one to come."""

    connection_id: ConnectionId
    payment: Word | None = None
    order: NewOrder | None = None
    extras: Extras | None = None


class TiersAsked(Body):
    """From which score on an order is of a tier; the border belongs to the tier above it."""

    medium: float = Field(gt=0, le=1)
    high: float = Field(gt=0, le=1)
    critical: float = Field(gt=0, le=1)

    def tiers(self) -> Tiers:
        return Tiers(medium=self.medium, high=self.high, critical=self.critical)
