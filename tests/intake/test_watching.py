"""The installation in figures, on either store."""

import pytest

from tests.doubles.desk import NOW, Desk, event
from tillwatch.intake.nodes.beat import write
from tillwatch.intake.watching import accounts, installation, readiness

pytestmark = pytest.mark.usefixtures("any_store")
CHARGE = {"id": "ch_1", "object": "charge", "amount": 500, "currency": "usd"}


async def test_what_waits_and_since_when(desk: Desk) -> None:
    assert (await desk.post(event("charge.succeeded", CHARGE))).status_code == 200
    desk.clock.advance(7)
    assert (await desk.post(event("charge.updated", CHARGE, id_="evt_2"))).status_code == 200
    told = await installation(desk.house)
    assert (told.waiting, told.oldest_s) == (2, pytest.approx(7, abs=0.01))
    await desk.apply()
    told = await installation(desk.house)
    assert (told.waiting, told.oldest_s, told.received) == (0, 0.0, told.applied)
    assert told.changes > 0
    assert min(told.main_bytes, told.inbox_bytes, told.free_bytes) > 0


async def test_each_connection_in_figures(desk: Desk) -> None:
    await desk.tell(
        event("charge.succeeded", CHARGE),
        event("charge.succeeded", CHARGE, livemode=True, id_="evt_2"),
    )
    (one,) = await accounts(desk.house)
    assert (one.id, one.set_aside, one.undecided, one.requests) == (desk.connection_id, 1, 0, 0)
    assert one.event_at is not None
    assert abs(one.event_at - NOW) < 60


async def test_ready_with_a_sign_of_life(desk: Desk) -> None:
    desk.house.node.role = "both"
    await write(desk.house)
    (node,) = (await installation(desk.house)).nodes
    assert node.works
    assert [one.name for one in await readiness(desk.house) if not one.ok] == []
