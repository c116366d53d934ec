"""Which deliveries tell of which object: noted once each, behind whatever is applied."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.doubles.desk import NOW, OLD, Desk, event, opened
from tillwatch.intake import connections, mentions
from tillwatch.store.tables import mention

pytestmark = pytest.mark.usefixtures("any_store")

REFUND = {"id": "re_1", "object": "refund", "payment_intent": "pi_1", "charge": "ch_1"}


async def noted(desk: Desk) -> set[tuple[str, int]]:
    while await mentions.once(desk.house):
        pass
    async with desk.house.store.reading() as tx:
        rows = (await tx.execute(select(mention))).all()
    assert {row.connection_id for row in rows} <= {desk.connection_id}
    return {(row.object_id, row.seq) for row in rows}


async def test_each_delivery_is_noted_under_what_it_names(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(event("refund.created", REFUND))
        await desk.tell(
            event("refund.created", REFUND, version=OLD), event("refund.created", REFUND)
        )
        assert await noted(desk) == {
            (id_, seq) for id_ in ("re_1", "pi_1", "ch_1") for seq in (1, 2)
        }
        await desk.tell(event("payout.paid", {"id": "po_1", "object": "payout"}, id_="evt_2"))
        assert {id_ for id_, seq in await noted(desk) if seq > 2} == {"po_1"}


async def test_what_cannot_be_read_mentions_nothing_and_stops_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(b'{"id": "evt_odd", "type": "odd", "created": %d, "data": 7}' % NOW)
        await desk.tell(event("refund.created", REFUND))
        assert {seq for _, seq in await noted(desk)} == {2}


async def test_mentions_go_with_the_data_of_a_connection(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(event("refund.created", REFUND))
        assert await noted(desk)
        await connections.disconnect(desk.house, desk.connection_id, delete_data=True)
        assert await noted(desk) == set()
