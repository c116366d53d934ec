"""Limits of the card networks, by the columns and by the ledger: the same figures."""

from pathlib import Path

from tests.monitoring import business, lakes
from tillwatch.features.monitoring.programmes import asking, cases, months
from tillwatch.features.monitoring.programmes.rules import CURRENCY, programme
from tillwatch.features.monitoring.rates import loading
from tillwatch.intake.house import House
from tillwatch.lake.asking import Lake

NOW = business.NOON


async def test_columns_and_ledger_count_the_same_cases(house: House, tmp_path: Path) -> None:
    await business.open_business(house, 2, payments=800, days=150)
    month, where = months.of(NOW) - 1, {business.CON: "US"}
    asked = [Lake(house.store)]
    async with lakes.lake(house, tmp_path) as (columns, _):
        asked.append(columns)
        found, listed = [], []
        for lake in asked:
            rates = loading(house.store, lake, "balance", CURRENCY)
            found.append(await asking.programmes(lake, where, month, NOW, rates))
            visa = programme("visa_vamp")
            listed.append(await cases.cases(lake, visa, [business.CON], month, limit=100))
    of_ledger, of_columns = found
    assert {made.source for made in of_columns.made} == {"lake"}
    assert of_columns.reports == of_ledger.reports
    assert of_columns.rates == of_ledger.rates
    assert listed[0].rows == listed[1].rows
    assert len(listed[0].rows) == of_ledger.reports[0].figures.cases > 0
