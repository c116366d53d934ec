"""Learning from what became of an account's own orders, and measuring it honestly.

Time is cut once: what is learned uses only orders and what was known of them before the cut; it is
measured on orders after it. An order counts when it is `MATURE` old, for most of what goes bad is
known by then. What is measured says whether the own factors are used: they must have been less
surprised by the later orders than the general ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from typing import Final, NamedTuple

import msgspec

from tillwatch.features.monitoring.risk import stream
from tillwatch.features.monitoring.risk.fit import Fitted, Marks, fit, general, patterns
from tillwatch.features.monitoring.risk.known import Tried
from tillwatch.features.monitoring.risk.measure import Measured, measured
from tillwatch.features.monitoring.risk.order import DAY, RECENT
from tillwatch.features.monitoring.risk.score import USUAL, Model, Tiers, weight
from tillwatch.features.monitoring.risk.signals import findings
from tillwatch.features.monitoring.risk.stream import Past
from tillwatch.kernel.times import At

MATURE: Final = 60 * DAY
LEARNS_FROM: Final = 0.7
"""The share of the time there is that is learned from."""
ORDERS_LEAST: Final = 300
BAD_LEAST: Final = 10
BIN_ORDERS: Final = 20
BIN_BAD: Final = 3
BIN_TIMES: Final = 3
RISKY_BIN: Final = "risky_bin"


class Judged(NamedTuple):
    """A paid order: when, its marks, and when it was first known that it went bad."""

    at: int
    marks: Marks
    bad_at: int | None


class OrdersAtScore(msgspec.Struct, frozen=True, kw_only=True):
    """So many orders of one score."""

    score: float
    orders: int


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """`own` and `general`: both measured on the same later orders; None where too few went bad.
    `used`: whether `model` has the own factors. `why_not` in words where it has not. `recent`: the
    scores that the paid orders of the last 90 days have by `model`, the lowest first. `at`: when
    that was."""

    model: Model
    cut: At | None
    own: Measured | None
    general: Measured | None
    used: bool
    why_not: str = ""
    recent: list[OrdersAtScore] = []
    at: At | None = None


def learned(tries: Sequence[Tried], bad: Mapping[str, int], now: int, tiers: Tiers) -> Learned:
    """`tries` of an account by (created, id); `bad`: when which of them was first known to be."""
    if not tries:
        return msgspec.structs.replace(nothing("There are no payments yet"), at=now)
    past, risky = _past(tries, bad, now)
    found = _learned(past, risky, tries[0].created, now, tiers)
    return msgspec.structs.replace(found, recent=_recent(past, found.model, now), at=now)


def _past(
    tries: Sequence[Tried], bad: Mapping[str, int], now: int
) -> tuple[list[Judged], frozenset[str]]:
    """The paid orders with their marks, and the beginnings of cards that are risky."""
    first = tries[0].created
    until = min(_cut(first, now), now) - MATURE
    halfway = first + (until - first) // 2
    risky = _risky_bins((one for one in tries if one.created < halfway), bad, halfway + MATURE)
    past = (one for one in stream.orders(tries, bad, risky) if one.tried.paid)
    return [Judged(one.tried.created, marks_of(one), one.bad_at) for one in past], risky


def _cut(first: int, now: int) -> int:
    return first + int((now - first) * LEARNS_FROM)


def _learned(
    past: Sequence[Judged], risky: frozenset[str], first: int, now: int, tiers: Tiers
) -> Learned:
    cut = _cut(first, now)
    until = min(cut, now) - MATURE
    before = _known((p for p in past if p.at < until), by=cut)
    after = _known((p for p in past if cut <= p.at < now - MATURE), by=now)
    count = sum(is_bad for _, is_bad in before)
    if len(before) < ORDERS_LEAST or count < BAD_LEAST:
        return nothing(
            f"{len(before)} orders old enough, {count} of them bad: it learns from "
            f"{ORDERS_LEAST} and {BAD_LEAST} on"
        )
    seen = patterns(before)
    usual = log(count / (len(before) - count))
    own, plain = fit(seen), general(seen)
    on_own = _measured(own, usual, after, tiers)
    on_general = _measured(plain, usual, after, tiers)
    better = on_own is not None and on_general is not None and on_own.log_loss < on_general.log_loss
    fitted = own if better else plain
    model = Model(
        factors=fitted.factors,
        shift=fitted.base - usual,
        bins=tuple(sorted(risky)),
        learned_at=now if better else None,
        orders=len(before),
        bad=count,
    )
    why_not = "" if better else _why_not(on_own)
    return Learned(
        model=model, cut=cut, own=on_own, general=on_general, used=better, why_not=why_not
    )


def marks_of(past: Past) -> Marks:
    return frozenset(mark for one in findings(past.order) for mark in one.marks)


def _known(past: Iterable[Judged], by: int) -> list[tuple[Marks, bool]]:
    return [(p.marks, p.bad_at is not None and p.bad_at < by) for p in past]


def _recent(past: Iterable[Judged], model: Model, now: int) -> list[OrdersAtScore]:
    counts: dict[float, int] = {}
    for marks, some in Counter(p.marks for p in past if p.at >= now - RECENT).items():
        times = exp(weight(marks if model.bins else marks - {RISKY_BIN}, model))
        score = times / (times + USUAL)
        counts[score] = counts.get(score, 0) + some
    return [OrdersAtScore(score=score, orders=counts[score]) for score in sorted(counts)]


def _measured(
    fitted: Fitted, usual: float, after: Sequence[tuple[Marks, bool]], tiers: Tiers
) -> Measured | None:
    def chance(marks: Marks) -> float:
        odds = fitted.odds(marks)
        return odds / (1 + odds)

    def score(marks: Marks) -> float:
        times = fitted.odds(marks) / exp(usual)
        return times / (times + USUAL)

    return measured(after, chance, score, tiers)


def _risky_bins(tries: Iterable[Tried], bad: Mapping[str, int], known_by: int) -> frozenset[str]:
    """Beginnings of cards that went bad `BIN_TIMES` as often as all, and not by one or two."""
    counts: dict[str, list[int]] = {}
    orders = went_bad = 0
    for one in tries:
        if not one.paid:
            continue
        is_bad = bad.get(one.id, known_by) < known_by
        orders, went_bad = orders + 1, went_bad + is_bad
        if one.bin:
            counted = counts.setdefault(one.bin, [0, 0])
            counted[0] += 1
            counted[1] += is_bad
    return frozenset(
        bin_
        for bin_, (count, some) in counts.items()
        if count >= BIN_ORDERS and some >= BIN_BAD and some * orders >= BIN_TIMES * went_bad * count
    )


def nothing(why: str) -> Learned:
    """General factors, and why."""
    return Learned(model=Model(), cut=None, own=None, general=None, used=False, why_not=why)


def _why_not(own: Measured | None) -> str:
    if own is None:
        return "Too few of the later orders went bad to tell whether it would be better"
    return "On the later orders the general factors were closer to what happened"
