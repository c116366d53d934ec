"""Which level a month reached, and what is missing to the next: pure, exact.

A rule is reached when all it asks for is: its ratio, and with it a number of cases, a value, a
number of sales, few payments with the extra card check. Near means: four fifths of every one of
them, or the forecast reaches it.
"""

from fractions import Fraction
from typing import Final, Literal

import msgspec

from tillwatch.features.monitoring.programmes.rules import Number, Rule, Share

NEAR: Final = Fraction(4, 5)
State = Literal["far", "near", "over", "no_data"]
WORST: Final[tuple[State, ...]] = ("no_data", "far", "near", "over")
"""From nothing known to the worst."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a month came to, for one programme. `numerator` over `denominator` is its ratio: cases
    over sales, or money over money in the rule's currency. `value`: of the cases, in that currency.
    `secure`: of the sales, those with the extra card check; None where it does not matter."""

    numerator: int
    denominator: int
    cases: int
    sales: int
    value: int
    secure: int | None = None


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a rule asks for. `kind`: ratio, count, value, sales or secure (the only one where
    less is needed). `now` against `limit`; `strict`: the limit itself is not enough. `met` None: no
    data. `near`: at least four fifths of it."""

    kind: str
    now: Fraction | None
    limit: Fraction
    strict: bool
    met: bool | None
    near: bool


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`more`: how many cases more would reach it, at the sales there are; 0 when it is reached,
    None where there are no sales yet or money is what counts. `more_value`: the same in money.
    `fewer`: how many cases less would not have reached it. `besides`: what else would have to be
    so."""

    state: State
    conditions: tuple[Condition, ...]
    more: int | None
    more_value: int | None
    fewer: int | None
    besides: tuple[str, ...]


def unmeasured(rule: Rule, figures: Figures) -> Verdict:
    """Where nobody outside the network knows the cases: far while even all sales are too few."""
    few = rule.count is not None and figures.sales < rule.count.first
    return Verdict(
        state="far" if few else "no_data",
        conditions=(),
        more=None,
        more_value=None,
        fewer=None,
        besides=(),
    )


def judged(rule: Rule, figures: Figures, *, by_value: bool, crosses: bool = False) -> Verdict:
    """`crosses`: the forecast reaches it."""
    conditions = tuple(_conditions(rule, figures))
    over = all(one.met for one in conditions)
    ratio = conditions[0]
    state: State = "far"
    if over:
        state = "over"
    elif ratio.met is None and figures.cases == 0:
        state = "no_data"
    elif crosses or all(one.near for one in conditions):
        state = "near"
    return Verdict(
        state=state,
        conditions=conditions,
        more=None if by_value else more(rule, figures.cases, figures.denominator),
        more_value=_more_value(rule, figures) if by_value else None,
        fewer=_fewer(rule, figures) if over and not by_value else None,
        besides=tuple(c.kind for c in conditions[1:] if c.kind != "count" and not c.met),
    )


def more(rule: Rule, cases: int, denominator: int) -> int | None:
    """The smallest number of further cases that reaches the ratio and the count, at that
    denominator; None without one."""
    if denominator <= 0:
        return None
    needed = rule.ratio.first(denominator)
    if rule.count is not None:
        needed = max(needed, rule.count.first)
    return max(0, needed - cases)


def _more_value(rule: Rule, figures: Figures) -> int | None:
    if figures.denominator <= 0:
        return None
    needed = rule.ratio.first(figures.denominator)
    if rule.value is not None:
        needed = max(needed, rule.value.first)
    return max(0, needed - figures.numerator)


def _fewer(rule: Rule, figures: Figures) -> int:
    """The smallest number of cases that had to be prevented to stay below."""
    below = [rule.ratio.first(figures.denominator) - 1]
    if rule.count is not None:
        below.append(rule.count.first - 1)
    return figures.cases - max(below)


def _conditions(rule: Rule, f: Figures) -> list[Condition]:
    found = [_ratio(rule.ratio, f.numerator, f.denominator)]
    for kind, limit, now in (
        ("count", rule.count, f.cases),
        ("value", rule.value, f.value),
        ("sales", rule.sales, f.sales),
    ):
        if limit is not None:
            found.append(_number(kind, limit, now))
    if rule.secure_most is not None:
        most = Fraction(rule.secure_most)
        share = Fraction(f.secure, f.sales) if f.secure is not None and f.sales else None
        few = None if share is None else share <= most
        found.append(
            Condition(kind="secure", now=share, limit=most, strict=False, met=few, near=few is True)
        )
    return found


def _ratio(limit: Share, numerator: int, denominator: int) -> Condition:
    known = denominator > 0
    now = Fraction(numerator, denominator) if known else None
    return Condition(
        kind="ratio",
        now=now,
        limit=limit.limit,
        strict=limit.above is not None,
        met=limit.reached(numerator, denominator) if known else None,
        near=now is not None and now >= NEAR * limit.limit,
    )


def _number(kind: str, limit: Number, now: int) -> Condition:
    border = limit.at_least if limit.at_least is not None else limit.above or 0
    return Condition(
        kind=kind,
        now=Fraction(now),
        limit=Fraction(border),
        strict=limit.above is not None,
        met=now >= limit.first,
        near=now >= NEAR * border,
    )


def worst(states: list[State]) -> State:
    return max(states, key=WORST.index, default="no_data")
