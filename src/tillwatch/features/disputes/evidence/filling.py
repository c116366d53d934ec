"""For each field of evidence what is known of it, and from where.

What a person typed stands before what the merchant's system told, that before the merchant's kept
policies, then what somebody saved with the processor, then the payment, then history. What the
processor fills in by itself (`confirm` in the table) is known the least: charge and processor tell
the same of it, so it counts half from either until a person or the merchant's system confirms it.
A person who empties a field has said that it shall be empty.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from tillwatch.features.disputes.case.known import (
    CHARGE,
    HISTORY,
    MERCHANT,
    PERSON,
    POLICY,
    PROCESSOR,
    SERVICE,
    Buying,
    Case,
    Fact,
)
from tillwatch.features.disputes.evidence.book import FIELDS, FILE, Ruled, answered
from tillwatch.features.disputes.pairs import elements
from tillwatch.kernel import times
from tillwatch.processors.defending import Address

SAVED: Final = "dispute.evidence."
"""How `told` begins for what stands at the processor."""
UPLOAD: Final = "upload"
RANKS: Final = (PERSON, MERCHANT, POLICY, SAVED, CHARGE, HISTORY, PROCESSOR)
PURCHASE: Final[Mapping[str, str]] = {
    "customer_name": "name",
    "customer_email_address": "email",
    "customer_purchase_ip": "ip",
    "product_description": "description",
    "shipping_carrier": "carrier",
    "shipping_tracking_number": "tracking_number",
    "shipping_date": "shipped_on",
    "delivered_on": "delivered_on",
    "device_id": "device_id",
    "device_fingerprint": "device_fingerprint",
    "account_id": "account_id",
}
"""Fields and the facts of the purchase that fill them."""
ADDRESSES: Final[Mapping[str, str]] = {
    "billing_address": "billing",
    "shipping_address": "shipping",
}
TWIN_DAYS_MAX: Final = 60
"""How far apart two payments may be for one to be taken for the other's double."""
FREE: Final = "uncategorized_text"
"""Where our argument goes."""
LINKS: Final = ("http://", "https://", "www.")
KEPT: Final = ("upl_", "file_")
"""How the id of a file begins: only a file that was uploaded is one."""


def known(case: Case) -> Mapping[str, Fact]:
    """The best fact of each field that has one; the names of `fields.toml` only."""
    found: dict[str, Fact] = {}
    for name, fact in _told(case):
        if name in FIELDS and (name not in found or _rank(fact) < _rank(found[name])):
            found[name] = fact
    return found


def _rank(fact: Fact) -> int:
    saved = fact.source == PERSON and fact.told.startswith(SAVED)
    place = SAVED if saved else fact.source
    return RANKS.index(place) if place in RANKS else len(RANKS)


def _told(case: Case) -> Iterator[tuple[str, Fact]]:
    """Of two facts of one rank the first is taken."""
    for name, fact in case.facts.items():
        if name in FIELDS and _usable(name, fact):
            yield name, fact
    yield from _uploaded(case)
    yield from _saved(case)
    yield from _bought(case)
    yield from _customer(case)
    yield from _twin(case)


def _usable(name: str, fact: Fact) -> bool:
    """No link in a file's place; and not our own argument, which stands at the processor once it
    was staged."""
    rule = FIELDS[name]
    if name == FREE and fact.source == PROCESSOR:
        return False
    return rule.kind != FILE or fact.value.startswith(KEPT) or told_in_words(rule, fact)


def told_in_words(rule: Ruled, fact: Fact) -> bool:
    """A file's place that holds words."""
    plain = fact.told != UPLOAD and not fact.value.casefold().startswith((*KEPT, *LINKS))
    return rule.kind == FILE and rule.words and plain


def _uploaded(case: Case) -> Iterator[tuple[str, Fact]]:
    by_field: dict[str, list[str]] = {}
    for upload in case.uploads:
        by_field.setdefault(upload.field, []).append(upload.name)
    for name, names in by_field.items():
        yield name, Fact(value=", ".join(names), source=PERSON, told=UPLOAD)


def _saved(case: Case) -> Iterator[tuple[str, Fact]]:
    """What stands at the processor: filled in by itself, or saved there by somebody."""
    evidence = case.dispute.evidence
    for name, value in evidence.items() if isinstance(evidence, dict) else ():
        if name in FIELDS and name != FREE and isinstance(value, str):
            source = PROCESSOR if FIELDS[name].confirm else PERSON
            yield name, Fact(value=value, source=source, told=f"{SAVED}{name}")


def _bought(case: Case) -> Iterator[tuple[str, Fact]]:
    purchase = case.purchase
    for name, fact in PURCHASE.items():
        value = getattr(purchase, fact)
        if name == "product_description":
            value = elements.worded(value)
        if value:
            told = purchase.said.get(fact, "charge")
            yield name, Fact(value=value, source=CHARGE, told=told)
            if name == "delivered_on" and case.product == SERVICE:
                yield "service_date", Fact(value=value, source=CHARGE, told=told)
    for name, fact in ADDRESSES.items():
        address = getattr(purchase, fact)
        if address:
            told = purchase.said.get(fact, "charge")
            yield name, Fact(value=line(address), source=CHARGE, told=told)


def _customer(case: Case) -> Iterator[tuple[str, Fact]]:
    customer = case.customer
    if customer is None:
        return
    for name, value in (
        ("customer_name", customer.name),
        ("customer_email_address", customer.email),
    ):
        if value:
            yield name, Fact(value=value, source=CHARGE, told=f"customer {customer.id}")


def _twin(case: Case) -> Iterator[tuple[str, Fact]]:
    twin = double(case) if answered(case.dispute) == "duplicate" else None
    if twin is not None:
        told = f"payment {twin.attempt.payment}"
        yield (
            "duplicate_charge_id",
            Fact(value=twin.attempt.id, source=HISTORY, told=told, at=twin.attempt.created),
        )


def emptied(case: Case) -> list[str]:
    """Fields that a person emptied here and that still stand at the processor: to be cleared
    there too, for what is saved there is sent."""
    saved = {name for name, _ in _saved(case)}
    return [name for name in FIELDS if name in saved and not known(case)[name].value.strip()]


def double(case: Case) -> Buying | None:
    """The buyer's nearest other payment of the same amount within two months."""
    this = case.attempt
    if this is None:
        return None
    like = [
        buying
        for buying in case.earlier
        if (buying.attempt.amount, buying.attempt.currency) == (this.amount, this.currency)
        and abs(buying.attempt.created - this.created) <= TWIN_DAYS_MAX * times.DAY
        and buying.attempt.id != this.id
    ]
    return min(
        like, key=lambda b: (abs(b.attempt.created - this.created), b.attempt.id), default=None
    )


def line(address: Address) -> str:
    """An address in one line, in the order letters have it."""
    place = " ".join(part for part in (address.state, address.postal_code) if part)
    parts = (address.line1, address.line2, address.city, place, address.country)
    return ", ".join(part for part in parts if part)
