"""Lists, single objects, events and payouts, from servers of every kind."""

import json
from typing import Any

import pytest

from tests.processors import samples
from tests.processors.double import Reply, Request, error, in_turn, listed
from tests.processors.reading import desk
from tillwatch.processors import port


def charge(n: int, **more: Any) -> dict[str, Any]:
    return {"id": f"ch_{n}", "object": "charge", "created": n, **more}


async def test_a_page_in_the_middle_and_the_last() -> None:
    async with desk(
        in_turn(listed(charge(9), charge(8), has_more=True), listed(charge(7)))
    ) as made:
        listing = made.listing("charges")
        first = await made.reader.page(listing, limit=2)
        assert (first.count, first.last, first.oldest) == (2, "ch_8", 8)
        second = await made.reader.page(listing, after=first.last, limit=2)
        assert (second.count, second.last, second.oldest) == (1, None, 7)
    assert made.double.asked[1].query["starting_after"] == "ch_8"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"data": [charge(9)]}, 1),
        ({"data": [], "has_more": True}, 0),
        ({"data": [charge(9)], "has_more": None}, 1),
        ({"data": [charge(9)], "has_more": "yes"}, 1),
    ],
)
async def test_a_list_that_does_not_say_more_ends(body: Any, count: int) -> None:
    async with desk(lambda request: Reply(200, body)) as made:
        page = await made.reader.page(made.listing("charges"))
    assert (page.count, page.last) == (count, None)


async def test_a_server_that_ignores_the_cursor_is_not_asked_for_ever_nor_taken_as_whole() -> None:
    async with desk(lambda request: listed(charge(9), charge(8), has_more=True)) as made:
        listing = made.listing("charges")
        first = await made.reader.page(listing)
        assert first.last == "ch_8"
        with pytest.raises(port.NotOffered, match="repeats the same page"):
            await made.reader.page(listing, after="ch_8")


@pytest.mark.parametrize(("entries", "last"), [(2, "ch_8"), (1, None)])
async def test_without_has_more_a_full_page_is_not_the_last(entries: int, last: str | None) -> None:
    body = {"object": "list", "data": [charge(9), charge(8)][:entries]}
    async with desk(lambda request: Reply(body=body)) as made:
        page = await made.reader.page(made.listing("charges"), limit=2)
    assert page.last == last


async def test_a_server_that_ignores_the_time_gives_what_was_asked_all_the_same() -> None:
    entries = [charge(n) for n in (9, 8, 7, 6, 5)]
    async with desk(lambda request: listed(*entries, has_more=True)) as made:
        page = await made.reader.page(made.listing("charges"), since=6, until=9)
    assert [reading.id for reading in page.readings] == ["ch_8", "ch_7", "ch_6"]
    assert (page.count, page.last) == (3, None)


async def test_entries_that_cannot_be_read_are_named_and_the_rest_is_read() -> None:
    async with desk(lambda r: listed(charge(9), "what", {"object": "charge"}, charge(8))) as made:
        page = await made.reader.page(made.listing("charges"))
    assert page.count == 2
    assert [(id_, body) for id_, _, body in page.problems] == [
        ("", b'"what"'),
        ("", b'{"object":"charge"}'),
    ]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"data":5}', b"<html>", b'{"data":{}}'])
async def test_an_answer_that_is_no_list_is_not_offered(body: bytes) -> None:
    async with desk(lambda request: Reply(200, body)) as made:
        with pytest.raises(port.NotOffered):
            await made.reader.page(made.listing("charges"))
        with pytest.raises(port.NotOffered):
            await made.reader.events()


async def test_a_dead_cursor_is_told() -> None:
    dead = error(400, "No such charge", code="resource_missing", param="starting_after")
    async with desk(lambda request: dead) as made:
        with pytest.raises(port.CursorDied):
            await made.reader.page(made.listing("charges"), after="ch_1")


@pytest.mark.parametrize(
    "refusal",
    [
        error(400, "This property cannot be expanded (data.payments)."),
        error(403, "Having the 'rak_other_read' permission would allow this request to continue."),
    ],
)
async def test_where_expanding_is_refused_the_list_is_read_without(refusal: Reply) -> None:
    def answer(request: Request) -> Reply:
        return refusal if "expand[0]" in request.query else listed(samples.thing("invoice"))

    async with desk(answer) as made:
        listing = made.listing("invoices")
        assert (await made.reader.page(listing)).count == 1
        assert (await made.reader.page(listing)).count == 1
    assert len(made.double.asked) == 3


async def test_expanded_payments_of_invoices_become_readings() -> None:
    payments = {"object": "list", "data": [samples.thing("invoice_payment")]}
    invoice = samples.thing("invoice", payments=payments)
    async with desk(lambda request: listed(invoice)) as made:
        page = await made.reader.page(made.listing("invoices"))
    assert {reading.kind for reading in page.readings} == {"invoice", "invoice_payment"}
    assert page.count == 1


async def test_the_balance_is_a_list_of_one() -> None:
    async with desk(lambda request: Reply(200, samples.thing("balance"))) as made:
        page = await made.reader.page(made.listing("balance"))
    assert (page.count, page.last, page.readings[0].id) == (1, None, "balance")


async def test_a_customer_that_is_gone_is_a_tombstone() -> None:
    gone = {"id": "cus_1", "object": "customer", "deleted": True}
    missing = error(404, "No such customer: 'cus_1'", code="resource_missing", param="id")
    for reply in (Reply(200, gone), missing):
        async with desk(in_turn(reply)) as made:
            (reading,) = await made.reader.one("customer", "cus_1")
        assert (reading.tombstone, reading.payload, reading.id) == (True, b"", "cus_1")
        assert reading.as_of == made.clock.now() - 2


async def test_an_object_of_the_other_mode_is_not_gone() -> None:
    message = "No such charge: 'ch_1'; a similar object exists in live mode, but a test mode key"
    async with desk(lambda request: error(404, message, code="resource_missing")) as made:
        with pytest.raises(port.NotOffered):
            await made.reader.one("charge", "ch_1")


async def test_a_server_without_that_address_does_not_say_that_it_is_gone() -> None:
    async with desk(lambda request: error(404, "Unrecognized request URL")) as made:
        with pytest.raises(port.NotOffered):
            await made.reader.one("charge", "ch_1")
        with pytest.raises(port.NotOffered):
            await made.reader.one("gift", "g_1")


async def test_an_id_cannot_lead_elsewhere() -> None:
    async with desk(lambda request: Reply(200, charge(1))) as made:
        await made.reader.one("charge", "../customers?x=1")
    assert made.double.asked[0].path == "/v1/charges/..%2Fcustomers%3Fx%3D1"


def event(n: int, type_: str = "charge.succeeded") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(samples.named(type_).body(id=f"evt_{n}", created=n))
    return made


async def test_events_come_byte_for_byte() -> None:
    raw = b'{"id": "evt_1",  "created": 5, "type":"a.b", "data": {"object": {"n": 1.50}}}'
    body = b'{"object":"list","data":[' + raw + b'],"has_more":false}'
    async with desk(lambda request: Reply(200, body)) as made:
        page = await made.reader.events()
    assert [(head.id, body) for head, body in page.events] == [("evt_1", raw)]
    assert page.last is None


async def test_events_of_some_types_whether_the_server_narrows_or_not() -> None:
    entries = [event(9), event(8, "payout.paid"), event(7, "refund.created"), event(6)]
    async with desk(lambda request: listed(*entries, has_more=True)) as made:
        page = await made.reader.events(types=["payout.*", "refund.created"], since=7)
        assert [head.id for head, _ in page.events] == ["evt_8", "evt_7"]
        assert page.last is None
        many = [f"a.{n}" for n in range(21)]
        assert not (await made.reader.events(types=many, after="evt_x")).events
    narrowed, wide = made.double.asked
    assert narrowed.query["types[0]"] == "payout.*"
    assert narrowed.query["created[gte]"] == "7"
    assert not [name for name in wide.query if name.startswith("types")]


def entry(n: int, source: str = "ch_1", type_: str = "charge") -> dict[str, Any]:
    return {
        "id": f"txn_{n}",
        "object": "balance_transaction",
        "created": n,
        "source": source,
        "type": type_,
    }


async def test_what_a_payout_holds_is_an_object_of_its_own() -> None:
    pages = [
        listed(entry(9, "po_1", "payout"), entry(8), has_more=True),
        listed(entry(7), entry(6)),
    ]
    async with desk(in_turn(*pages)) as made:
        readings = await made.reader.payout_entries("po_1")
    assert [r.kind for r in readings] == ["balance_transaction"] * 4 + ["payout_entries"]
    told = json.loads(readings[-1].payload)
    assert told == {
        "id": "po_1",
        "object": "payout_entries",
        "entries": ["txn_6", "txn_7", "txn_8", "txn_9"],
    }
    assert made.double.asked[0].query["payout"] == "po_1"


@pytest.mark.parametrize(
    "reply",
    [
        error(400, "Not yet.", code="payout_reconciliation_not_ready"),
        listed(),
        listed(entry(8), entry(7)),
        listed(entry(9, "po_1", "payout"), entry(8, "po_0", "payout"), has_more=True),
        listed(entry(9, "po_1", "payout"), "what"),
        error(404),
    ],
)
async def test_an_answer_that_is_not_what_the_payout_holds_is_not_taken_for_it(
    reply: Reply,
) -> None:
    async with desk(lambda request: reply) as made:
        with pytest.raises(port.NotOffered):
            await made.reader.payout_entries("po_1")


HALF = b'{"id":"x_2","object":"charge","created":8,"type":"a.b","description":"\\ud83d, half"}'
ENDLESS = b'{"id":"x_3","object":"charge","created":7,"type":"a.b","n":1e999}'


async def test_one_unreadable_entry_does_not_hide_the_others() -> None:
    good = b'{"id":"x_1","object":"charge","created":9,"type":"a.b"}'
    entries = b",".join([good, HALF, ENDLESS])
    body = b'{"object":"list","data":[' + entries + b'],"has_more":true}'
    async with desk(lambda request: Reply(200, body)) as made:
        page = await made.reader.page(made.listing("charges"))
        events = await made.reader.events()
    assert [reading.id for reading in page.readings] == ["x_1"]
    assert page.last == "x_3"
    assert [(id_, reason) for id_, reason, _ in page.problems] == [
        ("x_2", "not readable JSON"),
        ("x_3", "not readable JSON"),
    ]
    assert [head.id for head, _ in events.events] == ["x_1", "x_2", "x_3"]
    assert events.last == "x_3"
