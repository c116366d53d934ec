"""What cannot be merged is kept, shown in Health with its reason, and can be tried again."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.doubles.desk import NOW, Desk, Json, event, opened
from tillwatch.intake import connections, health, retry, seen
from tillwatch.intake.apply import Apply
from tillwatch.intake.aside import Aside, put
from tillwatch.kernel import errors
from tillwatch.store import tables

pytestmark = pytest.mark.usefixtures("any_store")

CHARGE = {"id": "ch_1", "object": "charge", "amount": 500, "currency": "usd"}
THIN = (
    b'{"id":"evt_thin","object":"v2.core.event","type":"v1.billing.meter.error_report_triggered",'
    b'"created":"2026-11-21T10:00:00.000Z","livemode":false,"related_object":{"id":"mtr_1"}}'
)


async def only(desk: Desk) -> tuple[str, str]:
    """Id and code of the one thing set aside."""
    [one] = await desk.set_aside()
    found = await health.of(desk.house, desk.connection_id)
    assert found.set_aside == 1
    assert one["reason"]
    return one["id"], one["code"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (event("charge.succeeded", CHARGE, account="acct_other"), "other_account"),
        (event("charge.succeeded", CHARGE, livemode=True), "other_mode"),
        (THIN, "thin"),
        (b'{"id":"evt_1","type":"charge.succeeded","created":1}', "unreadable"),
        (b'{"id":"evt_1","type":"x","data":{"object":[]}}', "unreadable"),
        (b'{"id":"evt_1","type":"x.y","data":{"object":{"id":"x"}}}', "unreadable"),
    ],
)
async def test_what_is_not_ours_or_not_readable_is_acknowledged_and_set_aside(
    desk: Desk, body: bytes, code: str
):
    await desk.tell(body)
    assert (await only(desk))[1] == code
    assert await desk.rows("attempt") == []
    assert [row["body"] for row in await desk.inbox_rows()] == [body]
    await desk.tell(event("charge.succeeded", CHARGE | {"id": "ch_2"}, id_="evt_2"))
    assert len(await desk.rows("attempt")) == 1, "the next event is merged all the same"


@pytest.mark.parametrize("more", [{"livemode": True}, {"account": "acct_other"}])
async def test_what_is_not_ours_is_no_sign_that_the_webhook_works(desk: Desk, more: Json):
    """Else the step of the walk turns green, and the poll leaves out kinds that do not come."""
    await desk.tell(event("charge.succeeded", CHARGE, **more))
    found = await connections.one(desk.house.store, desk.connection_id)
    assert found.first_event_at is None
    assert await seen.ways(desk.house.store, desk.connection_id) == {}
    wrong_mode = "livemode" in more
    assert (desk.connection_id in await health.astray(desk.house)) is wrong_mode
    await desk.tell(event("charge.succeeded", CHARGE, id_="evt_2"))
    found = await connections.one(desk.house.store, desk.connection_id)
    assert found.first_event_at == NOW
    assert await seen.ways(desk.house.store, desk.connection_id) == {"charge.succeeded": "webhook"}


async def test_the_mode_of_a_webhook_only_connection_is_learned_from_its_first_event(
    tmp_path: Path,
):
    async with opened(tmp_path, mode=None) as desk:
        assert (await connections.one(desk.house.store, desk.connection_id)).mode is None
        await desk.tell(
            event("charge.succeeded", CHARGE, livemode=True),
            event("charge.succeeded", CHARGE | {"id": "ch_2"}, id_="evt_2", livemode=False),
        )
        assert (await connections.one(desk.house.store, desk.connection_id)).mode == "live"
        assert (await only(desk))[1] == "other_mode"
        assert [row["id"] for row in await desk.rows("attempt")] == ["ch_1"]


async def test_tried_again_it_is_taken_in_when_its_reason_is_gone(desk: Desk):
    await desk.tell(event("charge.succeeded", CHARGE, account="acct_mine"))
    id_, _ = await only(desk)
    assert not await retry.try_again(desk.house, id_)
    assert (await only(desk))[1] == "other_account"
    await connections.learned(desk.house, desk.connection_id, account_id="acct_mine")
    id_, _ = await only(desk)
    assert await retry.try_again(desk.house, id_)
    assert await desk.set_aside() == []
    assert [row["id"] for row in await desk.rows("payment")] == ["ch_1"]
    with pytest.raises(errors.NotFound):
        await retry.try_again(desk.house, id_)


async def keep(desk: Desk, one: Aside) -> None:
    await desk.house.store.write(lambda store: put(store, desk.house, one))


async def test_an_entry_of_a_list_is_tried_again_from_its_own_body(desk: Desk):
    body = b'{"id":"cus_1","object":"customer","email":"c@x.example"}'
    await keep(desk, Aside(desk.connection_id, "unreadable", "?", resource="customers", body=body))
    assert await retry.try_again(desk.house, (await only(desk))[0])
    assert [row["email"] for row in await desk.rows("customer")] == ["c@x.example"]
    assert await desk.set_aside() == []
    await keep(desk, Aside(desk.connection_id, "unreadable", "?", resource="customers", body=b"7"))
    assert not await retry.try_again(desk.house, (await only(desk))[0])
    assert (await only(desk))[1] == "unreadable"


async def test_what_was_told_meanwhile_is_not_undone_by_an_old_entry(desk: Desk):
    body = b'{"id":"cus_1","object":"customer","email":"old@x.example"}'
    await keep(desk, Aside(desk.connection_id, "unreadable", "?", resource="customers", body=body))
    now = {"id": "cus_1", "object": "customer", "email": "new@x.example", "created": NOW - 5}
    await desk.tell(event("customer.updated", now))
    assert await retry.try_again(desk.house, (await only(desk))[0])
    assert [row["email"] for row in await desk.rows("customer")] == ["new@x.example"]


async def test_an_object_without_its_rows_is_translated_again(desk: Desk):
    await desk.tell(event("charge.succeeded", CHARGE))
    async with desk.house.store.writing() as store:
        for table in ("attempt", "payment"):
            await store.execute(delete(tables.LEDGER[table]))
    object_ = Aside(desk.connection_id, "unreadable", "?", object_id="charge/ch_1")
    await keep(desk, object_)
    assert await retry.try_again(desk.house, (await only(desk))[0])
    assert [row["id"] for row in await desk.rows("payment")] == ["ch_1"]
    assert await desk.set_aside() == []


async def test_a_translation_that_fails_is_set_aside_and_the_object_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    def broken(kind: str, payload: object, *, deleted: bool) -> None:
        raise KeyError("amount")

    processor = desk.house.processors.get("stripe")
    with monkeypatch.context() as patch:
        patch.setattr(processor, "translate", broken)
        await desk.tell(event("charge.succeeded", CHARGE))
        assert not await retry.try_again(desk.house, (await only(desk))[0])
    assert [row["id"] for row in await desk.rows("objects")] == ["ch_1"]
    assert await retry.try_again(desk.house, (await only(desk))[0])
    assert [row["id"] for row in await desk.rows("attempt")] == ["ch_1"]


@pytest.mark.parametrize("amount", ["12", 12.5, 10**25, True, [], {"amount": 5}])
async def test_an_amount_that_is_none_is_never_taken_for_nothing(desk: Desk, amount: object):
    await desk.tell(event("charge.succeeded", CHARGE | {"amount": amount}))
    assert await desk.rows("payment") == []
    [one] = await desk.set_aside()
    assert str(one["reason"]).startswith("This charge cannot be understood: its amount is ")
    assert "ValueError" not in str(one["reason"])
    assert not await retry.try_again(desk.house, str(one["id"]))
    assert [row["id"] for row in await desk.rows("objects")] == ["ch_1"]
    later = event("charge.updated", CHARGE, id_="evt_2", created=NOW + 5)
    await desk.tell(later)
    assert [row["amount"] for row in await desk.rows("payment")] == [500]
    assert await desk.set_aside() == [], "a later reading settles it"


async def test_more_than_a_float_holds_is_kept_to_the_unit(desk: Desk):
    await desk.tell(event("charge.succeeded", CHARGE | {"amount": 2**53 + 1}))
    assert [row["amount"] for row in await desk.rows("payment")] == [2**53 + 1]


async def test_one_event_the_store_cannot_hold_does_not_stop_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """As a driver refuses a value: the batch is halved until the guilty one is found."""
    processor = desk.house.processors.get("stripe")
    real = processor.event_readings

    def overflowing(body: bytes):
        if b"evt_13" in body:
            return [
                *real(body),
                *[r.__class__(**{**fields(r), "as_of": 2**70}) for r in real(body)],
            ]
        return real(body)

    monkeypatch.setattr(processor, "event_readings", overflowing)
    bodies = [
        event("charge.succeeded", CHARGE | {"id": f"ch_{n}"}, id_=f"evt_{n}") for n in range(20)
    ]
    await desk.tell(*bodies)
    assert {row["id"] for row in await desk.rows("attempt")} == {
        f"ch_{n}" for n in range(20) if n != 13
    }
    [one] = await desk.set_aside()
    assert one["object_id"] == "evt_13"
    assert not await retry.try_again(desk.house, one["id"])
    monkeypatch.undo()
    assert await retry.try_again(desk.house, one["id"])
    assert len(await desk.rows("attempt")) == 20


def fields(reading: object) -> dict[str, object]:
    return {name: getattr(reading, name) for name in reading.__struct_fields__}  # type: ignore[attr-defined]


async def test_nothing_is_lost_when_the_writer_is_asked_by_several_at_once(desk: Desk):
    processor = desk.house.processors.get("stripe")
    writer = Apply(desk.house)
    bodies = [event("charge.succeeded", CHARGE | {"id": f"ch_{n}"}) for n in range(9)]
    readings = [processor.event_readings(body) for body in bodies]
    await asyncio.gather(
        *(writer.readings(desk.connection_id, processor, one, live=True) for one in readings)
    )
    assert len(await desk.rows("payment")) == 9
