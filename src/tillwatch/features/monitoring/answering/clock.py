"""Time in a zone as whole-number arithmetic that every engine knows.

A moment is told as the number of its hour, day, week, month, quarter or year. Where the clocks of a
zone change within a period stands in the statement as a few constants, so no engine needs to know
zones; months, which differ in length, are told by their borders.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Integer, case, cast, literal

from tillwatch.kernel.times import DAY, Period, midnight
from tillwatch.lake.sql import whole

HOUR: Final = 3600
FINE: Final = {"five_minutes": 300, "quarter_hour": 900}
"""Finer parts of time, which alerts are watched by; they begin with the hour of UTC."""
UNEVEN: Final = frozenset({"month", "quarter", "year"})
WEEK: Final = 7 * DAY
TO_MONDAY: Final = 3
"""1 January 1970 was a Thursday."""


class Clock:
    """Of one zone, as far as `period` reaches."""

    def __init__(self, zone: ZoneInfo, period: Period) -> None:
        self.zone = zone
        self.period = period
        self._offsets = offsets(zone, period)

    def local(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        """Seconds of the wall clock."""
        (_, first), *rest = self._offsets
        if not rest:
            return moment + first if first else moment
        ends = [start for start, _ in rest]
        whens = [(moment < end, o) for end, (_, o) in zip(ends, self._offsets, strict=False)]
        return moment + case(*whens, else_=rest[-1][1])

    def number(self, moment: ColumnElement[Any], grain: str) -> ColumnElement[Any]:
        """The number of the part of time that a moment is in; `start` tells when it begins."""
        if grain in FINE:
            return whole(moment, FINE[grain])
        if grain == "hour":
            return whole(moment + self._part_of_hour, HOUR)
        local = self.local(moment)
        if grain == "day":
            return whole(local, DAY)
        if grain == "week":
            return whole(local + TO_MONDAY * DAY, WEEK)
        return self._by_borders(moment, grain, self.numbers(grain))

    def bit(self, moment: ColumnElement[Any], grain: str) -> ColumnElement[Any]:
        """The part of time that a moment is in as a bit: 1 for the period's first."""
        numbers = self.numbers(grain)
        if grain in UNEVEN:
            bits = [1 << place for place in range(len(numbers))]
            return self._by_borders(moment, grain, bits)
        place = cast(self.number(moment, grain) - numbers.start, Integer)
        return cast(literal(1), BigInteger).bitwise_lshift(place)

    def _by_borders(
        self, moment: ColumnElement[Any], grain: str, told: Sequence[int]
    ) -> ColumnElement[Any]:
        """Months have no one length: each by where the next begins, the middle one first. `told`:
        by what each is told."""
        first = self.numbers(grain).start

        def among(begin: int, end: int) -> ColumnElement[Any]:
            if end - begin == 1:
                return literal(told[begin])
            middle = (begin + end) // 2
            border = self.start(first + middle, grain)
            return case((moment < border, among(begin, middle)), else_=among(middle, end))

        return among(0, len(told))

    def hour_of_day(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        return whole(self.local(moment) % DAY, HOUR)

    def weekday(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        """0 is Monday."""
        return (whole(self.local(moment), DAY) + TO_MONDAY) % 7

    def start(self, number: int, grain: str) -> int:
        """The first second of that part, UTC."""
        if grain in FINE:
            return number * FINE[grain]
        if grain == "hour":
            return number * HOUR - self._part_of_hour
        return midnight(_day_of(number, grain), self.zone)

    def numbers(self, grain: str) -> range:
        """All parts that the period touches."""
        first, last = self.period.start, self.period.end - 1
        return range(self.number_of(first, grain), self.number_of(last, grain) + 1)

    def number_of(self, moment: int, grain: str) -> int:
        """The same for a moment known here."""
        if grain in FINE:
            return moment // FINE[grain]
        if grain == "hour":
            return (moment + self._part_of_hour) // HOUR
        day = datetime.fromtimestamp(moment, self.zone).date()
        if grain in ("day", "week"):
            days = (day - date(1970, 1, 1)).days
            return days if grain == "day" else (days + TO_MONDAY) // 7
        month = day.year * 12 + day.month - 1
        return {"month": month, "quarter": month // 3, "year": day.year}[grain]

    @property
    def _part_of_hour(self) -> int:
        """Some zones are half an hour beside the others."""
        return self._offsets[0][1] % HOUR


def _day_of(number: int, grain: str) -> date:
    if grain == "day":
        return date(1970, 1, 1) + timedelta(days=number)
    if grain == "week":
        return date(1970, 1, 1) + timedelta(days=number * 7 - TO_MONDAY)
    months = number * {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(months // 12, months % 12 + 1, 1)


def offsets(zone: ZoneInfo, period: Period) -> list[tuple[int, int]]:
    """(from when, seconds ahead of UTC), the first from before the period on."""
    if zone.key == "UTC":
        return [(period.start, 0)]
    found = [(period.start, _offset(period.start, zone))]
    moment = period.start
    while moment < period.end:
        after = min(moment + 7 * DAY, period.end)
        if _offset(after, zone) != found[-1][1]:
            after = _change(moment, after, zone)
            found.append((after, _offset(after, zone)))
        moment = after
    return found


def _change(before: int, after: int, zone: ZoneInfo) -> int:
    """The first second of the next offset, which is not that of `before`."""
    old = _offset(before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(moment: int, zone: ZoneInfo) -> int:
    told = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return int(told.total_seconds()) if told is not None else 0
