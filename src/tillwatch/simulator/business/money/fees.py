"""What Stripe keeps of a payment: a percentage, more for foreign cards, and a fixed part.

Where the shop's country taxes the fee, the tax is a line of its own. Source: the price pages'
structure (percentage plus fixed part, foreign cards dearer); the figures are `data/shops.json`'s.
"""

from dataclasses import dataclass

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Profile
from tillwatch.simulator.business.money.rates import whole


@dataclass(frozen=True, slots=True)
class Fee:
    amount: int
    details: tuple[Json, ...]


NONE = Fee(0, ())


def line(amount: int, currency: str, description: str, type_: str = "stripe_fee") -> Json:
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": description,
        "type": type_,
    }


def of_payment(profile: Profile, amount: int, currency: str, foreign: bool) -> Fee:
    """`amount` is what was captured, in the settlement `currency`."""
    prices = profile.fees
    percent = prices["percent"] + (prices["foreign_percent"] if foreign else 0)
    own = whole(round(amount * percent / 100) + prices["fixed"][currency], currency)
    details = [line(own, currency, "Stripe processing fees")]
    tax = whole(round(own * profile.tax_on_fees), currency)
    if tax:
        details.append(line(tax, currency, "VAT", "tax"))
    return Fee(own + tax, tuple(details))
