"""Periods: which one a figure is about, which one it is compared with, and its parts on a chart.

A period that has begun and not ended is compared with what had passed of the other one at the same
time of day: today until noon with yesterday until noon. Pure; days are those of a zone.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.kernel import errors, times
from tillwatch.kernel.times import DAY, Period

HOURS_UP_TO: Final = 2
"""Days that are drawn hour by hour."""
PARTS_MAX: Final = 400
HOUR: Final = 3600


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One point of a chart; `day` is its first day in the zone."""

    day: date
    period: Period


def asked(start: int | None, end: int | None, now: float, tz: ZoneInfo) -> Period:
    """The period asked for: month to date without borders, never beyond the running second."""
    if start is None and end is None:
        return times.month_to_date(now, tz)
    last = int(now) + 1
    first = max(0, start or 0)
    until = last if end is None else min(end, last)
    if first > times.LATEST or (end is not None and end <= first):
        raise errors.BadInput(
            "The period ends before it begins: choose a later end",
            period_until="not after the start",
        )
    return Period(first, max(until, first))


def previous(period: Period, tz: ZoneInfo) -> Period:
    """As many days directly before; the same length where the period begins within a day."""
    day, into = _day(period.start, tz)
    if into:
        length = period.end - period.start
        return Period(max(0, period.start - length), period.start)
    last, _ = _day(max(period.end - 1, period.start), tz)
    days = timedelta(days=(last - day).days + 1)
    return Period(_moved(period.start, -days, tz), _moved(period.end, -days, tz))


def month_before(period: Period, tz: ZoneInfo) -> Period:
    """The same part of the month before: to the same day and hour there, or to its end."""
    return Period(_month_back(period.start, tz), _month_back(period.end, tz))


def _month_back(moment: int, tz: ZoneInfo) -> int:
    day, into = _day(moment, tz)
    this = day.replace(day=1)
    first = (this - timedelta(days=1)).replace(day=1)
    there = times.midnight(first + timedelta(days=day.day - 1), tz) + into
    return max(0, min(there, times.midnight(this, tz)))


def _moved(moment: int, days: timedelta, tz: ZoneInfo) -> int:
    day, into = _day(moment, tz)
    return max(0, times.midnight(day + days, tz) + into)


def _day(moment: int, tz: ZoneInfo) -> tuple[date, int]:
    """The day of a moment, and the seconds since it began."""
    day = datetime.fromtimestamp(moment, tz).date()
    return day, moment - times.midnight(day, tz)


def grain(period: Period) -> str:
    """hour, day, week or month: the finest with which a chart stays readable."""
    days = (period.end - period.start) / DAY
    if days <= HOURS_UP_TO:
        return "hour"
    if days <= PARTS_MAX:
        return "day"
    return "week" if days <= PARTS_MAX * 7 else "month"


def parts(period: Period, grain: str, tz: ZoneInfo) -> list[Part]:
    """The period cut into hours, days, weeks from Monday, or months; the first and the last may be
    cut short. They touch, and together they are the period."""
    found = []
    start = period.start
    for border in _borders(period.start, grain, tz):
        end = min(border, period.end)
        if end > start:
            found.append(Part(day=_day(start, tz)[0], period=Period(start, end)))
            start = end
        if start >= period.end:
            break
    return found


def _borders(start: int, grain: str, tz: ZoneInfo) -> Iterator[int]:
    """The next beginnings of a part behind `start`."""
    day, into = _day(start, tz)
    if grain == "hour":
        start -= into % HOUR
        while True:
            start += HOUR
            yield start
    while True:
        day = _following(day, grain)
        yield times.midnight(day, tz)


def _following(day: date, grain: str) -> date:
    match grain:
        case "week":
            return day + timedelta(days=7 - day.weekday())
        case "month":
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=1)
