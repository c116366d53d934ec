"""Billing periods: months and years from an anchor day, UTC."""

from calendar import monthrange
from datetime import UTC, datetime


def after(at: int, interval: str, count: int = 1) -> int:
    """The same day and hour `count` months or years later; shorter months end earlier."""
    moment = datetime.fromtimestamp(at, UTC)
    months = moment.month - 1 + count * (12 if interval == "year" else 1)
    year, month = moment.year + months // 12, months % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return int(moment.replace(year=year, month=month, day=day).timestamp())
