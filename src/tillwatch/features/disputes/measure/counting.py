"""Counts disputes by what they count as, and rates them: of those fought, and of all.

Disputes that are in the same groups and of one currency are alike: which groups these are is asked
once for all of them. They are put into cells, with their number and sums, and all counts are sums
of cells, whatever the number of disputes.

A rate is a numerator and a denominator with Wilson's bounds; a denominator of 0 is no data. Both
bases stand side by side, because only fought cases are decided and a business picks what it fights.
"""

from collections.abc import Iterable, Sequence

import msgspec

from tillwatch.features.disputes.learn.measures import Rate, bounded
from tillwatch.features.disputes.measure.known import GROUPS, Mark, Measured, mark
from tillwatch.kernel.money import Money, totals


class Alike(msgspec.Struct, frozen=True, eq=False):
    """What disputes have in common; one for all that have it."""

    currency: str
    groups: frozenset[str]


class Cell(msgspec.Struct, kw_only=True):
    """Disputes that are alike. `squares`: of their amounts, summed."""

    alike: Alike
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
    return put(sorted_out(disputes))


def sorted_out(disputes: Iterable[Measured]) -> list[tuple[Measured, Alike]]:
    """Each with what it has in common with others."""
    known: dict[tuple[Mark, str], Alike] = {}
    found = []
    for one in disputes:
        key = (mark(one), one.currency)
        its = known.get(key)
        if its is None:
            groups = frozenset(name for name, test in GROUPS.items() if test(one))
            its = known[key] = Alike(one.currency, groups)
        found.append((one, its))
    return found


def put(disputes: Iterable[tuple[Measured, Alike]]) -> Cells:
    found: dict[Alike, Cell] = {}
    for one, its in disputes:
        cell = found.get(its)
        if cell is None:
            cell = found[its] = Cell(alike=its)
        cell.count += 1
        cell.amount += one.amount
        cell.squares += one.amount * one.amount
    return list(found.values())


def tallies(of: Cells) -> dict[str, Tally]:
    """By group, all of them."""
    return {name: tally(within(of, name)) for name in GROUPS}


def within(of: Cells, *groups: str) -> Cells:
    """Those that are in one of these groups."""
    return [one for one in of if not one.alike.groups.isdisjoint(groups)]


def tally(of: Cells) -> Tally:
    amounts = totals(Money(one.amount, one.alike.currency) for one in of)
    return Tally(count=count(of), amounts=amounts)


def count(of: Cells) -> int:
    return sum(one.count for one in of)


def rates(of: Cells) -> Rates:
    fought, over = within(of, "fought"), within(of, "over")
    return Rates(
        of_fought=by_number(fought, "won"),
        of_all=by_number(over, "won"),
        countered=by_number(within(of, "countered", "over"), "countered"),
        of_fought_value=_by_money(fought),
        of_all_value=_by_money(over),
    )


def by_number(of: Cells, counts: str) -> Rate:
    whole = count(of)
    return bounded(count(within(of, counts)), whole, whole, 1)


def _by_money(of: Cells) -> list[ValueRate]:
    by: dict[str, list[Cell]] = {}
    for one in of:
        by.setdefault(one.alike.currency, []).append(one)
    return [
        ValueRate(currency=currency, rate=_valued(some)) for currency, some in sorted(by.items())
    ]


def _valued(of: Cells) -> Rate:
    """Amounts are not so many independent cases as they have cents: the bounds count
    (sum)^2 / (sum of squares) cases, as `learn.measures` does."""
    whole = sum(one.amount for one in of)
    won = sum(one.amount for one in within(of, "won"))
    return bounded(won, whole, whole**2, sum(one.squares for one in of))
