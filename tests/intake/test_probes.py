"""The four probes that published sync engines fail: two events of one second, an older event after
a newer one, a stale API read after a newer webhook, an unknown type."""

import itertools

import pytest

from tests.doubles.desk import NOW, Desk, event
from tillwatch.intake.apply import Apply
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import shapes

pytestmark = pytest.mark.usefixtures("any_store")

CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "created": NOW - 60,
    "amount": 900,
    "amount_captured": 900,
    "amount_refunded": 0,
    "currency": "eur",
    "captured": True,
    "status": "succeeded",
}


def charge(refunded: int, id_: str, at: int, **previous: object) -> bytes:
    type_ = "charge.updated" if previous else "charge.refunded"
    told = CHARGE | {"amount_refunded": refunded, "refunded": refunded == 900}
    return event(type_, told, id_=id_, created=at, previous=previous or None)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_three_events_of_one_second_end_at_the_last_in_every_order(
    desk: Desk, order: tuple[int, ...]
):
    bodies = [
        event("charge.succeeded", CHARGE, id_="evt_z", created=NOW),
        charge(300, "evt_b", NOW),
        charge(900, "evt_a", NOW),
    ]
    await desk.tell(*(bodies[place] for place in order))
    row = await desk.row("attempt", "ch_1")
    assert row is not None
    assert (row["amount_refunded"], row["refunded"]) == (900, True)
    payment = await desk.row("payment", "ch_1")
    assert payment is not None
    assert (payment["status"], payment["amount_refunded"]) == ("succeeded", 900)


@pytest.mark.parametrize("newest_first", [True, False])
async def test_two_updates_of_one_second_follow_their_old_values(desk: Desk, newest_first: bool):
    customer = {"id": "cus_1", "object": "customer", "created": NOW - 9, "email": "c@x.example"}
    first = event(
        "customer.updated",
        customer | {"name": "Ann"},
        id_="evt_9",
        previous={"name": None},
    )
    second = event(
        "customer.updated", customer | {"name": "Bea"}, id_="evt_1", previous={"name": "Ann"}
    )
    await desk.tell(*((second, first) if newest_first else (first, second)))
    row = await desk.row("customer", "cus_1")
    assert row is not None
    assert row["name"] == "Bea"
    assert [one["undecided"] for one in await desk.rows("objects")] == [False]


async def test_an_older_event_after_a_newer_one_changes_nothing(desk: Desk):
    await desk.tell(charge(900, "evt_2", NOW))
    before = await desk.rows("attempt")
    await desk.tell(charge(0, "evt_1", NOW - 1))
    assert await desk.rows("attempt") == before


async def test_a_stale_read_after_a_newer_webhook_changes_nothing(desk: Desk):
    await desk.tell(charge(900, "evt_1", NOW))
    before = await desk.rows("attempt")
    processor = desk.house.processors.get("stripe")
    writer = Apply(desk.house)
    for as_of in (NOW - 2, NOW - 1):
        stale = Reading(kind="charge", id="ch_1", as_of=as_of, payload=shapes.canonical(CHARGE))
        await writer.readings(desk.connection_id, processor, [stale], live=True)
        assert await desk.rows("attempt") == before
    fresh = Reading(
        kind="charge",
        id="ch_1",
        as_of=NOW + 1,
        payload=shapes.canonical(CHARGE | {"amount_refunded": 900, "description": "later"}),
    )
    await writer.readings(desk.connection_id, processor, [fresh], live=True)
    row = await desk.row("attempt", "ch_1")
    assert row is not None
    assert (row["amount_refunded"], row["description"]) == (900, "later")


async def test_an_unknown_type_of_a_known_object_tells_as_much_as_a_known_one(desk: Desk):
    await desk.tell(event("charge.polished", CHARGE | {"amount_refunded": 5}))
    row = await desk.row("attempt", "ch_1")
    assert row is not None
    assert row["amount_refunded"] == 5


async def test_a_deletion_holds_against_what_was_told_before_it(desk: Desk):
    customer = {"id": "cus_1", "object": "customer", "created": NOW - 50, "email": "c@x.example"}
    gone = event("customer.deleted", customer, id_="evt_2", created=NOW)
    late = event("customer.updated", customer, id_="evt_1", created=NOW - 5, previous={"name": ""})
    await desk.tell(gone, late)
    row = await desk.row("customer", "cus_1")
    assert row is not None
    assert row["deleted"] is True


async def test_a_canceled_subscription_is_not_a_deleted_one(desk: Desk):
    ended = {"id": "sub_1", "object": "subscription", "created": NOW - 50, "status": "canceled"}
    await desk.tell(event("customer.subscription.deleted", ended))
    row = await desk.row("subscription", "sub_1")
    assert row is not None
    assert row["status"] == "canceled"
