"""Which slices hold most of what failed too much, and what it looks like.

Counted exactly: of the payments that failed in the incident, how many are of a slice, and how many
of that slice would usually fail. The first level is the slice that holds more of the excess than of
the usual payments, by the most; the second the same within the first.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Final

import msgspec

from tillwatch.features.monitoring.anomalies.noticing.tries import DIMENSIONS, REASON, Slice, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import Usual
from tillwatch.features.monitoring.answering.hardness import DOWN

LISTED: Final = 8
SHARE_MIN: Final = 0.3
"""A slice that holds less of the excess explains nothing."""
WITHIN_MILLI: Final = 800
"""The second level holds most of the first, or is not told."""
TELLS: Final = 0.1
"""So much more of the excess than of the usual payments, for the second level too."""
TINY: Final = 5
"""Tested amounts are at most a fifth of the usual."""
TESTED_MIN: Final = 6


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A slice in an incident. `usual_milli`: how many thousandths of a payment usually fail among
    so many; `share_milli`: its part of the excess."""

    dimension: str
    value: str
    failed: int
    payments: int
    usual_milli: int
    share_milli: int


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """`levels`: one slice, and one within it; `pieces`: the slices that hold most, each by itself;
    `reason`: the commonest reason and how many failed with it. `looks_like`: outage,
    card_testing or nothing known. `cards`: how many different ones failed, of those known."""

    failed: int
    payments: int
    usual_milli: int
    levels: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    reason: tuple[str, int] | None
    looks_like: str | None
    cards: int = 0


def explained(tries: Sequence[Try], usual: Usual) -> Explained:
    """Of the tries of an incident: all that were made while it lasted."""
    failed, payments = _count(tries)
    levels: list[Piece] = []
    inside: Sequence[Try] = tries
    for _ in range(2):
        known = {piece.dimension for piece in levels}
        ranked = _ranked(inside, usual, known)
        if not ranked or ranked[0][0] < TELLS:
            break
        if levels and ranked[0][1].share_milli < WITHIN_MILLI:
            break
        best = ranked[0][1]
        levels.append(best)
        place = DIMENSIONS.index(best.dimension)
        inside = [one for one in inside if one.values[place] == best.value]
    return Explained(
        failed=failed,
        payments=payments,
        usual_milli=round(usual.share * payments * 1000),
        levels=tuple(levels),
        pieces=tuple(piece for _, piece in _ranked(tries, usual, set())[:LISTED]),
        reason=_reason(tries),
        looks_like=_looks_like(tries, failed, usual),
        cards=len({one.card for one in tries if one.failed and one.card is not None}),
    )


def _count(tries: Sequence[Try]) -> tuple[int, int]:
    return len({one.payment for one in tries if one.failed}), len({one.payment for one in tries})


def _ranked(tries: Sequence[Try], usual: Usual, without: set[str]) -> list[tuple[float, Piece]]:
    """By how much more of the excess a slice holds than it usually does of the payments."""
    failed, payments = _count(tries)
    excess = failed - usual.share * payments
    if excess <= 0:
        return []
    slices: dict[Slice, list[Try]] = {}
    for one in tries:
        for place, value in enumerate(one.values):
            if value and place != REASON and DIMENSIONS[place] not in without:
                slices.setdefault((DIMENSIONS[place], value), []).append(one)
    known = max(1, usual.totals.get(("all", ""), (0, 0))[0])
    found = []
    for piece, some in slices.items():
        bad, count = _count(some)
        expected = usual.share_of(piece) * count
        share = min(1.0, (bad - expected) / excess)
        if share < SHARE_MIN:
            continue
        there = usual.totals.get(piece, (0, 0))[0] / known
        told = Piece(
            dimension=piece[0],
            value=piece[1],
            failed=bad,
            payments=count,
            usual_milli=round(expected * 1000),
            share_milli=round(share * 1000),
        )
        found.append((share - there, told))
    return sorted(found, key=lambda one: (-one[0], DIMENSIONS.index(one[1].dimension)))


def _reason(tries: Sequence[Try]) -> tuple[str, int] | None:
    reasons: dict[str, set[str]] = {}
    for one in tries:
        if one.failed and (reason := one.values[REASON]):
            reasons.setdefault(reason, set()).add(one.payment)
    if not reasons:
        return None
    sizes = Counter({reason: len(payments) for reason, payments in reasons.items()})
    return sizes.most_common(1)[0]


def _looks_like(tries: Sequence[Try], failed: int, usual: Usual) -> str | None:
    bad = [one for one in tries if one.failed]
    technical = {one.payment for one in bad if one.values[REASON] in DOWN}
    if 2 * len(technical) >= failed > 0:
        return "outage"
    if failed < TESTED_MIN:
        return None
    currency = Counter(one.currency for one in bad).most_common(1)[0][0]
    order = usual.order(currency)
    tested = median(one.amount for one in bad if one.currency == currency)
    return "card_testing" if order and tested * TINY <= order else None
