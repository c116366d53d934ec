"""Limits of the card networks, asked of each store's own ledger: the same figures."""

from pathlib import Path

from tests.api.conftest import furnished
from tests.monitoring import business
from tillwatch.features.monitoring.programmes import asking, cases, months
from tillwatch.features.monitoring.programmes.rules import CURRENCY, programme
from tillwatch.features.monitoring.rates import loading
from tillwatch.kernel.clock import SetClock
from tillwatch.lake.asking import Lake

NOW = business.NOON


async def test_each_store_counts_the_cases(tmp_path: Path, any_store: str) -> None:
    house = await furnished(tmp_path, SetClock(NOW))
    try:
        await business.open_business(house, 2, payments=400, days=100)
        lake = Lake(house.store)
        rates = loading(house.store, lake, "balance", CURRENCY)
        found = await asking.programmes(lake, {business.CON: "US"}, months.of(NOW), NOW, rates)
        [visa] = [one for one in found.reports if one.asked.slug == "visa_vamp"]
        assert any_store
        assert visa.figures.sales > 0
        month = max(visa.history, key=lambda past: past.figures.cases)
        of = programme("visa_vamp")
        listed = await cases.cases(lake, of, [business.CON], month.month, limit=100)
        assert len(listed.rows) == month.figures.cases > 0
        again = await cases.cases(lake, of, [business.CON], month.month, limit=1)
        assert again.rows == listed.rows[:1]
    finally:
        await house.store.close()
