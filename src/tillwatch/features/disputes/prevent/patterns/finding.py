"""Which groups stand out, and what that means in a sentence. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.patterns import exact
from tillwatch.features.disputes.prevent.patterns.sales import (
    BIN,
    CAMPAIGN,
    COUNTRY,
    DESCRIPTOR,
    PRODUCT,
    TIMES,
    Complaint,
    Counted,
)

UNRECOGNIZED: Final = "unrecognized"
RISING: Final = "rising"
ABOVE: Final = "above"
LEVEL: Final = 0.01
"""Corrected for all groups that were looked at, such a finding is wrong once in a hundred looks."""
FEWEST: Final = 3
"""Disputes of a pattern at least: two of a kind are told by nobody."""
SAID: Final = {
    PRODUCT: "“{}”",
    DESCRIPTOR: "The statement text “{}”",
    BIN: "Cards that begin with {}",
    COUNTRY: "Cards from {}",
    CAMPAIGN: "The campaign “{}”",
    UNRECOGNIZED: "The statement text “{}”",
}


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: the dimension, or unrecognized: disputes of buyers who did not know what their
    statement says, by that text. `how`: rising against before, or above its share of sales.
    `recent`, `before`: its disputes, `of_recent`, `of_before`: all. `sales`, `of_sales`: payments
    behind the recent ones. `chance_ppm`: that it is none, corrected, in millionths."""

    about: str
    value: str
    how: str
    recent: int
    before: int
    of_recent: int
    of_before: int
    sales: int
    of_sales: int
    chance_ppm: int
    says: str
    disputes: Sequence[Complaint]


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    about: str
    value: str
    how: str
    recent: int
    before: int
    of_recent: int
    of_before: int
    sales: int
    of_sales: int
    chance: float
    disputes: Sequence[Complaint]


def patterns(counted: Counted, days: int) -> list[Pattern]:
    """The surest first, each group once."""
    tested = [one for about, some in _families(counted) for one in _tested(counted, about, some)]
    corrected = exact.holm([one.chance for one in tested], _looked(counted))
    sure = [
        (chance, one)
        for chance, one in zip(corrected, tested, strict=True)
        if chance < LEVEL and one.recent >= FEWEST
    ]
    sure.sort(key=lambda pair: (pair[0], pair[1].how == ABOVE, -pair[1].recent, pair[1].value))
    best: dict[tuple[str, str], Pattern] = {}
    for chance, one in sure:
        best.setdefault((one.about, one.value), _pattern(one, chance, days))
    return list(best.values())


def _looked(counted: Counted) -> int:
    """Tests that could have found something: two for each group that has enough sales to have a
    pattern's disputes, those without a dispute too."""
    groups = [key for key, sales in counted.recent.items() if key[0] and sales >= FEWEST]
    texts = [key for key in groups if key[0] == DESCRIPTOR]
    return 2 * (len(groups) + len(texts))


def _families(counted: Counted) -> list[tuple[str, Sequence[Complaint]]]:
    """What is looked at: every dimension, and the unrecognized ones by their statement text."""
    every = counted.complaints
    unknown = [one for one in every if one.reason == UNRECOGNIZED]
    dimensions: list[tuple[str, Sequence[Complaint]]] = [
        (name, every) for name in (PRODUCT, DESCRIPTOR, BIN, COUNTRY, CAMPAIGN)
    ]
    return [*dimensions, (UNRECOGNIZED, unknown)]


def _tested(counted: Counted, about: str, some: Sequence[Complaint]) -> Iterable[Tested]:
    dimension = DESCRIPTOR if about == UNRECOGNIZED else about
    of_recent = sum(1 for one in some if one.recent)
    of_before = len(some) - of_recent
    of_sales = counted.recent.get(("", ""), 0)
    of_sales_before = counted.before.get(("", ""), 0)
    by_value: dict[str, list[Complaint]] = {}
    for one in some:
        if dimension in one.groups:
            by_value.setdefault(one.groups[dimension], []).append(one)
    for value, mine in sorted(by_value.items()):
        sales = counted.recent.get((dimension, value), 0)
        before_sales = counted.before.get((dimension, value), 0)
        recent = [one for one in mine if one.recent]
        found = Tested(
            about=about,
            value=value,
            how=ABOVE,
            recent=len(recent),
            before=len(mine) - len(recent),
            of_recent=of_recent,
            of_before=of_before,
            sales=sales,
            of_sales=of_sales,
            chance=1.0,
            disputes=sorted(recent, key=lambda one: (-one.at, one.id)),
        )
        if 0 < sales < of_sales:
            chance = exact.above(len(recent), of_recent, sales / of_sales)
            yield msgspec.structs.replace(found, chance=chance)
        odds = _odds(sales, before_sales, of_sales, of_sales_before)
        if odds is not None:
            others = of_recent - found.recent, of_before - found.before
            chance = exact.rising(found.recent, found.before, *others, odds)
            yield msgspec.structs.replace(found, how=RISING, chance=chance)


def _odds(sales: int, before: int, of_sales: int, of_before: int) -> float | None:
    """How the group's sales moved against the others'; None where one of them has none."""
    others, others_before = of_sales - sales, of_before - before
    if min(sales, before, others, others_before) <= 0:
        return None
    return (sales / before) / (others / others_before)


def _pattern(one: Tested, chance: float, days: int) -> Pattern:
    return Pattern(
        about=one.about,
        value=one.value,
        how=one.how,
        recent=one.recent,
        before=one.before,
        of_recent=one.of_recent,
        of_before=one.of_before,
        sales=one.sales,
        of_sales=one.of_sales,
        chance_ppm=round(chance * 1_000_000),
        says=_says(one, chance, days),
        disputes=one.disputes,
    )


def _says(one: Tested, chance: float, days: int) -> str:
    who = SAID[one.about].format(one.value)
    kind = "disputes as “unrecognized”" if one.about == UNRECOGNIZED else "disputes"
    share = f"{100 * one.sales / one.of_sales:.1f} % of sales" if one.of_sales else "no sales"
    told = f"{who}: {one.recent} of {one.of_recent} {kind} of the last {days} days"
    if one.how == RISING:
        told += f", against {one.before} of {one.of_before} in the {TIMES * days} days before"
    told += f"; it is {share}. "
    seldom = round(1 / chance) if chance > 1e-6 else 1_000_000
    often = "less than once in 1,000,000" if chance <= 1e-6 else f"about once in {seldom:,}"
    return f"{told}By chance that would be seen {often} looks like this one."
