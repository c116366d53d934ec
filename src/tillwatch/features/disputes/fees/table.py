"""The dated figures of `fees.toml`, read: which amounts, where, since when, from which source."""

import tomllib
from datetime import date
from importlib.resources import files
from typing import Final

import msgspec


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was taken for disputes that opened before the day `until`."""

    until: date
    minor: int


class Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`minor` of `currency`; `countries` or card `networks` it holds for; `unconfirmed`: neither
    the processor's own pages nor a row has shown it."""

    currency: str
    minor: int
    source: str
    countries: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    before: Before | None = None
    unconfirmed: bool = False

    def on(self, day: date) -> int:
        return self.before.minor if self.before and day < self.before.until else self.minor


class Returned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a win brings the received fee back; of disputes that opened before `until`, if said."""

    countries: tuple[str, ...]
    until: date | None = None


class Received(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    returned_on_win: tuple[Returned, ...]

    def returned(self, country: str | None, day: date) -> bool:
        return any(
            country in one.countries and (one.until is None or day < one.until)
            for one in self.returned_on_win
        )


class Countered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`since`: the day from which disputes that open cost something to answer."""

    since: date
    not_in: tuple[str, ...]
    source: str
    not_in_source: str
    before_source: str
    inquiry_source: str


class Free(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    network: str
    source: str
    countries: tuple[str, ...]


class Smart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    share_ppm: int
    source: str


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    amounts: tuple[Amount, ...]
    elsewhere: Amount
    received: Received
    countered: Countered
    free: Free
    smart: Smart
    compliance: Amount
    arbitration: tuple[Amount, ...]

    def amount(self, country: str | None, currency: str | None) -> Amount:
        """Of a country; where it is not known, of the country whose currency is settled in."""
        for one in self.amounts:
            if country in one.countries or (country is None and one.currency == currency):
                return one
        return self.elsewhere


def _read() -> Table:
    text = files(__package__).joinpath("fees.toml").read_text()
    return msgspec.convert(tomllib.loads(text), Table)


TABLE: Final = _read()
