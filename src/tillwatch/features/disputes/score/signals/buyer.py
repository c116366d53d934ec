"""What the buyer did before, and where the purchase was made from.

Both compare with other payments of the same buyer, over all connected accounts.
"""

from collections.abc import Sequence
from typing import Final

from tillwatch.features.disputes.case.known import Bought, Buying, Case
from tillwatch.features.disputes.score.shapes import HALF_KNOWN, NOT_ASKED, Signal
from tillwatch.features.disputes.score.signals.checks import at
from tillwatch.processors.defending import Address, Purchase

GOOD: Final = ((8, 1000), (4, 850), (2, 650), (1, 400))
"""Earlier paid orders without a dispute, and what so many say."""
FIRST: Final = -200
"""A first order: nothing to show the bank, and nothing wrong with it."""
A_DISPUTE: Final = 900
A_REFUND: Final = 100
REFUNDS_MAX: Final = 300

SAME_DEVICE: Final = 1000
SAME_CITY: Final = 600
SAME_COUNTRY: Final = 300
OTHER_COUNTRY: Final = -500


def history(case: Case) -> Signal:
    if case.bought == Bought() and not _known(case):
        rests = "Not known who the buyer is"
        return Signal(value=0, rests=rests, point="no customer, card or e-mail", unsure=NOT_ASKED)
    return Signal(
        value=_weighed(case.bought),
        rests=_told(case.bought),
        point=_counts(case.bought),
        link=_buyer(case),
    )


def _known(case: Case) -> bool:
    attempt = case.attempt
    return attempt is not None and any((attempt.customer, attempt.card_fingerprint, attempt.email))


def _weighed(bought: Bought) -> int:
    """Disputes that the merchant won do not count against the buyer's other orders."""
    lost = max(bought.disputes - bought.disputes_won, 0)
    fine = max(bought.payments - lost, 0)
    value = next((value for least, value in GOOD if fine >= least), FIRST)
    value -= A_DISPUTE * lost + min(A_REFUND * bought.refunds, REFUNDS_MAX)
    return max(min(value, 1000), -1000)


def _told(bought: Bought) -> str:
    if not bought.payments:
        return "The first order of this buyer"
    parts = [_count(bought.payments, "earlier order"), _count(bought.refunds, "refund")]
    parts.append(_count(bought.disputes, "dispute"))
    won = f", {bought.disputes_won} won by you" if bought.disputes_won else ""
    return ", ".join(parts) + won


def _count(number: int, word: str) -> str:
    many = "" if number == 1 else "s"
    return f"{number or 'no'} {word}{many if number else ''}"


def _counts(bought: Bought) -> str:
    return (
        f"payments: {bought.payments}, refunds: {bought.refunds}, disputes: {bought.disputes}, "
        f"won: {bought.disputes_won}"
    )


def _buyer(case: Case) -> str:
    customer = case.customer.id if case.customer else None
    customer = customer or (case.attempt.customer if case.attempt else None)
    return f"customer:{customer}" if customer else at(case)


def place(case: Case) -> Signal:
    """The strongest of: the device or address on the internet of earlier orders, the cities and
    countries of the card, the bill and the parcel."""
    again = _again(case.purchase, case.earlier)
    if again is not None:
        return again
    billing, shipping = case.purchase.billing, case.purchase.shipping
    city = _city(billing)
    if city and city == _city(shipping):
        rests = "Same city as the delivery address"
        return Signal(
            value=SAME_CITY,
            rests=rests,
            point="billing.city = shipping.city",
            link=at(case),
            unsure=HALF_KNOWN,
        )
    return _countries(case)


def _again(purchase: Purchase, earlier: Sequence[Buying]) -> Signal | None:
    fine = [one for one in earlier if not (one.disputed or one.warned or one.refunded_as_fraud)]
    for name, words in (
        ("device_fingerprint", "device"),
        ("device_id", "device"),
        ("ip", "internet address"),
    ):
        mine = getattr(purchase, name)
        same = [one for one in fine if mine and getattr(one.purchase, name) == mine]
        if same:
            newest = same[0].attempt.payment
            rests = f"Same {words} as on {_count(len(same), 'earlier order')}"
            point = f"{purchase.said.get(name, name)}: {mine}"
            return Signal(value=SAME_DEVICE, rests=rests, point=point, link=f"payment:{newest}")
    return None


def _city(address: Address | None) -> str:
    return (address.city or "").strip().casefold() if address else ""


def _countries(case: Case) -> Signal:
    card = case.attempt.card_country if case.attempt else None
    address = case.purchase.shipping or case.purchase.billing
    country = (address.country if address else None) or (
        case.attempt.country if case.attempt else None
    )
    if not card or not country:
        rests = "Not known where it was bought from"
        return Signal(value=0, rests=rests, point="no device or country", unsure=NOT_ASKED)
    same = card.upper() == country.upper()
    return Signal(
        value=SAME_COUNTRY if same else OTHER_COUNTRY,
        rests=f"Card and address are both of {country}"
        if same
        else f"A card of {card}, an address in {country}",
        point=f"card.country: {card}, address.country: {country}",
        link=at(case),
        unsure=HALF_KNOWN,
    )
