"""Counts. A number of a slice is a set of (currency, numerator, denominator); nothing of a currency
is not in it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tests.monitoring.recomputed import words
from tests.monitoring.recomputed.books import Thing
from tests.monitoring.recomputed.counting import COUNTED, Counting
from tests.monitoring.recomputed.made import RATIOS, SHARES, SUMS

SLUGS = frozenset({*COUNTED, *RATIOS, *SUMS, *SHARES})
Told = frozenset[tuple[str | None, int, int | None]]
Cut = Callable[[Thing], Hashable]


def happened(things: Iterable[Thing]) -> list[Thing]:
    """The things, and each that happened to a payment once more as an event."""
    found = list(things)
    for one in list(found):
        if one.kind not in ("try", "refund", "dispute", "warning"):
            continue
        amounts = [one.row.amount if one.kind != "warning" else one.of.amount if one.of else 0]
        if one.kind == "try" and words.is_sale(one):
            amounts.append(one.row.amount_captured)
        found += [
            msgspec.structs.replace(one, kind="event", row=_Event(amount, one))
            for amount in amounts
        ]
    return found


class _Event:
    """`of`: what else is asked of it is asked of what happened."""

    def __init__(self, amount: int, of: Thing) -> None:
        self.amount = amount
        self._row = of.row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name, None)


def by_week(zone: ZoneInfo, base: str) -> Cut:
    """The first second of the week, which begins on Monday at midnight there."""

    def cut(one: Thing) -> int:
        local = datetime.fromtimestamp(getattr(one, base), zone)
        monday = (local - timedelta(days=local.weekday())).date()
        return int(datetime(monday.year, monday.month, monday.day, tzinfo=zone).timestamp())

    return cut


def by_card(one: Thing) -> tuple[str | None, ...]:
    """Account and card brand."""
    return (one.account, words.brand(one))


def by_money(one: Thing) -> tuple[str | None, ...]:
    """Account and currency."""
    return (one.account, one.currency)


def as_one(one: Thing) -> tuple[()]:
    return ()


def reckon(
    slugs: Iterable[str], things: Iterable[Thing], span: tuple[int, int], base: str, cut: Cut
) -> tuple[dict[Hashable, dict[str, Told]], dict[str, Told]]:
    """Of each slice, and of the whole."""
    within = [
        one
        for one in things
        if (moment := getattr(one, base)) is not None and span[0] <= moment < span[1]
    ]
    slices: dict[Hashable, list[Thing]] = defaultdict(list)
    for one in within:
        slices[cut(one)].append(one)
    whole = _Numbers(within, None)
    parts = {key: _Numbers(some, whole) for key, some in slices.items()}
    wanted = list(slugs)
    told = {key: {slug: part.told(slug) for slug in wanted} for key, part in parts.items()}
    return told, {slug: whole.told(slug) for slug in wanted}


class _Numbers:
    def __init__(self, things: list[Thing], whole: "_Numbers | None") -> None:
        self._whole = whole or self
        self._kinds: dict[str, list[Thing]] = defaultdict(list)
        for one in things:
            self._kinds[one.kind].append(one)
        self._sums: dict[str, Mapping[str | None, int]] = {}

    def told(self, slug: str) -> Told:
        if slug in RATIOS:
            above, below = RATIOS[slug]
            return _over(self.sums(above), self.sums(below), is_money(above))
        if slug in SHARES:
            of = SHARES[slug]
            return _over(self.sums(of), self._whole.sums(of), is_money(of))
        if is_money(slug):
            return frozenset((code, one, None) for code, one in self.sums(slug).items() if one)
        return frozenset([(None, sum(self.sums(slug).values()), None)])

    def sums(self, slug: str) -> Mapping[str | None, int]:
        if slug not in self._sums:
            self._sums[slug] = self._summed(slug)
        return self._sums[slug]

    def _summed(self, slug: str) -> Mapping[str | None, int]:
        total: dict[str | None, int] = defaultdict(int)
        if slug in SUMS:
            adds, takes = SUMS[slug]
            for sign, some in ((1, adds), (-1, takes)):
                for part in some:
                    for code, one in self.sums(part).items():
                        total[code] += sign * one
            return total
        how = COUNTED[slug]
        fitting = [one for one in self._kinds[how.kind] if how.test(one)]
        if how.different is not None:
            return {None: len({how.different(one) for one in fitting} - {None})}
        if how.picks is not None:
            amounts: dict[str | None, list[int]] = defaultdict(list)
            for thing in fitting:
                amounts[thing.currency].append(_worth(how, thing))
            return {code: how.picks(some) for code, some in amounts.items()}
        for thing in fitting:
            total[thing.currency] += _worth(how, thing)
        return total


def is_money(slug: str) -> bool:
    if slug in SUMS:
        return any(is_money(part) for parts in SUMS[slug] for part in parts)
    return COUNTED[slug].amount is not None


def _worth(how: Counting, one: Thing) -> int:
    return 1 if how.amount is None else how.amount(one)


def _over(above: Mapping[str | None, int], below: Mapping[str | None, int], of_money: bool) -> Told:
    if not of_money:
        return frozenset([(None, sum(above.values()), sum(below.values()))])
    pairs = ((code, above.get(code, 0), below.get(code, 0)) for code in {*above, *below})
    return frozenset(pair for pair in pairs if pair[1] or pair[2])
