"""Small remarks beside a field: facts compared with each other, never a new one.

`good` remarks speak for the merchant, the others ask for a second look. A remark changes nothing of
what counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Case, Fact
from tillwatch.features.disputes.evidence import proofs
from tillwatch.features.disputes.evidence.book import CARRIERS, Carrier

Known = Mapping[str, Fact]
SLACK: Final = timedelta(days=1)
"""A day written somewhere else may be a day earlier than ours."""
S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)


class Remark(msgspec.Struct, frozen=True):
    words: str
    good: bool


def remarks(case: Case, known: Known, field: str) -> list[Remark]:
    say = SAYERS.get(field)
    fact = known.get(field)
    return list(say(case, known, fact.value)) if say and fact and fact.value else []


def day(value: str) -> date | None:
    """A date as forms and charges write it: 2026-11-06."""
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def _address(case: Case, known: Known, value: str) -> Iterator[Remark]:
    same = proofs.same_place(case, known)
    if same and proofs.avs(case):
        yield Remark("same as billing, confirmed by the bank", True)
    elif same:
        yield Remark("same as billing", True)
    elif same is False:
        yield Remark("not the billing address", False)


def _shipped(case: Case, known: Known, value: str) -> Iterator[Remark]:
    yield from _since_purchase(case, value)


def _delivered(case: Case, known: Known, value: str) -> Iterator[Remark]:
    delivered, shipped = day(value), _day_of(known, "shipping_date")
    if delivered and shipped and delivered < shipped:
        yield Remark("before it was shipped", False)
    else:
        yield from _since_purchase(case, value)


def _since_purchase(case: Case, value: str) -> Iterator[Remark]:
    then = day(value)
    if then is None or case.attempt is None:
        return
    bought = datetime.fromtimestamp(case.attempt.created, UTC).date()
    if then < bought - SLACK:
        yield Remark(f"before the purchase ({shown(bought)})", False)
        return
    days = max((then - bought).days, 0)
    many = "on the day" if days == 0 else "1 day after" if days == 1 else f"{days} days after"
    yield Remark(f"{many} of the purchase" if days == 0 else f"{many} the purchase", True)


def _used(case: Case, known: Known, value: str) -> Iterator[Remark]:
    last = day(value)
    if last and case.attempt:
        bought = datetime.fromtimestamp(case.attempt.created, UTC).date()
        if last < bought - SLACK:
            yield Remark(f"before the purchase ({shown(bought)})", False)


def _tracking(case: Case, known: Known, value: str) -> Iterator[Remark]:
    carrier = _carrier(known)
    for number in re.split(r"[,;\n]+", value):
        bare = re.sub(r"[\s-]", "", number).upper()
        if bare and wrong_check_digit(bare):
            yield Remark(f"{number.strip()}: a digit is wrong, check it", False)
        elif bare and carrier and not _fits(carrier, bare):
            yield Remark(f"does not look like a number of {carrier.name}", False)
        elif bare and carrier:
            yield Remark(f"looks like a number of {carrier.name}", True)


def _carrier(known: Known) -> Carrier | None:
    said = known.get("shipping_carrier")
    name = " ".join(re.findall(r"\w+", said.value.casefold())) if said else ""
    return next((carrier for carrier in CARRIERS.values() if name in carrier.called), None)


def _fits(carrier: Carrier, bare: str) -> bool:
    return any(re.fullmatch(shape, bare) for shape in carrier.shapes)


def wrong_check_digit(bare: str) -> bool:
    """Only for numbers whose check digit is known for certain: of UPS, and of the world's posts
    (S10)."""
    if re.fullmatch(r"1Z[0-9A-Z]{15}\d", bare):
        values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in bare[2:17]]
        total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
        return int(bare[17]) != -total % 10
    if re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", bare):
        digits = [int(c) for c in bare[2:10]]
        rest = 11 - sum(d * w for d, w in zip(digits, S10_WEIGHTS, strict=True)) % 11
        return int(bare[10]) != {10: 0, 11: 5}.get(rest, rest)
    return False


def _email(case: Case, known: Known, value: str) -> Iterator[Remark]:
    theirs = case.customer.email if case.customer else None
    if theirs:
        same = theirs.strip().casefold() == value.strip().casefold()
        yield Remark("same as the customer's" if same else "not the customer's e-mail", same)


def _twin(case: Case, known: Known, value: str) -> Iterator[Remark]:
    names = {name for b in case.earlier for name in (b.attempt.id, b.attempt.payment)}
    this = case.attempt
    if this and value in (this.id, this.payment):
        yield Remark("this is the disputed payment itself", False)
    elif value in names:
        yield Remark("another payment of this customer", True)
    elif value:
        yield Remark("not found among this customer's payments", False)


def _day_of(known: Known, name: str) -> date | None:
    fact = known.get(name)
    return day(fact.value) if fact else None


def shown(day_: date) -> str:
    """6 November 2026: clear in every country."""
    return f"{day_.day} {day_:%B} {day_.year}"


SAYERS: Final[Mapping[str, Callable[[Case, Known, str], Iterator[Remark]]]] = {
    "shipping_address": _address,
    "shipping_date": _shipped,
    "delivered_on": _delivered,
    "usage_after": _used,
    "shipping_tracking_number": _tracking,
    "customer_email_address": _email,
    "duplicate_charge_id": _twin,
}
