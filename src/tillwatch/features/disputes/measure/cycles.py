"""How long things took: from opening to the answer, and from the answer to the bank's word.

Exact order statistics by nearest rank: of n times in order, the median is the ceil(n/2)-th and the
ninetieth percentile the ceil(9n/10)-th. Only disputes of which both moments are known count, and
how many are not is said.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.measure.counting import Alike
from tillwatch.features.disputes.measure.known import Measured

ENDED: Final = ("over", "question_closed", "prevented", "refunded")
"""Groups of disputes that have an end."""


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds; None without a case. `known` of `of` disputes tell both moments."""

    known: int
    of: int
    median_s: int | None
    ninetieth_s: int | None


class Cycles(msgspec.Struct, frozen=True, kw_only=True):
    """`late`: answers sent in the last 24 hours before they were due, or after."""

    to_answer: Cycle
    to_decision: Cycle
    late: int


def cycles(disputes: Iterable[tuple[Measured, Alike]]) -> Cycles:
    """Of disputes as they are sorted out."""
    times, waits, answered, decided, late = [], [], 0, 0, 0
    for one, its in disputes:
        if not one.answered:
            continue
        answered += 1
        decided += not its.groups.isdisjoint(ENDED)
        late += "late" in its.groups
        if one.answered_at is not None:
            times.append(one.answered_at - one.created)
            if "timed_decisions" in its.groups:
                waits.append((one.decided_at or 0) - one.answered_at)
    return Cycles(to_answer=_cycle(times, answered), to_decision=_cycle(waits, decided), late=late)


def _cycle(times: Sequence[int], of: int) -> Cycle:
    ordered = sorted(max(one, 0) for one in times)
    return Cycle(
        known=len(ordered),
        of=of,
        median_s=ranked(ordered, 1, 2),
        ninetieth_s=ranked(ordered, 9, 10),
    )


def ranked(ordered: Sequence[int], numerator: int, denominator: int) -> int | None:
    """The ceil(n * numerator / denominator)-th of the times in order."""
    if not ordered:
        return None
    place = -(-len(ordered) * numerator // denominator)
    return ordered[max(place, 1) - 1]
