"""One question, three engines: SQLite or PostgreSQL under the ledger, and the columns. All say the
same, of numbers, of rows, of cohorts and of rates."""

import random
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.monitoring import business, lakes
from tests.monitoring.test_question_any import question
from tillwatch.faces.api.routes.asking.asked import Asked
from tillwatch.features.monitoring import answering, cohorts, listing
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.cohorts import KINDS, Cohort, Following
from tillwatch.features.monitoring.listing import FACTS, Wanted
from tillwatch.features.monitoring.rates import loading
from tillwatch.intake.house import House
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.ledger.questions import scope

QUESTIONS = 12
PERIOD = Period(int(business.NOON) - 90 * DAY, int(business.NOON))
BERLIN = ZoneInfo("Europe/Berlin")


async def questions(house: House) -> list[Question]:
    chance = random.Random("engines")
    within = await scope.scope(house.store, [business.CON])
    asked = [Asked.model_validate(question(chance)) for _ in range(QUESTIONS)]
    return [one.question(within) for one in asked]


def numbers(found: answering.Answer) -> Any:
    lines = {(line.dimensions, line.start): (line.values, line.before) for line in found.rows}
    return lines, found.totals, found.totals_before


@pytest.mark.usefixtures("any_store")
async def test_every_engine_gives_the_same_answer(house: House, tmp_path: Path) -> None:
    await business.open_business(house, 5, payments=120, days=90)
    ledger = Lake(house.store, only="ledger")
    async with lakes.lake(house, tmp_path) as (lake, _):
        for one in await questions(house):
            found = await answering.answer(lake, one)
            assert {made.source for made in found.made} == {"lake"}
            assert numbers(found) == numbers(await answering.answer(ledger, one)), one
        for fact, told in FACTS.items():
            wanted = Wanted(fact=fact, period=PERIOD, zone=BERLIN, columns=told.columns)
            assert await rows(lake, wanted) == await rows(ledger, wanted), fact
            said = await listing.totalled(lake, wanted)
            assert said == await listing.totalled(ledger, wanted)
            assert said.count > 0 or fact == "refund", fact
        for kind in KINDS:
            following = Following(kind=kind, period=PERIOD, zone=BERLIN, now=PERIOD.end)
            several = [await cohorts.follow(at, following) for at in (lake, ledger)]
            assert several[0].cohorts == several[1].cohorts
            assert sum(one.size for one in several[0].cohorts) > 20
            for at in (lake, ledger):
                assert await behind(at, following, several[0].cohorts) > 0
        for at in (lake, ledger):
            load = loading(house.store, at, "balance", "usd", (business.CON,))
            book = await load({"cad"}, 0, int(business.NOON) // DAY)
            assert book.rate("cad", int(business.NOON) // DAY).rate > 0


async def behind(lake: Lake, of: Following, found: list[Cohort]) -> int:
    """Every cell leads to as many disputes, or customers, as it tells; their sum."""
    is_disputes, sum_ = of.kind == "disputes", 0
    fact, base = (
        ("dispute", "chargeback_first_count")
        if is_disputes
        else ("payment", "payments_succeeded_count")
    )
    for cohort in found:
        began = Period(cohort.start, min(cohort.end, of.period.end))
        ends = [*(point.start for point in cohort.points[1:]), of.now]
        for point, end in zip(cohort.points, ends, strict=True):
            period = Period(cohort.start if is_disputes else point.start, end)
            wanted = Wanted(fact=fact, base=base, period=period, zone=BERLIN, began=began)
            told = await listing.totalled(lake, listing.checked(wanted))
            customers = await listing.customers(lake, wanted)
            assert (told.count if customers is None else customers) == point.numerator
            sum_ += point.numerator
        assert len(await rows(lake, wanted)) == told.count
    return sum_


async def rows(lake: Lake, wanted: Wanted) -> dict[Any, Any]:
    """All pages, whose order may differ among rows of one second."""
    found: dict[Any, Any] = {}
    cursor = None
    while True:
        page = await listing.page(lake, wanted, cursor, 100)
        for row in page.rows:
            key = (row.id, row.connection_id, row.refers.get("event_type"))
            assert key not in found
            found[key] = row
        cursor = page.next_cursor
        if cursor is None:
            return found
