"""The eight signals, and what the processor itself says: each a finding in words, and which of the
named marks are set. A mark has a factor (`score`); a signal is flagged when one that raises the
risk is set, passed when it is known and none is, and unknown otherwise."""

from collections.abc import Callable
from typing import Final

import msgspec

from tillwatch.features.monitoring.risk.order import DAY, LAST_ORDERS, Order

PASSED, FLAGGED, UNKNOWN = "passed", "flagged", "unknown"
MANY_A_DAY: Final = 3
MANY_TRIES: Final = 3
SETTLED_ORDERS: Final = 3
SETTLED: Final = 90 * DAY
MUCH: Final = 4
SHARED: Final = 2
YEARS: Final = 3.0
RISKY_LEVELS: Final = ("elevated", "highest")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`marks`: those set, raising and lowering."""

    signal: str
    state: str
    says: str
    marks: tuple[str, ...] = ()


def findings(order: Order) -> list[Finding]:
    """One a signal, in a fixed order."""
    return [judge(order) for judge in SIGNALS]


def _address(order: Order) -> Finding:
    name = "address verification"
    told = {order.check_address, order.check_postal_code} - {None, "unavailable", "unchecked"}
    where = f"; a {order.address_kind} address" if order.address_kind else ""
    if order.address_years is not None:
        where += f"; there for {order.address_years:g} years"
    long_there = order.address_years is not None and order.address_years >= YEARS
    settled = ("address_long",) if long_there else ()
    if "fail" in told:
        said = f"The bank has another address or postal code{where}"
        return _flagged(name, said, "address_fail", *settled)
    if "pass" in told:
        return _passed(name, f"The bank has the same address{where}", "address_pass", *settled)
    if where:
        return _passed(name, where.removeprefix("; ").capitalize(), *settled)
    return _unknown(name, "The bank did not check an address")


def _velocity(order: Order) -> Finding:
    name = "order velocity"
    if order.orders_90_days is None or order.orders_day is None:
        return _unknown(name, "No customer to count the orders of")
    said = f"{_times(order.orders_90_days, 'order')} in 90 days before this one"
    if order.orders_day >= MANY_A_DAY:
        return _flagged(name, f"{said}, {order.orders_day} of them within a day", "many_orders")
    return _passed(name, said)


def _tenure(order: Order) -> Finding:
    name = "customer tenure"
    if order.went_bad:
        said = f"{_times(order.went_bad, 'earlier order')} went bad (fraud)"
        return _flagged(name, said, "went_bad")
    if order.orders_before is None or order.tenure_s is None:
        return _unknown(name, "A guest: nothing is known from before")
    if order.orders_before == 0:
        return _passed(name, "The first order of this customer", "first_order")
    months = order.tenure_s // (30 * DAY)
    since = _times(months, "month") if months else "less than a month"
    said = f"Customer for {since}, {_times(order.orders_before, 'order')} paid"
    known = order.orders_before >= SETTLED_ORDERS and order.tenure_s >= SETTLED
    return _passed(name, said, *(("well_known",) if known else ()))


def _device(order: Order) -> Finding:
    name = "device fingerprint"
    if order.device_others is None:
        return _unknown(name, "Not told: send the device with the question to have it weighed")
    said = f"The device was seen with {_times(order.device_others, 'other customer')}"
    if order.device_others >= SHARED:
        return _flagged(name, said, "device_shared")
    return _passed(name, said)


def _consistency(order: Order) -> Finding:
    name = "payment consistency"
    if order.same_card is None:
        return _unknown(name, "No earlier order to compare with")
    usual = order.usual_amount
    if usual is not None and order.amount >= MUCH * max(usual, 1):
        said = f"{order.amount // max(usual, 1)} times what this customer usually pays"
        return _flagged(name, said, "much_more", *(() if order.same_card else ("other_card",)))
    if order.same_card:
        return _passed(name, f"A card of the last {LAST_ORDERS} orders", "same_card")
    return _flagged(name, f"Another card than in the last {LAST_ORDERS} orders", "other_card")


def _shipping(order: Order) -> Finding:
    name = "shipping match"
    if order.ships_to_billing is None and order.shipped_there_before is None:
        return _unknown(name, "Not told: send where it ships to have it weighed")
    if order.ships_to_billing or order.shipped_there_before:
        where = "the billing address" if order.ships_to_billing else "where it shipped before"
        return _passed(name, f"Ships to {where}", "ships_known")
    return _flagged(name, "Ships to an address that is new and not the billing one", "ships_new")


def _bin(order: Order) -> Finding:
    name = "card"
    here, there = order.billing_country, order.card_country
    marks: list[str] = []
    said = [f"Issued by {order.issuer}"] if order.issuer else []
    if order.risky_bin:
        marks.append("risky_bin")
        said.append(f"Cards that begin with {order.bin} went bad more often here")
    if here and there and here != there:
        marks.append("other_country")
        said.append(f"A card of {there}, an address in {here}")
    elif here and there:
        said.append("Card and address are of the same country")
    if order.card_type == "prepaid":
        marks.append("prepaid")
        said.append("Prepaid")
    if order.check_cvc == "fail":
        marks.append("cvc_fail")
        said.append("The security code was wrong")
    if marks:
        return _flagged(name, "; ".join(said), *marks)
    if there is None and order.bin is None:
        return _unknown(name, "Not a card")
    return _passed(name, "; ".join(said) or "Nothing unusual")


def _rapid(order: Order) -> Finding:
    name = "velocity check"
    if order.tries_hour is None or order.refused is None:
        return _unknown(name, "Nothing to count tries by")
    if order.tries_hour >= MANY_TRIES or order.refused >= MANY_TRIES - 1:
        said = f"{_times(order.tries_hour, 'try', 'tries')} with this card within an hour before, "
        return _flagged(name, f"{said}{order.refused} refused", "rapid")
    return _passed(name, "No rapid tries with this card")


def _processor(order: Order) -> Finding:
    name = "processor's rating"
    if order.processor_level in (None, "not_assessed", "unknown"):
        return _unknown(name, "Stripe did not rate it")
    said = f"Stripe rates the risk {order.processor_level}"
    if order.processor_level in RISKY_LEVELS:
        return _flagged(name, said, f"stripe_{order.processor_level}")
    return _passed(name, said)


SIGNALS: Final[tuple[Callable[[Order], Finding], ...]] = (
    _address,
    _velocity,
    _tenure,
    _device,
    _consistency,
    _shipping,
    _bin,
    _rapid,
    _processor,
)


def _flagged(signal: str, says: str, *marks: str) -> Finding:
    return Finding(signal=signal, state=FLAGGED, says=says, marks=marks)


def _passed(signal: str, says: str, *marks: str) -> Finding:
    return Finding(signal=signal, state=PASSED, says=says, marks=marks)


def _unknown(signal: str, says: str) -> Finding:
    return Finding(signal=signal, state=UNKNOWN, says=says)


def _times(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
