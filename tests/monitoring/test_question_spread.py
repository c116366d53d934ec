"""What does not add up over time, against sets of the rows: by every length of part, on every
engine; and cohorts that are followed for longer than there are bits in a number."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api import filling
from tests.monitoring import business, lakes
from tillwatch.features.monitoring import answering, cohorts
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.spread import PARTS_MAX
from tillwatch.features.monitoring.asked import Question, checked
from tillwatch.features.monitoring.cohorts import Following
from tillwatch.intake.house import House
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.rows import Attempt, Payment

DAYS = 90
PERIOD = Period(int(business.NOON) - DAYS * DAY, int(business.NOON))
BERLIN = ZoneInfo("Europe/Berlin")
MONTHS = 36


@pytest.mark.usefixtures("any_store")
async def test_different_customers_of_each_part_of_time_and_of_all(
    house: House, tmp_path: Path
) -> None:
    rows = await business.open_business(house, 6, payments=150, days=DAYS)
    paid = [
        (one.created, one.customer)
        for one in rows
        if isinstance(one, Attempt) and one.amount_captured and one.customer
    ]
    clock = Clock(BERLIN, PERIOD)
    async with lakes.lake(house, tmp_path) as (lake, _):
        for at in (lake, Lake(house.store, only="ledger")):
            for grain in (None, "day", "week", "month", "quarter", "year"):
                expected: dict[int | None, set[str]] = {None: set()}
                for created, customer in paid:
                    if PERIOD.start <= created < PERIOD.end:
                        number = clock.number_of(created, grain) if grain else 0
                        expected[None].add(customer)
                        expected.setdefault(number, set()).add(customer)
                told = await _asked(at, grain)
                parts = clock.numbers(grain) if grain else range(1)
                assert grain != "day" or len(parts) > PARTS_MAX
                assert told == [len(expected.get(n, ())) for n in (None, *parts)], (grain, at)
                assert told[0] > 20


async def _asked(lake: Lake, grain: str | None) -> list[Any]:
    """Of all, then of each part."""
    slug = "paying_customers_count"
    question = Question(metrics=(slug,), period=PERIOD, zone=BERLIN, grain=grain)
    found = await answering.answer(lake, checked(question))
    return [values[slug][0].numerator for values in (found.totals, *(r.values for r in found.rows))]


@pytest.mark.usefixtures("any_store")
async def test_a_cohort_is_followed_for_as_long_as_there_are_months(
    house: House, tmp_path: Path
) -> None:
    await filling.account(house, business.CON, "test")
    bought = {
        "cus_before": [-1, 0, 5],
        "cus_long": [0, 1, 61, 62, 63, 71],
        "cus_late": [35, 70],
        "cus_after": [36, 37],
        "cus_once": [2],
    }
    made = [
        filling.made(
            Payment,
            f"pi_{customer}_{month}",
            created=_seconds(month) + 5 * DAY,
            customer=customer,
            status="succeeded",
            currency="usd",
            amount=100,
        )
        for customer, months in bought.items()
        for month in months
    ]
    await filling.rows(house, business.CON, *made)
    period = Period(_seconds(0), _seconds(MONTHS))
    following = Following(kind="customers", period=period, zone=BERLIN, now=_seconds(72))
    async with lakes.lake(house, tmp_path) as (lake, _):
        for at in (lake, Lake(house.store, only="ledger")):
            found = (await cohorts.follow(at, cohorts.checked(following))).cohorts
            for first, cohort in enumerate(found):
                mine = [months for months in bought.values() if months[0] == first]
                assert cohort.size == len(mine)
                told = {first + point.after for point in cohort.points if point.numerator}
                assert told == {month for months in mine for month in months}
                assert len(cohort.points) == 72 - first
            assert sum(one.size for one in found) == 3


def _seconds(month: int) -> int:
    """When the month begins, counted from January 2020."""
    years, months = divmod(month, 12)
    return int(datetime(2020 + years, months + 1, 1, tzinfo=BERLIN).astimezone(UTC).timestamp())
