"""Counts disputes by what they count as, and rates them: of those fought, and of all.

A rate is a numerator and a denominator with Wilson's bounds; a denominator of 0 is no data. Both
bases stand side by side, because only fought cases are decided and a business picks what it fights.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tillwatch.features.disputes.learn.measures import Rate, bounded
from tillwatch.features.disputes.measure.known import GROUPS, Measured, Test
from tillwatch.kernel.money import Money, totals


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Disputes of one group: how many, and their disputed amounts, one a currency."""

    count: int
    amounts: Sequence[Money]


class ValueRate(msgspec.Struct, frozen=True, kw_only=True):
    """A rate of money in one currency, minor units."""

    currency: str
    rate: Rate


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """`of_fought`: won of those that were answered and decided. `of_all`: won with an answer of all
    chargebacks with an end. `countered`: answered of the chargebacks that are not awaited."""

    of_fought: Rate
    of_all: Rate
    countered: Rate
    of_fought_value: Sequence[ValueRate]
    of_all_value: Sequence[ValueRate]


def tallies(disputes: Iterable[Measured]) -> dict[str, Tally]:
    """By group, all of them."""
    every = list(disputes)
    return {name: tally(one for one in every if test(one)) for name, test in GROUPS.items()}


def tally(disputes: Iterable[Measured]) -> Tally:
    some = list(disputes)
    amounts = totals(Money(one.amount, one.currency) for one in some)
    return Tally(count=len(some), amounts=amounts)


def rates(disputes: Iterable[Measured]) -> Rates:
    every = [one for one in disputes if one.chargeback]
    fought = [one for one in every if one.fought]
    over = [one for one in every if one.over]
    settled = [one for one in every if one.answered or one.over]
    return Rates(
        of_fought=by_number(fought, GROUPS["won"]),
        of_all=by_number(over, GROUPS["won"]),
        countered=by_number(settled, lambda one: one.answered),
        of_fought_value=_by_money(fought),
        of_all_value=_by_money(over),
    )


def by_number(disputes: Sequence[Measured], counts: Test) -> Rate:
    whole = len(disputes)
    return bounded(sum(counts(one) for one in disputes), whole, whole, 1)


def _by_money(disputes: Sequence[Measured]) -> list[ValueRate]:
    by: dict[str, list[Measured]] = {}
    for one in disputes:
        by.setdefault(one.currency, []).append(one)
    return [
        ValueRate(currency=currency, rate=_valued(some)) for currency, some in sorted(by.items())
    ]


def _valued(disputes: Sequence[Measured]) -> Rate:
    """Amounts are not so many independent cases as they have cents: the bounds count
    (sum)^2 / (sum of squares) cases, as `learn.measures` does."""
    whole = sum(one.amount for one in disputes)
    won = sum(one.amount for one in disputes if GROUPS["won"](one))
    return bounded(won, whole, whole**2, sum(one.amount**2 for one in disputes))


def by_value(disputes: Iterable[Measured]) -> Mapping[str, Rate]:
    """Won of fought by money, by currency."""
    fought = [one for one in disputes if one.fought]
    return {one.currency: one.rate for one in _by_money(fought)}
