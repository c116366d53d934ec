"""Questions to the catalogue, answered over a simulated business."""

from zoneinfo import ZoneInfo

import pytest

from tests.monitoring import business
from tillwatch.features.monitoring import again, answering
from tillwatch.features.monitoring.asked import Question, checked
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.rows import Attempt

ALL = Period(1, int(business.NOON))


@pytest.mark.parametrize("grain", [None, "hour", "day", "week", "month", "quarter", "year"])
async def test_parts_of_time_add_up_to_the_whole(house: House, grain: str | None) -> None:
    rows = await business.open_business(house, 1, payments=120, days=40)
    period = Period(int(business.NOON) - 60 * 86_400, int(business.NOON))
    asked = Question(
        metrics=("sales_volume", "authorization_rate"),
        period=period,
        zone=ZoneInfo("Europe/Berlin"),
        grain=grain,
    )
    found = await answering.answer(Lake(house.store), checked(asked))
    tries = [r for r in rows if isinstance(r, Attempt) and period.start <= r.created < period.end]
    taken = {r.currency: 0 for r in tries if r.amount_captured}
    for row in tries:
        if row.amount_captured:
            taken[row.currency] += row.amount_captured
    said = {part.currency: part.numerator for part in found.totals["sales_volume"]}
    assert said == taken
    drawn: dict[str | None, int] = {}
    for line in found.rows:
        for part in line.values["sales_volume"]:
            drawn[part.currency] = drawn.get(part.currency, 0) + part.numerator
    assert drawn == taken
    [rate] = found.totals["authorization_rate"]
    approved = sum(r.status == "succeeded" for r in tries if r.amount > 0)
    assert (rate.numerator, rate.denominator) == (approved, sum(r.amount > 0 for r in tries))


async def test_what_goes_wrong_in_one_look_does_not_end_the_looking(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What runs beside it takes events in."""
    monkeypatch.setattr(again, "EACH_S", 0.0)
    left = [errors.Unavailable("no lake"), KeyError("a mistake of ours")]

    async def look() -> None:
        raise left.pop(0)

    await again.each_minute(look, lambda: bool(left), "It could not be looked for")
    assert "no lake" in caplog.text
    assert "a mistake of ours" in caplog.text
