"""What was measured of one combination for one test, and whether the test holds.

Everything is whole numbers: fractions are compared by multiplying across. `Fraction` does that.
"""

from fractions import Fraction
from statistics import median_low

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.alerts.ruled import Baseline, Criterion
from tillwatch.features.monitoring.answering import Part

WHOLE = 10_000
SURE = 16
"""The square of 4: so many deviations lie beyond what chance does, one time in 30,000."""
SURE_COUNT = 8
"""Of counts 3 deviations, beside the change that the rule itself asks for."""


class Measured(msgspec.Struct, frozen=True):
    """`now`: in the window; `befores`: in each window it is compared with, none of an absolute
    test. `evidence`: what a minimum is counted of, where the rule says of what."""

    now: Part
    befores: tuple[Part, ...] = ()
    evidence: int | None = None


def holds(test: Criterion, found: Measured, minimum: int) -> bool:
    """Whether the test holds. No data: it does not."""
    now, usual = number(found.now), before(test, found)
    if now is None or counted(test, found) < minimum:
        return False
    edge = border(test, found)
    if edge is None:
        return False
    match test.op:
        case "above":
            return now > edge
        case "below":
            return now < edge
        case "rises":
            beyond = usual is not None and now > usual and now >= edge
        case _:
            beyond = usual is not None and now < usual and now <= edge
    return beyond and (not test.sure or beyond_chance(found))


def border(test: Criterion, found: Measured) -> Fraction | None:
    """Where telling begins. None: there is nothing to compare with."""
    if test.op in ("above", "below"):
        is_share = catalogue.metric(test.metric).unit in ("rate", "share")
        return Fraction(test.limit or 0, WHOLE if is_share else 1)
    usual = before(test, found)
    if usual is None or usual < 0:
        return None
    change = Fraction(test.change or 0, WHOLE)
    change = change if test.points else usual * change
    return usual + change if test.op == "rises" else usual - change


def number(part: Part) -> Fraction | None:
    """None: no data."""
    if part.denominator is None:
        return Fraction(part.numerator)
    return Fraction(part.numerator, part.denominator) if part.denominator else None


def before(test: Criterion, found: Measured) -> Fraction | None:
    """What is usual."""
    if not found.befores:
        return None
    baseline = test.baseline or Baseline()
    if baseline.by == "median":
        known = [value for part in found.befores if (value := number(part)) is not None]
        return median_low(known) if known else None
    upper = sum(part.numerator for part in found.befores)
    if found.now.denominator is None:
        return Fraction(upper, len(found.befores))
    lower = sum(part.denominator or 0 for part in found.befores)
    return Fraction(upper, lower) if lower else None


def counted(test: Criterion, found: Measured) -> int:
    """How much there is to judge by: of a count that fell, what it was before."""
    if found.evidence is not None:
        return found.evidence
    if found.now.denominator is not None:
        return found.now.denominator
    usual = before(test, found) if test.op == "falls" else None
    return max(found.now.numerator, int(usual) if usual is not None else 0)


def beyond_chance(found: Measured) -> bool:
    """Whether two shares, or a count and the mean of others, differ by more than chance would.

    Shares: the square of the usual z of two proportions. Counts: given how many there are in all,
    each of n + 1 windows is as likely to hold one."""
    if found.now.denominator is None:
        windows, all_before = len(found.befores), sum(p.numerator for p in found.befores)
        both = windows * (found.now.numerator + all_before)
        apart = (windows * found.now.numerator - all_before) ** 2
        return both > 0 and apart >= SURE_COUNT * both
    x, n = found.now.numerator, found.now.denominator
    y = sum(p.numerator for p in found.befores)
    m = sum(p.denominator or 0 for p in found.befores)
    hits, all_ = x + y, n + m
    if not n or not m or not 0 < hits < all_:
        return False
    return (x * m - y * n) ** 2 * all_ >= SURE * n * m * hits * (all_ - hits)


def tenths_of_percent(part: Part) -> str:
    """A ratio as a person reads it: 97.1, rounded half up."""
    upper, lower = part.numerator, part.denominator or 1
    sign = "-" if upper < 0 else ""
    tenths = (2000 * abs(upper) + lower) // (2 * lower)
    return f"{sign}{tenths // 10}.{tenths % 10}"
