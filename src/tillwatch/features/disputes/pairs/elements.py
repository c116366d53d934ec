"""What identifies a buyer, in the form it is compared in.

Only what is long and whole enough to prove something is an element: a device's fingerprint has at
least 20 characters, its id 15 (the processor's limits), an address on the internet is one, and a
shipping address says street, place, code and country. Compared are e-mail addresses without case
and outer blanks, street addresses without case, punctuation and runs of blanks but with every field
equal (also where both say nothing), and everything else as it stands. The two names of a device,
its id and its fingerprint, are one thing: Visa takes no pair that rests on these two alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.case.known import Case
from tillwatch.kernel import addresses
from tillwatch.processors.defending import Address, Purchase

ACCOUNT: Final = "account_id"
FINGERPRINT: Final = "device_fingerprint"
DEVICE: Final = "device_id"
EMAIL: Final = "email"
IP: Final = "ip"
SHIPPING: Final = "shipping"
ELEMENTS: Final = (IP, DEVICE, FINGERPRINT, ACCOUNT, EMAIL, SHIPPING)
CORE: Final = frozenset((IP, DEVICE, FINGERPRINT))
"""One of these has to be among the equal ones."""
WORDS: Final[Mapping[str, str]] = {
    IP: "address on the internet (IP)",
    DEVICE: "device id",
    FINGERPRINT: "device fingerprint",
    ACCOUNT: "account with you",
    EMAIL: "e-mail address",
    SHIPPING: "shipping address",
}
FINGERPRINT_MIN: Final = 20
DEVICE_MIN: Final = 15
EXAMPLES: Final = addresses.networks(
    "192.0.2.0/24, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32"
)
"""Nets kept for documentation and trials: nobody buys from them, but a simulated business."""
FACTS: Final[Mapping[str, str]] = {
    "ip": "customer_purchase_ip",
    "device_id": "device_id",
    "device_fingerprint": "device_fingerprint",
    "account_id": "account_id",
    "email": "customer_email_address",
}
"""Facts of the case that stand before what the charge says."""

Compared = Mapping[str, str]
"""Element -> the value in the form it is compared in; those that are there and whole enough."""


def disputed(case: Case) -> Purchase:
    """The purchase in question, with what the merchant or a person told over what the charge
    says."""
    told = {name: case.facts[fact].value for name, fact in FACTS.items() if fact in case.facts}
    return msgspec.structs.replace(case.purchase, **told)


def compared(purchase: Purchase) -> Compared:
    found = {
        IP: _ip(purchase.ip),
        DEVICE: _long(purchase.device_id, DEVICE_MIN),
        FINGERPRINT: _long(purchase.device_fingerprint, FINGERPRINT_MIN),
        ACCOUNT: _long(purchase.account_id, 1),
        EMAIL: _email(purchase.email),
        SHIPPING: place(purchase.shipping),
    }
    return {name: value for name, value in found.items() if value}


def matching(one: Compared, other: Compared) -> tuple[str, ...]:
    """The elements both have, equal; in the order of `ELEMENTS`."""
    return tuple(name for name in ELEMENTS if name in one and one[name] == other.get(name))


def weight(names: Sequence[str]) -> int:
    """How many things are equal: both names of a device are one thing."""
    return len(set(names)) - ({DEVICE, FINGERPRINT} <= set(names))


def enough(names: Sequence[str]) -> bool:
    return weight(names) >= 2 and not CORE.isdisjoint(names)


def worded(description: str | None) -> str | None:
    """Unless it is only an id of some catalogue."""
    said = (description or "").strip()
    return None if re.fullmatch(r"[a-z]+_\w*\d\w*|(?=\w*\d)\w{20,}", said) else said or None


def place(address: Address | None) -> str | None:
    """All of an address in one comparable line; None where it is not a whole one."""
    if address is None:
        return None
    if not (address.line1 and address.city and address.postal_code and address.country):
        return None
    parts = (getattr(address, name) for name in Address.__struct_fields__)
    return "|".join(_bare(part or "") for part in parts)


def _bare(part: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", part.casefold()).split())


def _ip(value: str | None) -> str | None:
    """In its shortest form; a private one is the shop's own, and is none of the buyer's."""
    found = addresses.ip(value or "")
    if found is None or not (found.is_global or addresses.is_within(str(found), EXAMPLES)):
        return None
    return str(found)


def _email(value: str | None) -> str | None:
    folded = (value or "").strip().casefold()
    return folded if "@" in folded else None


def _long(value: str | None, least: int) -> str | None:
    trimmed = (value or "").strip()
    return trimmed if len(trimmed) >= least else None
