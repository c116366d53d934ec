"""Why a win rate moved between two periods: other cases, or other results in the same cases.

Of each slice (a reason, a brand, an issuer's country) two effects, in exact fractions:

    mix     (share now - share before) * (mean of its two rates - the mean of the two whole rates)
    result  mean of its two shares * (its rate now - its rate before)

Over all slices they add up to the change, without rest. A slice that one period has no case of has
no rate there: the other period's is taken, so that all of it is mix.
Source: the two-fold decomposition of E. Kitagawa, J. Am. Stat. Assoc. 50, 1955.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from tillwatch.features.disputes.learn.known import Closed

Cut = Callable[[Closed], str]
CUTS: Final[Mapping[str, Cut]] = {
    "reason": lambda one: one.reason,
    "brand": lambda one: one.network or "",
    "issuer": lambda one: one.issuer or "",
}
"""By which a change is explained; an empty name is not known."""


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """Wins of cases before and now, and what the slice adds to the change (ratios of one)."""

    name: str
    before: tuple[int, int]
    now: tuple[int, int]
    mix: Fraction
    result: Fraction

    @property
    def whole(self) -> Fraction:
        return self.mix + self.result


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """`change` = sum of mix and result over `slices`, which come by size of what they add."""

    cut: str
    before: tuple[int, int]
    now: tuple[int, int]
    change: Fraction
    slices: Sequence[Slice]

    @property
    def mix(self) -> Fraction:
        return sum((one.mix for one in self.slices), Fraction(0))

    @property
    def result(self) -> Fraction:
        return sum((one.result for one in self.slices), Fraction(0))


def explained(before: Sequence[Closed], now: Sequence[Closed], cut: str) -> Change | None:
    """None where one period has no decided case: there is no change to explain."""
    old, new = _counted(before, CUTS[cut]), _counted(now, CUTS[cut])
    was, is_ = _whole(old), _whole(new)
    if not was[1] or not is_[1]:
        return None
    middle = (Fraction(*was) + Fraction(*is_)) / 2
    slices = [
        _slice(name, old.get(name, (0, 0)), new.get(name, (0, 0)), was[1], is_[1], middle)
        for name in sorted({*old, *new})
    ]
    slices.sort(key=lambda one: -abs(one.whole))
    change = Fraction(*is_) - Fraction(*was)
    return Change(cut=cut, before=was, now=is_, change=change, slices=slices)


def told(before: Sequence[Closed], now: Sequence[Closed]) -> list[Change]:
    """By every cut, the one whose largest slice explains most first; one that does not cut, since
    all cases are alike in it, last."""
    found = [explained(before, now, cut) for cut in CUTS]
    return sorted((one for one in found if one is not None), key=_explains)


def _explains(one: Change) -> tuple[bool, Fraction]:
    return len(one.slices) < 2, -max(abs(part.whole) for part in one.slices)


def _counted(cases: Sequence[Closed], cut: Cut) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for one in cases:
        if one.decided:
            won, count = counts.get(cut(one), (0, 0))
            counts[cut(one)] = (won + one.won, count + 1)
    return counts


def _whole(counts: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(won for won, _ in counts.values()), sum(count for _, count in counts.values())


def _slice(
    name: str,
    before: tuple[int, int],
    now: tuple[int, int],
    all_before: int,
    all_now: int,
    middle: Fraction,
) -> Slice:
    share_before, share_now = Fraction(before[1], all_before), Fraction(now[1], all_now)
    rate_before = Fraction(*before) if before[1] else Fraction(*now)
    rate_now = Fraction(*now) if now[1] else Fraction(*before)
    return Slice(
        name=name,
        before=before,
        now=now,
        mix=(share_now - share_before) * ((rate_before + rate_now) / 2 - middle),
        result=(share_before + share_now) / 2 * (rate_now - rate_before),
    )
