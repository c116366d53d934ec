"""What fought cases that are still open will bring back, by month.

A bank decides 60 to 75 days after the answer; every day of that window is as likely as another,
and of a case that is older than its window, every day of the next fortnight. A case brings its
amount with its chance, and nothing otherwise: mean and variance of their sum are exact, and the
interval (eight times in ten) takes the sum as nearly normal, within nothing and everything.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from math import isqrt
from typing import Final

import msgspec

from tillwatch.features.disputes.value.exact import rounded
from tillwatch.rows.base import Times

DAY_S: Final = 86_400
FIRST_DAY: Final = 60
LAST_DAY: Final = 75
OVERDUE_DAYS: Final = 14
MICRO: Final = 1_000_000
Z_PPM: Final = 1_281_552
"""Of the normal distribution, both sides together 80 %, in millionths."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A case that was answered at `sent` and is not decided."""

    amount: int
    currency: str
    p_ppm: int
    sent: Times


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """Minor units of one currency. `month`: 2027-01. `most`: if every case that may be decided in
    it is won in it. `cases`: how many may be."""

    month: str
    currency: str
    expected: int
    low: int
    high: int
    most: int
    cases: int


class _Sums(msgspec.Struct):
    """Of cases as likely to be decided in a month: their amounts, and these times the chance (in
    millionths), squared and not: all that mean and variance need, in whole numbers."""

    cases: int = 0
    amounts: int = 0
    means: int = 0
    squares: int = 0
    chances: int = 0

    def add(self, amount: int, p_ppm: int) -> None:
        self.cases += 1
        self.amounts += amount
        self.means += amount * p_ppm
        self.squares += amount * amount * p_ppm
        self.chances += (amount * p_ppm) ** 2


def forecast(cases: Iterable[Open], at: Times, zone: tzinfo = UTC) -> list[Month]:
    """By month of `zone`, then currency."""
    terms: dict[tuple[str, str], dict[Fraction, _Sums]] = {}
    shares: dict[Times, dict[str, Fraction]] = {}
    for one in cases:
        if one.sent not in shares:
            shares[one.sent] = _months(one.sent, at, zone)
        for month, share in shares[one.sent].items():
            sums = terms.setdefault((month, one.currency), {})
            sums.setdefault(share, _Sums()).add(one.amount, one.p_ppm)
    return [_month(*key, some) for key, some in sorted(terms.items())]


def _months(sent: Times, at: Times, zone: tzinfo) -> dict[str, Fraction]:
    """How likely the decision falls into each month."""
    begin, end = sent + FIRST_DAY * DAY_S, sent + LAST_DAY * DAY_S
    days = [day for day in range(begin, end + 1, DAY_S) if day >= at]
    days = days or [at + k * DAY_S for k in range(OVERDUE_DAYS + 1)]
    found: dict[str, Fraction] = {}
    for day in days:
        month = datetime.fromtimestamp(day, zone).strftime("%Y-%m")
        found[month] = found.get(month, Fraction(0)) + Fraction(1, len(days))
    return found


def _month(month: str, currency: str, terms: Mapping[Fraction, _Sums]) -> Month:
    mean = sum((share * one.means for share, one in terms.items()), Fraction(0)) / MICRO
    variance = sum(
        (
            share * one.squares / MICRO - share**2 * one.chances / MICRO**2
            for share, one in terms.items()
        ),
        Fraction(0),
    )
    most = sum(one.amounts for one in terms.values())
    reach = Fraction(isqrt(int(variance * Z_PPM * Z_PPM)), MICRO)
    return Month(
        month=month,
        currency=currency,
        expected=rounded(mean, currency),
        low=rounded(max(mean - reach, Fraction(0)), currency),
        high=rounded(min(mean + reach, Fraction(most)), currency),
        most=most,
        cases=sum(one.cases for one in terms.values()),
    )
