"""How often the end of a month lies between the bounds that were forecast within it.

    python -m benchmarks.programmes [SEEDS] [PAYMENTS]

Each simulated business lives a year. In each of its last six months the end is forecast five times
(after 5, 10, 15, 20 and 25 days) for Visa's cases, Mastercard's cases and settled Visa payments,
from what was known then, and set against what came. The last month is the simulator's bad one (an
outage, a night of card testing), so all six stand beside the five before it. One JSON line in all;
`docs/programmes.md` has the figures of twenty businesses.
"""

import json
import sys
from collections import Counter
from typing import Any, Final

import msgspec
from tests.monitoring import business

from tillwatch.features.monitoring.programmes import forecasting, months
from tillwatch.features.monitoring.programmes.outlook import TO_MONDAY, days_left
from tillwatch.kernel.times import DAY
from tillwatch.rows import Attempt, BalanceEntry, Dispute, FraudWarning, Row

MONTHS: Final = 6
CUTS: Final = (5, 10, 15, 20, 25)
OUTSIDE: Final = ("warning_", "prevented")
Days = Counter[int]


class Kept(msgspec.Struct):
    """Forecasts of one kind: how many, how many ends lay below, within and above, how many could
    not be made, and the sum of the widths as shares of what came."""

    forecasts: int = 0
    below: int = 0
    within: int = 0
    above: int = 0
    not_enough: int = 0
    wide: float = 0.0


def of_rows(rows: list[Row]) -> dict[str, Days]:
    """How many of what, by day."""
    tries = {row.id: row for row in rows if isinstance(row, Attempt)}
    booked = {row.id: row.created for row in rows if isinstance(row, BalanceEntry)}
    found: dict[str, Days] = {name: Counter() for name in ("visa", "mastercard", "sales")}
    for row in rows:
        if isinstance(row, Dispute | FraudWarning):
            tried = tries.get(row.attempt or "")
            brand = tried.card_brand if tried is not None else None
            is_for = ("visa",) if isinstance(row, FraudWarning) else ("visa", "mastercard")
            if (
                brand is not None
                and brand in is_for
                and not getattr(row, "status", "").startswith(OUTSIDE)
            ):
                found[brand][row.created // DAY] += 1
        elif isinstance(row, Attempt) and row.card_brand == "visa" and row.amount_captured:
            found["sales"][booked.get(row.balance_entry or "", row.created) // DAY] += 1
    return found


def judge(days: Days, month: int, cut: int, kept: Kept) -> None:
    period = months.period(month)
    now = period.start + cut * DAY
    today = now // DAY
    first = max(min(days, default=today), today - forecasting.WINDOW_DAYS)
    past = [days[day] for day in range(first, today)]
    rest = forecasting.rest(past, (today - 1 + TO_MONDAY) % 7, days_left(now))
    if rest is None:
        kept.not_enough += 1
        return
    so_far = sum(days[day] for day in range(period.start // DAY, today))
    came = sum(days[day] for day in range(period.start // DAY, period.end // DAY))
    ranged = forecasting.ranged(so_far, rest)
    kept.forecasts += 1
    kept.below += came < ranged.low
    kept.above += came > ranged.high
    kept.within += ranged.low <= came <= ranged.high
    kept.wide += (ranged.high - ranged.low) / max(1, came)


def measure(seeds: int, payments: int) -> dict[str, Any]:
    found: dict[str, Kept] = {}
    last = months.of(business.NOON) - 1
    for seed in range(1, seeds + 1):
        rows = business.rows_of(seed, payments, 365)
        business.world.cache_clear()
        for name, days in of_rows(rows).items():
            for month in range(last - MONTHS + 1, last + 1):
                for cut in CUTS:
                    judge(days, month, cut, found.setdefault(name, Kept()))
                    if month < last:
                        judge(days, month, cut, found.setdefault(f"{name}_quiet", Kept()))
    return {name: told(one) for name, one in found.items()}


def told(one: Kept) -> dict[str, Any]:
    made = max(1, one.forecasts)
    return {
        "forecasts": one.forecasts,
        "not_enough_data": one.not_enough,
        "within": round(one.within / made, 3),
        "below": round(one.below / made, 3),
        "above": round(one.above / made, 3),
        "width": round(one.wide / made, 2),
    }


def main() -> None:
    given = [int(one) for one in sys.argv[1:]]
    seeds, payments = (*given, *(20, 12_000)[len(given) :])
    line = {"benchmark": "programmes", "seeds": seeds, "payments": payments}
    print(json.dumps({**line, **measure(seeds, payments)}), flush=True)


if __name__ == "__main__":
    main()
