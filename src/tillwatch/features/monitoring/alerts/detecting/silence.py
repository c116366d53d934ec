"""Nobody pays for longer than usual.

Two things must be so: in the eight weeks before, the hours of the week that the silence covers had
so many payments (`expected`, of one week) that none at all is no accident; and it lasts longer than
any silence of those weeks. Whoever has less than four weeks of payments is not judged.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

import msgspec
from sqlalchemy import func, select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.facts import Source
from tillwatch.lake.sql import whole

PART_S: Final = 300
WEEK_S: Final = 7 * DAY
WEEKS: Final = 8
LEAST_WEEKS: Final = 4


class Silence(msgspec.Struct, frozen=True):
    """`since`: the last payment before; `seen`: when it was long enough; `until`: the next."""

    since: int
    seen: int
    until: int | None
    expected: int
    longest_s: int


class History:
    """When payments came, in parts of five minutes."""

    def __init__(self, counts: Sequence[tuple[int, int]]) -> None:
        self.starts = [at for at, _ in counts]
        self._sums = list(accumulate((number for _, number in counts), initial=0))

    def between(self, start: int, end: int) -> int:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return self._sums[last] - self._sums[first]

    def usual(self, start: int, end: int) -> tuple[int, int]:
        """How many came in the same hours of the weeks before, and of how many weeks that is."""
        weeks = min(WEEKS, (start - self.starts[0]) // WEEK_S)
        back = (self.between(start - k * WEEK_S, end - k * WEEK_S) for k in range(1, weeks + 1))
        return sum(back), weeks

    def longest(self, before: int) -> int:
        """The longest silence of the weeks before."""
        first = bisect_left(self.starts, before - WEEKS * WEEK_S)
        some = self.starts[first : bisect_left(self.starts, before) + 1]
        return max((b - a for a, b in pairwise(some)), default=0)


def silences(history: History, since: int, until: int, expected: int) -> Iterator[Silence]:
    """Those that were long enough after `since`, up to `until`. Pure."""
    starts = history.starts
    first = max(bisect_left(starts, since) - 1, 0)
    for place in range(first, len(starts)):
        begin = starts[place]
        ended = place + 1 < len(starts) and starts[place + 1] <= until
        end = starts[place + 1] if ended else until
        if begin - starts[0] < LEAST_WEEKS * WEEK_S or end - begin <= PART_S:
            continue
        if not _is_long(history, begin, end, expected):
            continue
        seen = _first(history, begin, end, expected)
        if since < seen <= until:
            found, weeks = history.usual(begin + PART_S, seen)
            longest = history.longest(begin)
            yield Silence(begin, seen, end if ended else None, found // weeks, longest)


def _is_long(history: History, begin: int, end: int, expected: int) -> bool:
    found, weeks = history.usual(begin + PART_S, end)
    return found >= expected * weeks and end - begin > history.longest(begin)


def _first(history: History, begin: int, end: int, expected: int) -> int:
    """When it became long enough."""
    early, late = begin // PART_S, -(-end // PART_S)
    while late - early > 1:
        middle = (early + late) // 2
        if _is_long(history, begin, middle * PART_S, expected):
            late = middle
        else:
            early = middle
    return min(late * PART_S, end)


async def detect(seen: Seen) -> list[Finding]:
    """Silences of one account."""
    since, until = seen.period.start, seen.period.end
    span = Period(since - (WEEKS + 1) * WEEK_S, until)
    answer = await seen.lake.ask(lambda source: _counts(source, seen.account.id, span))
    counts = [(int(part) * PART_S, int(number)) for part, number in answer.rows]
    if not counts:
        return []
    made = []
    expected = seen.parameters["expected"]
    for one in silences(History(counts), since, until, expected):
        hours = _hours(one.seen - one.since)
        finding = seen.finding(
            "silence",
            one.since,
            f"Nobody has paid for {hours}; at these hours {one.expected:,} payments are usual, "
            f"and the longest silence of the weeks before was {_hours(one.longest_s)}.",
            "No payments for longer than usual",
            lasts=one.until is None,
            expected=one.expected,
            longest_s=one.longest_s,
        )
        made.append(msgspec.structs.replace(finding, until=one.until, seen=one.seen))
    return made


def _counts(source: Source, connection_id: str, span: Period) -> Any:
    fact = source.fact("attempt")
    part = whole(fact.c.created, PART_S).label("part")
    return (
        select(part, func.count())
        .where(
            fact.c.connection_id == connection_id,
            fact.c.created >= span.start,
            fact.c.created < span.end,
            fact.c.outcome == "approved",
        )
        .group_by(part)
        .order_by(part)
    )


def _hours(seconds: int) -> str:
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
