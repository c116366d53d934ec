"""What is known of an order at the moment it is made. None: not known, which is no sign."""

from typing import Final

import msgspec

DAY: Final = 86_400
RECENT: Final = 90 * DAY
LAST_ORDERS: Final = 5


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` in minor units of `currency`. `usual_amount`: the median of the customer's earlier
    orders in that currency. `orders_*`: earlier paid orders of the customer. `same_card`: paid with
    a card of the last orders. `tries_hour`: earlier tries with this card within the hour, `refused`
    those of them that failed. `went_bad`: earlier orders of the customer or the card that were
    disputed as fraud or warned of. `given_*` come from whoever asks for a score."""

    amount: int
    currency: str
    check_address: str | None = None
    check_postal_code: str | None = None
    check_cvc: str | None = None
    card_country: str | None = None
    billing_country: str | None = None
    card_type: str | None = None
    bin: str | None = None
    issuer: str | None = None
    processor_level: str | None = None
    customer: str | None = None
    tenure_s: int | None = None
    orders_before: int | None = None
    orders_90_days: int | None = None
    orders_day: int | None = None
    usual_amount: int | None = None
    same_card: bool | None = None
    tries_hour: int | None = None
    refused: int | None = None
    went_bad: int | None = None
    risky_bin: bool | None = None
    address_years: float | None = None
    address_kind: str | None = None
    device_others: int | None = None
    ships_to_billing: bool | None = None
    shipped_there_before: bool | None = None
