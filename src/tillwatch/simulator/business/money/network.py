"""Interchange-plus pricing: what a card payment costs when the network's part is passed on.

Each payment's fee comes in parts: interchange to the buyer's bank, an assessment to the network,
and what Stripe itself keeps. What the networks bill by the month, by volume, is an entry of its
own with the category `network_cost`. The figures are those of `data/network.json`.
"""

from datetime import UTC, datetime

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import entries, fees
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.money.entries import Settled
from tillwatch.simulator.business.money.fees import Fee, line
from tillwatch.simulator.business.money.rates import whole

PRICING = "interchange_plus"
PASSED_ON = "payment_method_passthrough_fee"
WHOLE = 10_000
"""Basis points in one."""


def of_payment(till: Till, settled: Settled, card: Json | None) -> Fee:
    """What Stripe keeps of a payment, by the prices the shop has agreed on."""
    profile, amount, currency = till.profile, settled.amount, settled.currency
    if profile.pricing != PRICING or card is None:
        foreign = card is not None and card["country"] != profile.country
        return fees.of_payment(profile, amount, currency, foreign)
    _volume(till)[currency] = _volume(till).get(currency, 0) + amount
    parts = [*_passed_on(till, amount, currency, card), *_kept(till, settled)]
    return Fee(sum(part["amount"] for part in parts), tuple(parts))


def _passed_on(till: Till, amount: int, currency: str, card: Json) -> list[Json]:
    network, home = till.inputs.network, _region(till, till.profile.country)
    at_home = home is not None and _region(till, card["country"]) == home
    prices = network["interchange"][home if at_home else "abroad"]
    points, fixed = prices.get(card["funding"], prices["credit"])
    brand = card["brand"].capitalize()
    interchange = whole(_share(amount, points) + fixed.get(currency, 0), currency)
    assessed = whole(
        _share(amount, network["assessment"]["home" if at_home else "abroad"]), currency
    )
    given = (
        (interchange, f"Interchange: {brand} {card['funding']}"),
        (assessed, f"{brand} network assessment"),
    )
    return [line(part, currency, words, PASSED_ON) for part, words in given if part]


def _kept(till: Till, settled: Settled) -> list[Json]:
    """Stripe's own part, more where it converted, and the tax on both."""
    plus, amount, currency = till.profile.fees["plus"], settled.amount, settled.currency
    own = whole(_share(amount, plus["points"]) + plus["fixed"][currency], currency)
    parts = [line(own, currency, "Stripe processing fees")]
    if settled.rate is not None:
        converted = whole(_share(amount, plus["conversion_points"]), currency)
        parts.append(line(converted, currency, "Currency conversion fee"))
    tax = whole(round(sum(p["amount"] for p in parts) * till.profile.tax_on_fees), currency)
    return [*parts, *([line(tax, currency, "VAT", "tax")] if tax else [])]


def bill(till: Till, at: int) -> None:
    """What the networks ask for the volume since the last bill."""
    volume = _volume(till)
    month = datetime.fromtimestamp(at - DAY, UTC).strftime("%Y-%m")
    for currency, amount in sorted(volume.items()):
        owed = whole(_share(amount, till.inputs.network["monthly"]), currency)
        if owed:
            settled = Settled(-owed, currency, None)
            words = f"Network costs ({month}): card scheme fees by volume"
            entries.book(till, at, "stripe_fee", "network_cost", settled, None, words)
    volume.clear()


def _volume(till: Till) -> dict[str, int]:
    """Minor units taken by card since the last bill, by currency."""
    found: dict[str, int] = till.notes.setdefault("network", {})
    return found


def _region(till: Till, country: str) -> str | None:
    regions: dict[str, list[str]] = till.inputs.network["regions"]
    return next((name for name, lands in regions.items() if country in lands), None)


def _share(amount: int, points: int) -> int:
    return (amount * points + WHOLE // 2) // WHOLE
