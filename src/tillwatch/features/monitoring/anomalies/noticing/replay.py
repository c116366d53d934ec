"""Lets days pass before the watch: the minute since the last look, or months of history.

Each minute is judged with what was known then. What is usual is made anew each day, of the eight
weeks before it and without the hours of incidents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tillwatch.features.monitoring.anomalies.noticing import usual
from tillwatch.features.monitoring.anomalies.noticing.scan import BUDGET
from tillwatch.features.monitoring.anomalies.noticing.tries import Slice, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident, Watch

MEMORY_DAYS: Final = usual.WEEKS * 7
MINUTE: Final = 60
LISTEN_S: Final = 5 * MINUTE
MASKED: Final = 4
"""How many of the latest incidents a day's hours may belong to."""


class Days:
    """What happened on each of the days before."""

    def __init__(self) -> None:
        self._days: dict[int, tuple[Counter[Slice], Counter[Slice], Counter[int]]] = {}
        self._orders: dict[int, dict[str, tuple[int, int]]] = {}
        self._left_out: set[int] = set()

    def add(self, tries: Sequence[Try], incidents: Sequence[Incident]) -> None:
        """A day that is over, without the hours of incidents."""
        if not tries:
            return
        for known in incidents:
            self._left_out |= set(range(known.since // HOUR, known.until // HOUR + 1))
        kept = [one for one in tries if one.at // HOUR not in self._left_out]
        paid: dict[Slice, set[str]] = {}
        failed: dict[Slice, set[str]] = {}
        first: dict[str, int] = {}
        for one in kept:
            first.setdefault(one.payment, one.at // HOUR)
            for piece in one.slices():
                paid.setdefault(piece, set()).add(one.payment)
                if one.failed:
                    failed.setdefault(piece, set()).add(one.payment)
        day = tries[0].at // DAY
        self._days[day] = (_sizes(paid), _sizes(failed), Counter(first.values()))
        self._orders[day] = orders(kept)

    def usual(self, day: int) -> Usual | None:
        """Of the eight weeks before that day; None where there is too little."""
        for old in [one for one in self._days if one < day - MEMORY_DAYS]:
            del self._days[old], self._orders[old]
        paid, failed, hours = Counter[Slice](), Counter[Slice](), Counter[int]()
        for some, bad, when in self._days.values():
            paid.update(some)
            failed.update(bad)
            hours.update(when)
        if not usual.enough(len(self._days), hours.total()):
            return None
        span = range(min(self._days) * 24, day * 24)
        return Usual(
            week=usual.week(hours, span, self._left_out),
            totals={piece: (count, failed[piece]) for piece, count in paid.items()},
            orders=_added(self._orders.values()),
        )


def orders(tries: Iterable[Try]) -> dict[str, tuple[int, int]]:
    """By currency, what was taken and in how many tries."""
    found: dict[str, tuple[int, int]] = {}
    for one in tries:
        if not one.failed:
            amount, count = found.get(one.currency, (0, 0))
            found[one.currency] = (amount + one.amount, count + 1)
    return found


def _added(parts: Iterable[Mapping[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    total: dict[str, tuple[int, int]] = {}
    for part in parts:
        for currency, (amount, count) in part.items():
            before = total.get(currency, (0, 0))
            total[currency] = (before[0] + amount, before[1] + count)
    return total


def _sizes(sets: dict[Slice, set[str]]) -> Counter[Slice]:
    return Counter({piece: len(payments) for piece, payments in sets.items()})


def replayed(
    tries: Sequence[Try],
    start: int,
    end: int,
    known: Sequence[Incident] = (),
    budget: float = BUDGET,
) -> Iterator[list[tuple[Incident, Usual]]]:
    """Day by day, all that begins, goes on or ends between two moments, with what was usual then.
    `tries` in order of time, from eight weeks before `start` on as far as there are any; `known`:
    the latest incidents before; `budget`: false alarms a day."""
    days, found = Days(), list(known)
    watch: Watch | None = None
    before: list[Try] = []
    for day, some in _by_day(tries, end):
        now = days.usual(day) if (day + 1) * DAY > start else None
        if now is not None and watch is None:
            watch = Watch(
                now,
                declines=_latest(known, "declines"),
                silence=_latest(known, "silence"),
                budget=budget,
            )
            for done in before:
                watch.take(done)
        if now is not None and watch is not None:
            watch.renew(now, (day - 1) * DAY)
            new = list(passed(watch, some, max(start, day * DAY), min(end, (day + 1) * DAY)))
            for one in new:
                found = [*(kept for kept in found if not same(kept, one)), one]
            yield [(one, now) for one in new]
        days.add(some, found[-MASKED:])
        before = some


def same(one: Incident, other: Incident) -> bool:
    """Whether both are the same incident, at two moments."""
    return (one.kind, one.since) == (other.kind, other.since)


def _latest(known: Sequence[Incident], kind: str) -> Incident | None:
    return next((one for one in reversed(known) if one.kind == kind), None)


def _by_day(tries: Sequence[Try], end: int) -> Iterator[tuple[int, list[Try]]]:
    days: dict[int, list[Try]] = {}
    for one in tries:
        days.setdefault(one.at // DAY, []).append(one)
    if days:
        for day in range(min(days), (end - 1) // DAY + 1):
            yield day, days.get(day, [])


def passed(watch: Watch, tries: Sequence[Try], start: int, end: int) -> Iterator[Incident]:
    """Minute by minute from `start`, which was judged, to `end`. `tries` from before `start` are
    shown and not judged by themselves. A minute in which nothing failed brings nothing new but the
    end of what goes on."""
    place = 0
    while place < len(tries) and tries[place].at < start:
        watch.take(tries[place])
        place += 1
    for now in range(start - start % MINUTE + MINUTE, end + 1, MINUTE):
        failed = False
        while place < len(tries) and tries[place].at < now:
            watch.take(tries[place])
            failed, place = failed or tries[place].failed, place + 1
        if failed or (watch.declines is not None and not watch.declines.over):
            yield from watch.judge(now)
        if now % LISTEN_S == 0:
            yield from watch.listen(now)
