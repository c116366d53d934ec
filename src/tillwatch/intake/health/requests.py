"""How much of what the processor allows was asked in the last 30 days."""

from typing import Final

from sqlalchemy import select

from tillwatch.intake import pace
from tillwatch.intake.health.found import DayOfRequests, Requests
from tillwatch.intake.house import House
from tillwatch.intake.meter import DAY_S
from tillwatch.kernel import times
from tillwatch.store.tables import requests_used

WINDOW_DAYS: Final = pace.MONTH_S // DAY_S


async def used(house: House, connection_id: str, transactions: int) -> Requests:
    """As counted here: what other programs ask with keys of the account is not known.
    `transactions`: tries in the window."""
    now = int(house.clock.now())
    today = now // DAY_S
    first = today - WINDOW_DAYS + 1
    mine = requests_used.c.connection_id == connection_id
    columns = (requests_used.c[name] for name in ("day", "reads", "excluded", "limited"))
    query = select(*columns).where(mine, requests_used.c.day >= first)
    async with house.store.reading() as store:
        found = (await store.execute(query)).all()
    counted = {day: counts for day, *counts in found}
    by_day = [_day(day, *counted.get(day, (0, 0, 0))) for day in range(first, today + 1)]
    return Requests(
        used=sum(day.reads for day in by_day),
        allowed=pace.allowed(transactions),
        window_days=WINDOW_DAYS,
        excluded=sum(day.excluded for day in by_day),
        limited=sum(day.limited for day in by_day),
        transactions=transactions,
        basis=basis(transactions),
        by_day=by_day,
    )


def basis(transactions: int) -> str:
    """Where the allowance comes from, for a person."""
    tries = "1 try" if transactions == 1 else f"{transactions:,} tries"
    return (
        f"{pace.READS_A_TRANSACTION} reads for each of the {tries} to charge in "
        f"{WINDOW_DAYS} days, and never less than {pace.READS_AT_LEAST:,}"
    )


def _day(day: int, reads: int, excluded: int, limited: int) -> DayOfRequests:
    date = times.rfc3339(day * DAY_S)[:10]
    return DayOfRequests(day=date, reads=reads, excluded=excluded, limited=limited)
