"""What goes with time beside events: what could not be read, ways in, deeds, silent customers."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.desk import NOW, Desk, event, opened
from tests.intake.erasure import shop
from tillwatch import settings
from tillwatch.intake import erasure, retention
from tillwatch.intake.retention import others
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens

DAY = 86_400


def later(desk: Desk, days: float) -> None:
    assert isinstance(desk.clock, SetClock)
    desk.clock.at = NOW + days * DAY


def keeping(desk: Desk, **days: Any) -> None:
    desk.house = dataclasses.replace(
        desk.house, settings=dataclasses.replace(desk.house.settings, **days)
    )


@pytest.mark.usefixtures("any_store")
async def test_customers_without_business_are_erased_and_others_are_not(tmp_path: Path) -> None:
    running = {"id": "sub_1", "object": "subscription", "customer": shop.BEN, "status": "active"}
    items = {"items": {"object": "list", "data": []}, "created": NOW, "currency": "usd"}
    async with opened(tmp_path) as desk:
        told = event("customer.subscription.created", running | items, id_="evt_sub")
        await desk.tell(*shop.told(), told)
        keeping(desk, forget_customers_days=400)
        later(desk, 399)
        await retention.beside(desk.house)
        assert await erasure.all_of(desk.house) == []
        later(desk, 401)
        await retention.beside(desk.house)
        (one,) = await erasure.all_of(desk.house)
        assert (one.subject, one.done) == (shop.ADA, True)
        assert shop.NAME not in repr(await shop.known(desk))
        assert "for Ben" in repr(await desk.rows("payment"))
        await retention.beside(desk.house)
        assert len(await desk.rows("audit")) == 1, "nobody is erased twice"


async def test_what_could_not_be_read_goes(tmp_path: Path) -> None:
    odd = b'{"id": "evt_odd", "type": "odd", "created": %d, "data": 7}' % NOW
    async with opened(tmp_path) as desk:
        await desk.tell(odd)
        keeping(desk, keep_set_aside_days=40)
        later(desk, 39)
        await retention.beside(desk.house)
        assert len(await desk.set_aside()) == 1
        later(desk, 41)
        await retention.beside(desk.house)
        assert await desk.set_aside() == []
        assert [row["body"] for row in await desk.inbox_rows()] == [b""]


async def test_ways_in_that_are_over_go(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await tokens.create(desk.house.store, desk.clock, "short", "reader", lives_s=DAY)
        await tokens.create(desk.house.store, desk.clock, "endless", "reader")
        later(desk, 30)
        assert await others.ways_in(desk.house) == 0
        later(desk, 32)
        assert await others.ways_in(desk.house) == 1
        assert [row["name"] for row in await desk.rows("access")] == ["endless"]


@pytest.mark.parametrize("name", ["keep_audit_days", "forget_customers_days"])
def test_nothing_of_the_last_year_goes(name: str) -> None:
    with pytest.raises(errors.BadInput, match="at least 365"):
        settings.load({f"TILLWATCH_{name.upper()}": "364"})
