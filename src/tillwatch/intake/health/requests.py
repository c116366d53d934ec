"""How much of what the processor allows was asked in the last 30 days."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from tillwatch.intake import pace
from tillwatch.intake.health.found import DayOfRequests, Requests
from tillwatch.intake.house import House
from tillwatch.intake.meter import DAY_S
from tillwatch.kernel import times
from tillwatch.store.tables import requests_used

WINDOW_DAYS: Final = pace.MONTH_S // DAY_S


async def used(house: House, transactions: Mapping[str, int]) -> dict[str, Requests]:
    """As counted here: what other programs ask with keys of the account is not known.
    `transactions`: of each connection, tries in the window."""
    today = int(house.clock.now()) // DAY_S
    first = today - WINDOW_DAYS + 1
    names = ("connection_id", "day", "reads", "excluded", "limited")
    query = select(*(requests_used.c[name] for name in names)).where(
        requests_used.c.connection_id.in_(transactions), requests_used.c.day >= first
    )
    counted: dict[str, dict[int, tuple[int, int, int]]] = {}
    async with house.store.reading() as store:
        for id_, day, *counts in await store.execute(query):
            counted.setdefault(id_, {})[day] = (counts[0], counts[1], counts[2])
    days = range(first, today + 1)
    return {
        id_: _used([_day(day, *counted.get(id_, {}).get(day, (0, 0, 0))) for day in days], tries)
        for id_, tries in transactions.items()
    }


def _used(by_day: list[DayOfRequests], transactions: int) -> Requests:
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
