"""Months as the networks count them: calendar months in UTC, each a number.

Networks count by their own processing day, which nobody outside sees; UTC is the nearest that is
the same for everybody, whatever zone they look from.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tillwatch.kernel import errors
from tillwatch.kernel.times import Period, midnight

ZONE = ZoneInfo("UTC")
SENTENCE = "A month is written like 2026-11"


def number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def of(moment: float) -> int:
    """The month that a moment is in."""
    return number(datetime.fromtimestamp(moment, UTC).date())


def first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def period(month: int) -> Period:
    return Period(midnight(first(month), ZONE), midnight(first(month + 1), ZONE))


def named(month: int) -> str:
    """`2026-11`."""
    return first(month).strftime("%Y-%m")


def parse(text: str) -> int:
    """`BadInput` for what is no month."""
    try:
        month = number(datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date())
    except ValueError:
        raise errors.BadInput(f"“{text}” is not a month. {SENTENCE}", month=SENTENCE) from None
    if not number(date(1971, 1, 1)) <= month <= number(date(9998, 12, 1)):
        raise errors.BadInput(f"“{text}” is no month that anything happened in", month=SENTENCE)
    return month
