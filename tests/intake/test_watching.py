"""The installation in figures, on either store."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.doubles.desk import NOW, Desk, event
from tillwatch.intake import connections, drain
from tillwatch.intake.nodes.beat import write
from tillwatch.intake.waiting import waiting
from tillwatch.intake.watching import accounts, installation, readiness
from tillwatch.store import inbox
from tillwatch.store.secrets import open_vault

pytestmark = pytest.mark.usefixtures("any_store")
CHARGE = {"id": "ch_1", "object": "charge", "amount": 500, "currency": "usd"}


async def test_what_waits_and_since_when(desk: Desk) -> None:
    assert (await desk.post(event("charge.succeeded", CHARGE))).status_code == 200
    desk.clock.advance(7)
    assert (await desk.post(event("charge.updated", CHARGE, id_="evt_2"))).status_code == 200
    told = await installation(desk.house)
    assert (told.waiting.events, told.waiting.oldest_s) == (2, pytest.approx(7, abs=0.01))
    await desk.apply()
    told = await installation(desk.house)
    assert (told.waiting.events, told.waiting.oldest_s) == (0, 0.0)
    assert told.waiting.received == told.waiting.applied == 2
    assert told.changes > 0
    assert min(told.main_bytes, told.inbox_bytes, told.free_bytes) > 0


async def test_what_others_have_in_between_does_not_wait(desk: Desk) -> None:
    """Each connection has its own place; what was left behind by one that is gone is nobody's."""
    other = await connections.connect(
        desk.house, processor="stripe", name="Other", secret="whsec_other", mode="test"
    )
    for number, name in enumerate([desk.connection_id, other.id, "con_gone", other.id], 1):
        await inbox.write(desk.house.store, [delivery(name, number, desk.clock.now())])
        desk.clock.advance(1)
    places = {desk.connection_id: 1, other.id: 2}
    await desk.house.store.write(lambda tx: drain.move(desk.house, tx, places))
    told = await waiting(desk.house)
    assert (told.events, told.oldest_s, told.received) == (1, pytest.approx(1, abs=0.01), 4)
    assert told.applied == 3


def delivery(connection_id: str, number: int, now: float) -> inbox.Delivery:
    return inbox.Delivery(
        connection_id=connection_id,
        event_id=f"evt_{number}",
        api_version="",
        type="charge.succeeded",
        created=NOW,
        livemode=False,
        account=None,
        thin=False,
        source="webhook",
        received_ms=int(now * 1000),
        body=b"{}",
    )


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


async def test_one_machine_among_several_with_another_key_file_is_not_ready(
    desk: Desk, tmp_path: Path
) -> None:
    """On the only machine it is the accounts that need attention."""
    other = replace(desk.house, vault=open_vault(tmp_path / "another key"))
    missing = [
        {one.name for one in await readiness(house) if not one.ok} for house in (desk.house, other)
    ]
    assert missing[1] - missing[0] == (set() if desk.house.store.sqlite else {"key"})
