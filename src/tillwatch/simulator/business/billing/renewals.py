"""How many renewals fall due on a day, so that the history can leave room for them."""

from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY


def planned(till: Till) -> dict[int, int]:
    """Renewal payments by the midnight their day begins with."""
    found: dict[int, int] = till.notes.setdefault("renewals", {})
    return found


def note(till: Till, due: int, count: int = 1) -> None:
    day = due - due % DAY
    known = planned(till)
    known[day] = known.get(day, 0) + count


def expected(till: Till, start: int, until: int) -> int:
    """Renewals of the days that begin in [start, until)."""
    return sum(count for day, count in planned(till).items() if start <= day < until)
