"""Whether the goods arrived, were used, or the service was given.

A delivery is much, a signature or a delivery to the address that the bank knows the most. A parcel
under way is little; where the buyer says that it never arrived, a carrier's number without a
delivery speaks for the buyer. Nothing told is neutral: the evidence still lacks it, which counts
there.
"""

from typing import Final

from tillwatch.features.disputes.case.known import DIGITAL, PHYSICAL, Case, Fact
from tillwatch.features.disputes.score.shapes import HALF_KNOWN, NOT_ASKED, SURE, Signal, said
from tillwatch.features.disputes.score.weights import ARRIVAL, RULES
from tillwatch.processors.defending import Address

UNDER_WAY: Final = 150
NEVER_CONFIRMED: Final = -500
ASSUMED: Final = "assumed"
"""The source of a fact that is only tried out, to say what it would change."""
ARRIVED: Final = 700
ARRIVED_AT_HOME: Final = 850
PROVEN: Final = 1000
USED_AFTER: Final = 1000
USED: Final = 700
GIVEN: Final = 700
SIGNED_SERVICE: Final = 1000


def proof(case: Case) -> Signal:
    if case.product == DIGITAL:
        return _use(case)
    return _parcel(case) if case.product == PHYSICAL else _service(case)


def has(case: Case, field: str) -> bool:
    """Told, or uploaded as a file. What somebody took out of the form is neither."""
    return _fact(case, field) is not None or any(one.field == field for one in case.uploads)


def _parcel(case: Case) -> Signal:
    buying = case.purchase
    carrier = _value(case, "shipping_carrier", buying.carrier)
    tracking = _value(case, "shipping_tracking_number", buying.tracking_number)
    delivered = _value(case, "delivered_on", buying.delivered_on)
    papers = has(case, "shipping_documentation") or has(case, "delivered_on")
    signed = has(case, "signed_by") or has(case, "customer_signature")
    point = (
        f"carrier: {said(carrier)}, tracking_number: {said(tracking)}, "
        f"delivered_on: {said(delivered)}"
    )
    if signed:
        return _seen(PROVEN, "Delivered and signed for", point)
    if delivered or papers:
        day = f" on {delivered}" if delivered else ", with the carrier's papers"
        if _at_home(case):
            return _seen(ARRIVED_AT_HOME, f"Delivered{day}, to the billing address", point)
        return _seen(ARRIVED, f"Delivered{day}", point)
    if tracking or carrier:
        rests = f"{carrier or 'Carrier'} tracking found, delivery not confirmed"
        rests = rests if tracking else f"Sent with {carrier}, delivery not confirmed"
        missed = RULES.reason(case.dispute.reason).weighed == ARRIVAL
        return _seen(NEVER_CONFIRMED if missed else UNDER_WAY, rests, point, HALF_KNOWN)
    return _seen(0, "Nothing told of a delivery", point, NOT_ASKED)


def _at_home(case: Case) -> bool:
    """The parcel went to the address of the bill, and the bank knows that postcode."""
    checked = case.attempt is not None and case.attempt.check_postal_code == "pass"
    billing, shipping = case.purchase.billing, case.purchase.shipping
    return checked and billing is not None and shipping is not None and same(billing, shipping)


def same(one: Address, other: Address) -> bool:
    """As a person reads them: case and blanks do not matter."""

    def plain(address: Address) -> list[str]:
        parts = (address.line1, address.city, address.postal_code, address.country)
        return ["".join((part or "").casefold().split()) for part in parts]

    return plain(one) == plain(other) and bool(one.line1)


def _use(case: Case) -> Signal:
    after, log = _fact(case, "usage_after"), _fact(case, "access_activity_log")
    if after:
        return _seen(USED_AFTER, "Used after the payment", _of("usage_after", after))
    if log or has(case, "access_activity_log"):
        return _seen(USED, "A log of its use is there", _of("access_activity_log", log))
    return _seen(0, "Nothing told of its use", "no access_activity_log", NOT_ASKED)


def _service(case: Case) -> Signal:
    day = _fact(case, "service_date")
    papers = has(case, "service_documentation")
    point = _of("service_date", day)
    if has(case, "customer_signature") or has(case, "signed_by"):
        return _seen(SIGNED_SERVICE, "Given, and signed for", point)
    if papers:
        return _seen(GIVEN, "Given, with papers", point)
    if day:
        return _seen(UNDER_WAY, f"Dated {day.value}, not confirmed", point, HALF_KNOWN)
    return _seen(0, "Nothing told of the service", "no service_date", NOT_ASKED)


def _seen(value: int, rests: str, point: str, unsure: int = SURE) -> Signal:
    return Signal(value=value, rests=rests, point=point, link="evidence:", unsure=unsure)


def _fact(case: Case, name: str) -> Fact | None:
    found = case.facts.get(name)
    return found if found and found.value.strip() else None


def _value(case: Case, name: str, charged: str | None) -> str | None:
    """`charged`: what the charge says, where nobody said otherwise."""
    found = case.facts.get(name)
    return (found.value.strip() or None) if found else charged


def _of(name: str, fact: Fact | None) -> str:
    return f"{fact.told or name}: {fact.value[:80]}" if fact else name
