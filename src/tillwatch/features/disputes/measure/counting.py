"""Counts disputes by what they count as, and rates them: of those fought, and of all.

Disputes are first put into cells: those of one mark and currency, with their number and sums. All
counts are sums of cells, whatever the number of disputes.

A rate is a numerator and a denominator with Wilson's bounds; a denominator of 0 is no data. Both
bases stand side by side, because only fought cases are decided and a business picks what it fights.
"""

from collections.abc import Iterable, Sequence

import msgspec

from tillwatch.features.disputes.learn.measures import Rate, bounded
from tillwatch.features.disputes.measure.known import GROUPS, Mark, Measured, Test, mark
from tillwatch.kernel.money import Money, totals


class Cell(msgspec.Struct, kw_only=True):
    """Disputes that are alike: `sample` is one of them. `squares`: of their amounts, summed."""

    sample: Measured
    count: int = 0
    amount: int = 0
    squares: int = 0


Cells = Sequence[Cell]


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


def cells(disputes: Iterable[Measured]) -> Cells:
    """In one pass."""
    return marked((one, mark(one)) for one in disputes)


def marked(disputes: Iterable[tuple[Measured, Mark]]) -> Cells:
    found: dict[tuple[Mark, str], Cell] = {}
    for one, its in disputes:
        key = (its, one.currency)
        cell = found.get(key)
        if cell is None:
            cell = found[key] = Cell(sample=one)
        cell.count += 1
        cell.amount += one.amount
        cell.squares += one.amount * one.amount
    return list(found.values())


def tallies(of: Cells) -> dict[str, Tally]:
    """By group, all of them."""
    return {name: tally(within(of, test)) for name, test in GROUPS.items()}


def within(of: Cells, test: Test) -> Cells:
    return [one for one in of if test(one.sample)]


def tally(of: Cells) -> Tally:
    amounts = totals(Money(one.amount, one.sample.currency) for one in of)
    return Tally(count=count(of), amounts=amounts)


def count(of: Cells) -> int:
    return sum(one.count for one in of)


def rates(of: Cells) -> Rates:
    every = within(of, GROUPS["chargebacks"])
    fought, over = within(every, GROUPS["fought"]), within(every, GROUPS["over"])
    settled = within(every, lambda one: one.answered or one.over)
    return Rates(
        of_fought=by_number(fought, GROUPS["won"]),
        of_all=by_number(over, GROUPS["won"]),
        countered=by_number(settled, lambda one: one.answered),
        of_fought_value=_by_money(fought),
        of_all_value=_by_money(over),
    )


def by_number(of: Cells, counts: Test) -> Rate:
    whole = count(of)
    return bounded(count(within(of, counts)), whole, whole, 1)


def _by_money(of: Cells) -> list[ValueRate]:
    by: dict[str, list[Cell]] = {}
    for one in of:
        by.setdefault(one.sample.currency, []).append(one)
    return [
        ValueRate(currency=currency, rate=_valued(some)) for currency, some in sorted(by.items())
    ]


def _valued(of: Cells) -> Rate:
    """Amounts are not so many independent cases as they have cents: the bounds count
    (sum)^2 / (sum of squares) cases, as `learn.measures` does."""
    whole = sum(one.amount for one in of)
    won = sum(one.amount for one in within(of, GROUPS["won"]))
    return bounded(won, whole, whole**2, sum(one.squares for one in of))
