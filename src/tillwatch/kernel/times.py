"""Moments and periods. Moments are whole seconds UTC; periods are half-open; a day belongs to a
zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

from tillwatch.kernel import errors

At = Annotated[float, "moment"]
"""Seconds UTC in a struct that becomes JSON: written there as RFC 3339."""

DAY = 86_400
LATEST = 253_402_300_799
"""The last second of the year 9999; a larger number is no moment, and no calendar holds it."""


def rfc3339(seconds: float) -> str:
    """`2026-11-21T11:30:00Z`; with milliseconds when the moment is not a whole second."""
    moment = datetime.fromtimestamp(seconds, UTC)
    if moment.microsecond:
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return moment.isoformat().replace("+00:00", "Z")


def parse(text: str, tz: tzinfo = UTC) -> int:
    """Seconds of an RFC 3339 moment or a bare date (its midnight in `tz`)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise errors.BadInput(
            f"“{text}” is not a time: write it like 2026-11-21T11:30:00Z or 2026-11-21"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=tz)
    return int(moment.timestamp())


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; `BadInput` when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise errors.BadInput(f"“{name}” is not a time zone: write it like Europe/Berlin") from None


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open: `start` belongs to it, `end` does not. Seconds UTC."""

    start: int
    end: int


def midnight(day: date, tz: ZoneInfo) -> int:
    """The first second of `day` in that zone."""
    return int(datetime(day.year, day.month, day.day, tzinfo=tz).timestamp())


def today(now: float, tz: ZoneInfo) -> date:
    return datetime.fromtimestamp(now, tz).date()


def month_to_date(now: float, tz: ZoneInfo) -> Period:
    """From the first of this month to now (the running second included)."""
    return Period(midnight(today(now, tz).replace(day=1), tz), int(now) + 1)


def days(first: date, count: int, tz: ZoneInfo) -> Iterator[tuple[date, Period]]:
    """`count` days from `first` with their borders; days of 23 and 25 hours come out right."""
    for offset in range(count):
        day = first + timedelta(days=offset)
        yield day, Period(midnight(day, tz), midnight(day + timedelta(days=1), tz))
