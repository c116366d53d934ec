"""Changes too slow for a window: a share that creeps, day after day, a little above what it was.

A cumulative sum of the evidence for a share that is half as large again as in the four weeks that
are compared with: each day's failures speak for or against it, and below nothing it begins anew.
Evidence is divided by how much more days differ from each other than chance alone would have it,
and one day gives at most a fifth of what it takes. Of several slices the one with the most evidence
is told, and that one is followed until it is over.
"""

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Final

import msgspec

from tillwatch.features.monitoring.anomalies.noticing.scan import BUDGET, Finding
from tillwatch.features.monitoring.anomalies.noticing.tries import Slice
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident

GROWN: Final = 1.5
"""The change that is looked for."""
REFERENCE_DAYS: Final = 28
EVIDENCE: Final = 9.0
"""So much is reached by chance once in about e⁹ = 8,000 days; more by the logarithm of how many
slices are asked."""
DAYS_MIN: Final = 5
"""A drift is slow: what is faster is found in windows."""
PAYMENTS_MIN: Final = 300


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """`first`: the day from which on it counts, by its place; `failed` of `payments` since, and
    before."""

    first: int
    failed: int
    payments: int
    failed_before: int
    payments_before: int
    evidence: float


def drift(days: Sequence[tuple[int, int]], asked: int = 1, budget: float = BUDGET) -> Drift | None:
    """Of (failed, payments) of each day, the newest last; the first four weeks are what they are
    compared with; `asked`: of how many slices; `budget`: as of windows. None: no drift, or too
    little to say."""
    before, after = days[:REFERENCE_DAYS], days[REFERENCE_DAYS:]
    failed, payments = (sum(day[place] for day in before) for place in (0, 1))
    if payments < PAYMENTS_MIN or not after:
        return None
    usual = (failed + 1) / (payments + 20)
    grown = min(0.95, usual * GROWN)
    worse, better = log(grown / usual), log((1 - grown) / (1 - usual))
    spread, enough = _spread(before, usual), EVIDENCE + log(asked * BUDGET / budget)
    total, first = 0.0, 0
    for place, (bad, count) in enumerate(after):
        total += min(enough / DAYS_MIN, (bad * worse + (count - bad) * better) / spread)
        if total <= 0:
            total, first = 0.0, place + 1
    if total < enough or len(after) - first < DAYS_MIN:
        return None
    since = after[first:]
    return Drift(
        first=REFERENCE_DAYS + first,
        failed=sum(bad for bad, _ in since),
        payments=sum(count for _, count in since),
        failed_before=failed,
        payments_before=payments,
        evidence=total,
    )


def followed(
    days: Mapping[Slice, Sequence[tuple[int, int]]],
    known: Incident | None,
    start: int,
    now: int,
    budget: float = BUDGET,
) -> tuple[Incident, Drift | None] | None:
    """What is new about a drift. `days` of each slice begin at `start`; `known`: the latest one.
    None: nothing is, or was."""
    if known is not None and not known.over:
        [piece] = known.pieces
        found = drift(days.get(piece, ()), len(days), budget)
        if found is None:
            return msgspec.structs.replace(known, over=True), None
        return msgspec.structs.replace(
            known, until=now, finding=_finding(piece, found, known.since, now)
        ), found
    told = {piece: one for piece, some in days.items() if (one := drift(some, len(days), budget))}
    if not told:
        return None
    piece, best = max(told.items(), key=lambda one: one[1].evidence)
    since = start + best.first * DAY
    if known is not None and since <= known.until:
        return None
    finding = _finding(piece, best, since, now)
    return _begun(finding, now), best


def _begun(finding: Finding, now: int) -> Incident:
    return Incident(
        kind="drift",
        since=finding.since,
        until=now,
        found_at=now,
        finding=finding,
        pieces=(finding.piece,),
    )


def _finding(piece: Slice, found: Drift, since: int, now: int) -> Finding:
    return Finding(
        piece=piece,
        by="drift",
        since=since,
        until=now,
        last=now,
        failed=found.failed,
        payments=found.payments,
        expected=found.payments * found.failed_before / found.payments_before,
        odds=exp(-found.evidence),
    )


def _spread(days: Sequence[tuple[int, int]], usual: float) -> float:
    """How much more days differ than chance alone would have it; 1 where they do not."""
    told = [(bad, count) for bad, count in days if count]
    if len(told) < 2:
        return 1.0
    chi = sum((bad - count * usual) ** 2 / (count * usual * (1 - usual)) for bad, count in told)
    return max(1.0, chi / (len(told) - 1))
