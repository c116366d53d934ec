"""Old events go as the settings say, and nothing else goes with them."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from tests.doubles import desk as double
from tests.doubles.desk import NOW, Desk, event, opened
from tillwatch import settings
from tillwatch.intake import mentions, retention, retry
from tillwatch.intake.rebuild import rebuild
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.ledger.questions import events, scope
from tillwatch.store import tables
from tillwatch.store.schema import MENTIONS
from tillwatch.store.tables import cursor, mention

pytestmark = pytest.mark.usefixtures("any_store")

DAY = 86_400
REFUND = {"id": "re_1", "object": "refund", "payment_intent": "pi_1", "charge": "ch_1"}


def charged(number: int) -> bytes:
    charge = {"id": f"ch_{number}", "object": "charge", "amount": 900, "currency": "usd"}
    shown = charge | {"created": NOW, "status": "succeeded", "paid": True, "captured": True}
    return event("charge.succeeded", shown, id_=f"evt_{number}", created=NOW)


def keeping(desk: Desk, *, bodies: int | None = None, whole: int | None = None) -> Desk:
    """The same desk with these settings, in days."""
    given = dataclasses.replace(
        desk.house.settings, keep_bodies_days=bodies, keep_events_days=whole
    )
    desk.house = dataclasses.replace(desk.house, settings=given)
    return desk


def later(desk: Desk, days: float) -> None:
    clock = desk.clock
    assert isinstance(clock, SetClock)
    clock.at = NOW + days * DAY


async def drop(desk: Desk) -> retention.Gone:
    while await mentions.once(desk.house):
        pass
    return await retention.once(desk.house, 0)


async def noted(desk: Desk) -> set[tuple[str, int]]:
    async with desk.house.store.reading() as tx:
        return {(one.object_id, one.seq) for one in (await tx.execute(select(mention))).all()}


async def test_a_body_goes_and_what_it_told_stays(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(event("refund.created", REFUND), charged(2))
        keeping(desk, bodies=40)
        later(desk, 39.9)
        assert await drop(desk) == retention.Gone()
        later(desk, 40.1)
        before = await double.ledger(desk.house)
        assert await drop(desk) == retention.Gone(bodies=2)
        rows = await desk.inbox_rows()
        assert [row["body"] for row in rows] == [b"", b""]
        assert rows[0]["told"] == {
            "kind": "refund",
            "id": "re_1",
            "mentions": ["re_1", "pi_1", "ch_1"],
        }
        processors = desk.house.processors.get
        page = await events.page(desk.house.store, processors, await scope.scope(desk.house.store))
        assert {(one["id"], one["kind"], one["object_id"]) for one in page.rows} == {
            ("evt_1", "refund", "re_1"),
            ("evt_2", "charge", "ch_2"),
        }
        assert all(one["says"] for one in page.rows)
        one = await events.one(desk.house.store, processors, desk.connection_id, "evt_1")
        assert (one["body"], one["object_id"]) == (b"", "re_1")
        assert await rebuild(desk.house) == 2
        assert await double.ledger(desk.house) == before, "the rows come from the objects"
        assert await drop(desk) == retention.Gone()


async def test_mentions_are_made_again_without_bodies(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(event("refund.created", REFUND))
        keeping(desk, bodies=35)
        later(desk, 36)
        await drop(desk)
        before = await noted(desk)

        def forget(tx: Connection) -> None:  # as the schema does when rows change
            tx.execute(mention.delete())
            tx.execute(cursor.update().where(cursor.c.name == MENTIONS).values(position=0))

        await desk.house.store.write(forget)
        while await mentions.once(desk.house):
            pass
        assert await noted(desk) == before == {("re_1", 1), ("pi_1", 1), ("ch_1", 1)}


async def test_whole_events_go_and_what_is_younger_stays(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(charged(1), charged(2))
        keeping(desk, bodies=35, whole=50)
        later(desk, 40)
        await desk.inbox_rows()
        assert await drop(desk) == retention.Gone(bodies=2)
        young = event("refund.created", REFUND, id_="evt_3", created=NOW + 40 * DAY)
        signed = double.sign(young, double.SECRET, at=NOW + 40 * DAY)
        assert (await desk.post(young, signed)).status_code == 200
        await desk.apply()
        later(desk, 51)
        assert await drop(desk) == retention.Gone(events=2)
        assert [row["event_id"] for row in await desk.inbox_rows()] == ["evt_3"]
        assert {seq for _, seq in await noted(desk)} == {3}
        assert len(await desk.rows("payment")) == 2


async def test_what_can_be_tried_again_waits_for_it(tmp_path: Path) -> None:
    odd = b'{"id": "evt_odd", "type": "odd", "created": %d, "data": 7}' % NOW
    async with opened(tmp_path) as desk:
        await desk.tell(odd, charged(2))
        other_mode = event("charge.succeeded", {"id": "ch_3", "object": "charge"}, id_="evt_3")
        await desk.tell(other_mode.replace(b'"livemode": false', b'"livemode": true'))
        keeping(desk, bodies=35, whole=36)
        later(desk, 35.5)
        assert await drop(desk) == retention.Gone(bodies=2)
        later(desk, 37)
        assert await drop(desk) == retention.Gone(events=2)
        assert [row["body"] for row in await desk.inbox_rows()] == [odd]
        (aside,) = await desk.set_aside()
        assert (aside["code"], aside["inbox_seq"]) == ("unreadable", 1)
        assert await retry.try_again(desk.house, aside["id"]) is False, "read, and still odd"
        (aside,) = await desk.set_aside()

        taken = tables.set_aside.delete()  # as when a later version could read it
        await desk.house.store.write(lambda tx: tx.execute(taken))
        assert await drop(desk) == retention.Gone(events=1)
        assert await desk.inbox_rows() == []


async def test_a_body_that_was_passed_over_goes_when_its_event_was_taken_in(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(b'{"id": "evt_odd", "type": "odd", "created": %d, "data": 7}' % NOW)
        keeping(desk, bodies=35)
        later(desk, 36)
        await drop(desk)
        assert (await desk.inbox_rows())[0]["body"]
        (aside,) = await desk.set_aside()
        table = tables.set_aside
        await desk.house.store.write(lambda tx: tx.execute(table.delete()))
        await drop(desk)
        assert (await desk.inbox_rows())[0]["body"] == b""
        with pytest.raises(errors.NotFound):
            await retry.try_again(desk.house, aside["id"])


async def test_nothing_goes_while_something_waits(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(charged(1))
        while await mentions.once(desk.house):
            pass
        keeping(desk, whole=35)
        assert (await desk.post(charged(2))).status_code == 200
        later(desk, 60)
        assert await retention.once(desk.house, 0) == retention.Gone(finished=False)
        assert len(await desk.inbox_rows()) == 2


async def test_without_settings_everything_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        await desk.tell(charged(1))
        later(desk, 4000)
        assert await drop(desk) == retention.Gone()
        assert (await desk.inbox_rows())[0]["body"] == charged(1)


@pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("days", ["34", "0", "40.5", "many"])
def test_nothing_younger_than_stripe_sends_again_goes(days: str) -> None:
    with pytest.raises(errors.BadInput, match="TILLWATCH_KEEP_EVENTS_DAYS must be"):
        settings.load({"TILLWATCH_KEEP_EVENTS_DAYS": days})
