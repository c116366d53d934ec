"""Midnights and business days, UTC. Seconds throughout."""

DAY = 86_400


def midnight(at: int) -> int:
    return at - at % DAY


def weekday(at: int) -> int:
    """0 is Monday. The epoch was a Thursday."""
    return (at // DAY + 3) % 7


def business_day(at: int) -> bool:
    return weekday(at) < 5


def business_days_after(at: int, days: int) -> int:
    """Midnight `days` business days after the day of `at`."""
    day = midnight(at)
    while days > 0:
        day += DAY
        if business_day(day):
            days -= 1
    return day
