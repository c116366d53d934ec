"""The rules of the card networks: `programmes.toml`, read.

A rule holds from a day to a day, in regions or countries; a month is judged by the one that held on
its first day. Where an account's country is not known, the general rule is taken, and the answer
says so.
"""

import tomllib
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Final

import msgspec

from tillwatch.features.monitoring.answering.regions import REGIONS
from tillwatch.features.monitoring.catalogue.metric import Condition
from tillwatch.features.monitoring.programmes import months
from tillwatch.kernel import errors

CURRENCY: Final = "usd"
"""What the networks' amounts are in."""


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Written in this file only; its own kind of table."""


class Measure(Written, frozen=True, kw_only=True):
    """Rows of `fact` that fit any list of `fits`. `moment`: created, or booked (created where it is
    not booked): what puts a row into a month."""

    name: str
    fact: str
    fits: tuple[tuple[Condition, ...], ...]
    moment: str = "created"


class Number(Written, frozen=True, kw_only=True):
    """A limit of a whole number: reached at `at_least`, or beyond `above`."""

    at_least: int | None = None
    above: int | None = None

    @property
    def first(self) -> int:
        """The smallest number that reaches it."""
        return self.at_least if self.at_least is not None else (self.above or 0) + 1


class Share(Written, frozen=True, kw_only=True):
    """A limit of a ratio, as decimals."""

    at_least: str | None = None
    above: str | None = None

    @property
    def limit(self) -> Fraction:
        return Fraction(self.at_least or self.above or "0")

    def reached(self, numerator: int, denominator: int) -> bool:
        ratio = Fraction(numerator, denominator)
        return ratio >= self.limit if self.at_least is not None else ratio > self.limit

    def first(self, denominator: int) -> int:
        """The smallest numerator that reaches it."""
        exact = self.limit * denominator
        return -(-exact // 1) if self.at_least is not None else exact // 1 + 1


class PerCase(Written, frozen=True):
    """What a case costs, between these, in minor units."""

    low: int
    high: int


class Recovery(Written, frozen=True, kw_only=True):
    """From that month on, `amount` for each case `above` so many."""

    from_month: int
    above: int
    amount: int


class Rule(Written, frozen=True, kw_only=True):
    """`until` does not belong to it. `regions` and `countries`: where it holds; neither:
    everywhere but in `not_countries`. `general`: taken where the country is not known.
    `fines`: from which month above on, how much in minor units; `enforced`: since when anything is
    charged; `grace_months`: so many months above cost nothing. All that is set must be reached;
    `secure_most`: at most this share of payments with the extra card check."""

    since: date
    source: str
    read: date
    certainty: str
    until: date | None = None
    general: bool = False
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    not_countries: tuple[str, ...] = ()
    ratio: Share
    count: Number | None = None
    value: Number | None = None
    sales: Number | None = None
    secure_most: str | None = None
    fines: tuple[tuple[int, int], ...] = ()
    per_case: PerCase | None = None
    recovery: Recovery | None = None
    enforced: date | None = None
    grace_months: int = 0
    also: tuple[str, ...] = ()

    def holds(self, month: int, country: str | None) -> bool:
        day = months.first(month)
        if day < self.since or (self.until is not None and day >= self.until):
            return False
        if country is None:
            return self.general
        if self.countries or self.regions:
            return country in self.countries or region(country) in self.regions
        return country not in self.not_countries


class Level(Written, frozen=True, kw_only=True):
    """How far above; of a programme's, the mildest first."""

    slug: str
    name: str
    note: str
    rules: tuple[Rule, ...]

    def rule(self, month: int, country: str | None) -> Rule | None:
        """The one that held on the first day of that month, there."""
        return next((one for one in self.rules if one.holds(month, country)), None)


class Programme(Written, frozen=True, kw_only=True):
    """`cases` and `sales` are measures; `basis`: sales of the same month, or of the one before.
    `by_value`: the ratio is of money. `secure`: of the sales, those with the extra card check.
    `one`: what a case is called."""

    name: str
    code: str
    network: str
    question: str
    cases: tuple[str, ...]
    sales: str
    basis: str
    one: str
    counts: tuple[str, ...]
    counts_not: tuple[str, ...]
    hidden: str
    levels: tuple[Level, ...]
    secure: str | None = None
    by_value: bool = False
    context: str = ""

    @property
    def months_back(self) -> int:
        """How many months before its own a month's sales are of."""
        return 1 if self.basis == "before" else 0

    @property
    def measures(self) -> tuple[str, ...]:
        return (*self.cases, self.sales, *((self.secure,) if self.secure else ()))


class Book(Written, frozen=True):
    measures: dict[str, Measure]
    programmes: dict[str, Programme]


def region(country: str | None) -> str | None:
    """The networks' region of a country; None for one that is in none."""
    return next((name for name, codes in REGIONS.items() if country in codes), None)


def _read() -> Book:
    text = files("tillwatch.features.monitoring.programmes").joinpath("programmes.toml").read_text()
    return msgspec.convert(tomllib.loads(text), Book)


BOOK: Final = _read()


def programme(slug: str) -> Programme:
    """`NotFound` for one there is not."""
    found = BOOK.programmes.get(slug)
    if found is None:
        raise errors.NotFound(f"There is no programme “{slug}”: GET /api/v1/programmes lists them")
    return found
