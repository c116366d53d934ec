"""A question: some metrics, by some dimensions, of the rows that fit, over a period; and how much
one may ask for at once."""

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.kernel.times import Period

GRAINS: Final = ("hour", "day", "week", "month", "quarter", "year")
COMPARISONS: Final = ("none", "previous", "year", "own")
DATE_BASES: Final = ("created", "booked")
METRICS_MAX: Final = 30
DIMENSIONS_MAX: Final = 4
FILTERS_MAX: Final = 100
MADE_MAX: Final = 20
"""Tests of what is worked out of a column: each is long where it is asked."""
DEEP: Final = 5
VALUES_MAX: Final = 200
VALUES_TOTAL: Final = 2000
WORD_MAX: Final = 255
AMOUNT_MAX: Final = 10**15
AMOUNT: Final = "amount"
"""Of every fact; in minor units, tested by a range."""
BUCKETS_MAX: Final = 2000
ROWS_MAX: Final = 10_000
CASES_MAX: Final = 10**9
RANGES: Final = (10, 25, 50, 100, 250, 500, 1000)
"""Borders of amounts, in major units of whatever currency."""
FIRST: Final = 0
"""1970: nothing was charged before."""
LAST: Final = 4_102_444_800
"""2100."""
YEARS_MAX: Final = 60


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of: `all` of these, `any` of these, or a test of a dimension: `is` one of, `is_not` any
    of, `exists`, `at_least` and `below` (of amounts, in minor units)."""

    all: tuple["Filter", ...] | None = None
    any: tuple["Filter", ...] | None = None
    dimension: str | None = None
    values: tuple[str, ...] | None = msgspec.field(default=None, name="is")
    not_values: tuple[str, ...] | None = msgspec.field(default=None, name="is_not")
    exists: bool | None = None
    at_least: int | None = None
    below: int | None = None

    def walk(self, deep: int = 1) -> Iterator[tuple["Filter", int]]:
        """This one and all within, each with how deep it is."""
        yield self, deep
        for part in (*(self.all or ()), *(self.any or ())):
            yield from part.walk(deep + 1)


class Sort(msgspec.Struct, frozen=True, kw_only=True):
    """`by`: a metric or dimension of the question, or `time`."""

    by: str
    descending: bool = True


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`period` half-open, seconds UTC; `zone`: days, weeks and months begin at its midnight;
    `grain` None: the period as one; `compare` own: with `other`. `connections`: what it is about,
    of one mode; None: all there are. `convert`: the currency money is told in; None: each in its
    own. `at_least`: slices with fewer cases are left out. `ranges`, `dispute_ranges`: borders of
    amounts, the second where all is about disputes."""

    metrics: tuple[str, ...]
    period: Period
    zone: ZoneInfo
    connections: tuple[str, ...] | None = None
    dimensions: tuple[str, ...] = ()
    filter: Filter | None = None
    date_base: str = "created"
    grain: str | None = None
    compare: str = "none"
    other: Period | None = None
    sort: Sort | None = None
    limit: int = 100
    at_least: int = 0
    convert: str | None = None
    ranges: tuple[int, ...] = RANGES
    dispute_ranges: tuple[int, ...] = RANGES

    def borders(self) -> tuple[int, ...]:
        """Those of the amounts that it is about."""
        bases = [catalogue.metric(b).made for slug in self.metrics for b in catalogue.bases(slug)]
        all_disputes = all(isinstance(m, Counted) and m.fact == "dispute" for m in bases)
        return self.dispute_ranges if all_disputes else self.ranges
