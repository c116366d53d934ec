"""Who bought what from where, as one charge says: what evidence is compared and filled in from.

Stripe has fields for billing, shipping and the receipt. Where the buyer's address on the internet,
device, account and delivery are concerned it has none, so integrations write them into the
metadata, under names of their own: `purchase.toml` lists those that are understood. What does not
look like what its key says is not taken: an IP that is no IP is not an IP, and a private one is the
shop's own. A date that can be read two ways (06/11/2026) is not read.

Reference: docs.stripe.com/api/charges/object (2026-10-28.endive).
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from tillwatch.kernel import addresses
from tillwatch.processors.defending import Address, Purchase
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate.values import Part, part, text

_TABLE: Final[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)
INSIDE: Final = addresses.networks(", ".join(_TABLE["nets"]["inside"]))
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    fact: tuple(keys) for fact, keys in _TABLE.items() if fact != "nets"
}
TEXT_MAX: Final = 500
"""Characters of a fact: metadata holds 500 a value."""
MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
YEARS: Final = range(1990, 2100)

Found = tuple[str, str]
"""A value, and where in the charge it stands."""


def purchase(charge: Payload) -> Purchase:
    """Pure. `said` names where each fact that is there stands."""
    billing, shipping = part(charge, "billing_details"), part(charge, "shipping")
    told = _Told(charge)
    facts: dict[str, Any] = {
        "ip": told.one("ip", ip),
        "device_id": told.one("device_id", _plain),
        "device_fingerprint": told.one("device_fingerprint", _plain),
        "account_id": told.one("account_id", _account),
        "email": told.field("email", billing, "billing_details.email")
        or told.field("email", charge, "receipt_email")
        or told.one("email", _email),
        "name": told.field("name", billing, "billing_details.name") or told.one("name", _plain),
        "phone": told.field("phone", billing, "billing_details.phone")
        or told.field("phone", shipping, "shipping.phone"),
        "shipping_name": told.field("shipping_name", shipping, "shipping.name"),
        "carrier": told.field("carrier", shipping, "shipping.carrier")
        or told.one("carrier", _plain),
        "tracking_number": told.field("tracking_number", shipping, "shipping.tracking_number")
        or told.one("tracking_number", _plain),
        "shipped_on": told.one("shipped_on", day),
        "delivered_on": told.one("delivered_on", day),
        "description": told.one("description", _named)
        or told.field("description", charge, "description")
        or told.one("description", _plain),
        "receipt_url": told.field("receipt_url", charge, "receipt_url"),
    }
    addresses: dict[str, Any] = {
        "billing": told.address("billing", billing, "billing_details.address"),
        "shipping": told.address("shipping", shipping, "shipping.address"),
    }
    return Purchase(**facts, **addresses, said=told.said)


class _Told:
    """One charge being read: `said` gathers where what was found stands."""

    def __init__(self, charge: Payload) -> None:
        self.said: dict[str, str] = {}
        self._metadata = {_bare(key): (key, value) for key, value in _entries(charge)}

    def one(self, fact: str, read: Callable[[str], str | None]) -> str | None:
        """The first of the fact's keys in the metadata that holds something usable."""
        for key in KEYS[fact]:
            name, value = self._metadata.get(_bare(key), ("", ""))
            usable = read(value) if value else None
            if usable:
                self.said[fact] = f"metadata.{name}"
                return usable
        return None

    def field(self, fact: str, owner: Part, path: str) -> str | None:
        value = _plain(text(owner, path.rpartition(".")[2]) or "")
        if value:
            self.said[fact] = path
        return value

    def address(self, fact: str, owner: Part, path: str) -> Address | None:
        given = part(owner, "address")
        lines = {name: _plain(text(given, name) or "") for name in Address.__struct_fields__}
        if not any(lines.values()):
            return None
        self.said[fact] = path
        return Address(**lines)


def _entries(charge: Payload) -> Iterator[tuple[str, str]]:
    """The metadata as texts; numbers and yes or no are none of Stripe's, but old imports have
    them."""
    for key, value in (part(charge, "metadata") or {}).items():
        if type(value) is str or type(value) is int:
            yield str(key), str(value).strip()


def _bare(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.casefold())


def _plain(value: str) -> str | None:
    return " ".join(value.split())[:TEXT_MAX] or None


def _email(value: str) -> str | None:
    return value if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else None


def _account(value: str) -> str | None:
    """Not Stripe's own id of a customer, which no buyer recognises."""
    return None if re.fullmatch(r"(?:cus|acct|gcus)_\w+", value) else _plain(value)


def _named(value: str) -> str | None:
    """Not an id of the catalogue: it says nothing to a bank until somebody looks up its name."""
    return None if re.fullmatch(r"(?:prod|price|sku|plan|si|sub)_\w+", value) else _plain(value)


def ip(value: str) -> str | None:
    """The first address of a list (as proxies hand them on) that is one of the internet's, in its
    shortest form; ports and brackets are dropped."""
    for given in re.split(r"[,\s]+", value):
        bare = re.sub(r"^\[(.+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$", r"\1\2", given)
        found = addresses.ip(bare)
        if found is not None and not addresses.is_within(str(found), INSIDE):
            return str(found)
    return None


def day(value: str) -> str | None:
    """A date as 2026-11-06; None where the text is none, or could be two."""
    found = _moment(value) or _written(value)
    return found.isoformat() if found and found.year in YEARS else None


def _moment(value: str) -> date | None:
    """Seconds or milliseconds UTC, or a moment as RFC 3339 says: its day where it was written."""
    if re.fullmatch(r"\d{10}|\d{13}", value):
        return datetime.fromtimestamp(int(value[:10]), UTC).date()
    try:
        return datetime.fromisoformat(value.replace("/", "-")).date()
    except ValueError:
        return None


def _written(value: str) -> date | None:
    """6 Nov 2026, November 6, 2026, 26/11/2026 and 11/26/2026, where only one reading is a date."""
    words = [word for word in re.split(r"[\s,./-]+", value.casefold()) if word]
    if len(words) != 3 or not (words[2].isdecimal() and len(words[2]) == 4):
        return None
    numbers = [_number(word) for word in words[:2]]
    named = [word.isalpha() for word in words[:2]]
    if None in numbers or named == [True, True]:
        return None
    first, second = int(numbers[0] or 0), int(numbers[1] or 0)
    if named == [False, False]:
        readings = {(first, second), (second, first)}
    else:
        readings = {(first, second) if named[1] else (second, first)}
    dates = {found for one, month in readings if (found := _date(int(words[2]), month, one))}
    return dates.pop() if len(dates) == 1 else None


def _number(word: str) -> int | None:
    """Of a day, or of a month by its name in English."""
    if word.isdecimal():
        return int(word)
    if len(word) >= 3 and word[:3] in MONTHS and word.isalpha():
        return MONTHS.index(word[:3]) + 1
    plain = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", word)
    return int(plain[1]) if plain else None


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None
