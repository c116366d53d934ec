"""An order from a try and what came before it: the same for one that is looked up and for all of
them in a row."""

from collections.abc import Sequence
from statistics import median_low
from typing import Final

import msgspec

from tillwatch.features.monitoring.risk.order import DAY, LAST_ORDERS, RECENT, Order

HOUR: Final = 3600
OF_CUSTOMER: Final = 200
OF_CARD: Final = 50
"""So many of the newest earlier tries are looked at."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a try's row says that counts here. `paid`: it was approved."""

    id: str
    created: int
    amount: int
    currency: str
    paid: bool
    customer: str | None = None
    card: str | None = None
    check_address: str | None = None
    check_postal_code: str | None = None
    check_cvc: str | None = None
    card_country: str | None = None
    billing_country: str | None = None
    card_type: str | None = None
    bin: str | None = None
    issuer: str | None = None
    processor_level: str | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What only whoever asks can know."""

    address_years: float | None = None
    address_kind: str | None = None
    device_others: int | None = None
    ships_to_billing: bool | None = None
    shipped_there_before: bool | None = None


NOTHING: Final = Given()


def order(
    this: Tried,
    of_customer: Sequence[Tried],
    of_card: Sequence[Tried],
    went_bad: int,
    risky_bins: frozenset[str],
    given: Given = NOTHING,
) -> Order:
    """`of_customer`, `of_card`: earlier tries, the newest first, at most `OF_CUSTOMER` and
    `OF_CARD`. `went_bad`: of all of them, those that were known to be bad by then."""
    paid = [one for one in of_customer if one.paid]
    hour = [one for one in of_card if one.created > this.created - HOUR]
    usual = [one.amount for one in paid if one.currency == this.currency]
    cards = {one.card for one in paid[:LAST_ORDERS]} - {None}
    known = this.customer is not None
    return Order(
        amount=this.amount,
        currency=this.currency,
        check_address=this.check_address,
        check_postal_code=this.check_postal_code,
        check_cvc=this.check_cvc,
        card_country=this.card_country,
        billing_country=this.billing_country,
        card_type=this.card_type,
        bin=this.bin,
        issuer=this.issuer,
        processor_level=this.processor_level,
        customer=this.customer,
        tenure_s=this.created - paid[-1].created if paid else (0 if known else None),
        orders_before=len(paid) if known else None,
        orders_90_days=_since(paid, this.created - RECENT) if known else None,
        orders_day=_since(paid, this.created - DAY) if known else None,
        usual_amount=median_low(usual) if usual else None,
        same_card=this.card in cards if cards and this.card else None,
        tries_hour=len(hour) if this.card else None,
        refused=sum(not one.paid for one in hour) if this.card else None,
        went_bad=went_bad if known or this.card else None,
        risky_bin=this.bin in risky_bins if this.bin else None,
        **msgspec.structs.asdict(given),
    )


def _since(paid: Sequence[Tried], moment: int) -> int:
    return sum(one.created > moment for one in paid)
