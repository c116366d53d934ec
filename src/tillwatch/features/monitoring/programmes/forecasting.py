"""What the running month will come to: month to date, and the days that are left at the rate of
their weekday.

Rate: the last 91 days, recent ones weighing more (half after four weeks); each weekday's part of it
is drawn towards the mean as if by four cases more, so that a few make no pattern. Spread: counts
of days and of weeks vary more than chance alone would have it; by how much (never less than chance)
widens the interval, and so does how few cases the rate rests on. A trend of the last four weeks
against those before goes on, as far as it is more than chance; and a rate wanders. Between the
bounds lie nine tenths of a negative binomial distribution of that mean and spread (Poisson, or
normal for large numbers).

These are the only floats about counts, and what comes out are whole numbers.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

import msgspec

WINDOW_DAYS: Final = 91
HALF_LIFE_DAYS: Final = 28
DAYS_LEAST: Final = 28
CASES_LEAST: Final = 5
TOWARDS_MEAN: Final = 4.0
TAIL: Final = 0.05
WANDERS: Final = 0.08
"""By how much of itself a rate wanders in a month, beside what its past tells (one deviation)."""
MONTH_DAYS: Final = 30
LARGE: Final = 400.0
"""A mean from which the normal distribution is near enough."""


class Range(msgspec.Struct, frozen=True):
    """Of a month's end: `low` and `high` hold it nine times in ten."""

    low: int
    expected: int
    high: int


class Rest(msgspec.Struct, frozen=True):
    """What the days left will come to: its mean and its variance."""

    mean: float
    variance: float


class Day(msgspec.Struct, frozen=True):
    """`share`: how much of it is left, 0 to 1."""

    weekday: int
    share: float


def rest(past: Sequence[int], last_weekday: int, left: Sequence[Day]) -> Rest | None:
    """Of the days `left`, from full days in their order, the last of them a `last_weekday`. None:
    not enough data (fewer than 28 days, or fewer than 5 cases in them)."""
    past = past[-WINDOW_DAYS:]
    if len(past) < DAYS_LEAST or sum(past) < CASES_LEAST:
        return None
    count = len(past)
    ages = range(count - 1, -1, -1)
    weights = [0.5 ** (age / HALF_LIFE_DAYS) for age in ages]
    weekdays = [(last_weekday - age) % 7 for age in ages]
    whole = sum(weights)
    rate = sum(w * y for w, y in zip(weights, past, strict=True)) / whole
    factors = _factors(past, weights, weekdays, rate)
    trend = _trend(past)
    middle = sum(w * age for w, age in zip(weights, ages, strict=True)) / whole
    fitted = [
        factors[day] * trend.moved(rate, middle - age)
        for day, age in zip(weekdays, ages, strict=True)
    ]
    excess = _excess(past, fitted)
    ahead = [middle + place + 1 for place in range(len(left))]
    shares = [day.share * factors[day.weekday] for day in left]
    mean = sum(s * trend.moved(rate, days) for s, days in zip(shares, ahead, strict=True))
    resting_on = whole * whole / sum(w * w for w in weights)
    unsure = sum(shares) ** 2 * excess * rate / resting_on
    unsure += excess * trend.variance * sum(s * d for s, d in zip(shares, ahead, strict=True)) ** 2
    unsure += (WANDERS * mean) ** 2 * len(left) / MONTH_DAYS
    return Rest(mean, excess * mean + unsure)


class Trend(msgspec.Struct, frozen=True):
    """By how much the rate changes a day, and how unsure that is."""

    slope: float
    variance: float

    def moved(self, rate: float, days: float) -> float:
        """The rate so many days on; never below a tenth of it."""
        return max(rate / 10, rate + self.slope * days)


def _trend(past: Sequence[int]) -> Trend:
    """From the last 28 days against those before, as far as the difference is more than chance;
    without days before there is none."""
    late, early = past[-DAYS_LEAST:], past[:-DAYS_LEAST]
    if len(early) < DAYS_LEAST:
        return Trend(0.0, 0.0)
    now, then = sum(late) / len(late), sum(early) / len(early)
    apart = len(past) / 2
    chance = now / len(late) + then / len(early)
    certain = max(0.0, 1 - chance / (now - then) ** 2) if now != then else 0.0
    return Trend(certain * (now - then) / apart, certain * chance / apart**2)


def _factors(
    past: Sequence[int], weights: Sequence[float], weekdays: Sequence[int], rate: float
) -> list[float]:
    seen, due = [TOWARDS_MEAN] * 7, [TOWARDS_MEAN] * 7
    for count, weight, weekday in zip(past, weights, weekdays, strict=True):
        seen[weekday] += weight * count
        due[weekday] += weight * rate
    return [a / b for a, b in zip(seen, due, strict=True)]


def _excess(past: Sequence[int], fitted: Sequence[float]) -> float:
    """How much more than by chance days, and weeks, differ from what was fitted; at least 1."""
    days = sum((y - e) ** 2 / e for y, e in zip(past, fitted, strict=True)) / max(1, len(past) - 7)
    full = len(past) - len(past) % 7
    weeks = [
        (sum(past[at : at + 7]), sum(fitted[at : at + 7]))
        for at in range(len(past) - full, len(past), 7)
    ]
    by_week = sum((y - e) ** 2 / e for y, e in weeks) / max(1, len(weeks) - 1)
    return max(1.0, days, by_week)


def ranged(so_far: int, found: Rest) -> Range:
    """The month's end: what there is, and what the rest will come to."""
    low, high = quantile(found, TAIL), quantile(found, 1 - TAIL)
    low, high = min(low, math.floor(found.mean)), max(high, math.ceil(found.mean))
    return Range(so_far + low, so_far + round(found.mean), so_far + high)


def spread_over(cases: Rest, so_far: int, sales: Rest, sold: int) -> Rest:
    """The cases' rest, as wide as their ratio to sales is, which are not known either."""
    end, total = so_far + cases.mean, sold + sales.mean
    if total <= 0:
        return cases
    return Rest(cases.mean, cases.variance + end * end * sales.variance / (total * total))


def quantile(of: Rest, part: float) -> int:
    """The smallest whole number that `part` of the distribution lies at or below."""
    if of.mean <= 0:
        return 0
    if of.mean > LARGE:
        return max(0, round(NormalDist(of.mean, math.sqrt(of.variance)).inv_cdf(part)))
    extra = of.variance - of.mean
    chance, below, at = _none(of), 0.0, 0
    while (below := below + chance) < part:
        if extra <= of.mean * 1e-9:
            chance *= of.mean / (at + 1)
        else:
            chance *= (at + of.mean * of.mean / extra) / (at + 1) * (extra / of.variance)
        at += 1
    return at


def _none(of: Rest) -> float:
    """The chance of no case at all."""
    extra = of.variance - of.mean
    if extra <= of.mean * 1e-9:
        return math.exp(-of.mean)
    return math.exp(of.mean * of.mean / extra * math.log(of.mean / of.variance))
