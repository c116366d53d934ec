"""From an event's body to readings."""

import json
from typing import Any

import pytest

from tests.processors import samples
from tests.processors.samples import Fixture
from tillwatch.kernel import errors
from tillwatch.processors.reading import Reading
from tillwatch.processors.stripe import catalogue, events


def readings(type_: str, **outside: Any) -> list[Reading]:
    return events.event_readings(samples.named(type_).body(**outside))


@pytest.mark.parametrize("fixture", samples.all_of_them(), ids=lambda f: f.type)
def test_each_event_tells_of_its_object(fixture: Fixture) -> None:
    main = events.event_readings(fixture.body())[0]
    kind = catalogue.EVENTS[fixture.type]
    assert (main.kind, main.id) == (kind, fixture.object.get("id", kind))
    assert main.as_of == samples.CREATED
    assert main.shape == samples.VERSION
    assert main.event == f"evt_{fixture.type}"
    assert main.created == fixture.object.get("created", 0)
    assert main.first == fixture.type.endswith(".created")
    assert main.tombstone == (fixture.type in catalogue.TOMBSTONES)
    assert bool(main.previous) == (fixture.previous is not None)


def test_the_head_is_read_without_the_object() -> None:
    head = events.head(samples.named("charge.succeeded").body(account="acct_9"))
    assert head.id == "evt_charge.succeeded"
    assert (head.type, head.created) == ("charge.succeeded", samples.CREATED)
    assert (head.api_version, head.livemode) == (samples.VERSION, False)
    assert (head.account, head.thin) == ("acct_9", False)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"id":1}', b'{"id":""}', b'{"type":"x"}', b"\xff", b"[" * 9**5],
)
def test_what_is_no_event_is_bad_input(body: bytes) -> None:
    with pytest.raises(errors.BadInput):
        events.head(body)
    with pytest.raises(errors.BadInput):
        events.event_readings(body)


@pytest.mark.parametrize(
    "data",
    [None, {}, {"object": None}, {"object": []}, {"object": "ch_1"}, {"object": {"id": "x"}}],
)
def test_an_event_without_a_readable_object_says_so(data: Any) -> None:
    body = json.dumps({"id": "evt_1", "type": "unheard.of", "data": data}).encode()
    assert events.head(body).id == "evt_1"
    with pytest.raises(errors.BadInput):
        events.event_readings(body)


@pytest.mark.parametrize("value", [b'"\\udc00 half a character"', b"1e999", b"NaN"])
def test_an_event_with_an_impossible_value_is_kept_though_not_read(value: bytes) -> None:
    body = b'{"id":"evt_1","created":5,"type":"a.b","data":{"object":' + value + b"}}"
    head = events.head(body)
    assert (head.id, head.type, head.created) == ("evt_1", "a.b", 5)
    with pytest.raises(errors.BadInput):
        events.event_readings(body)


def test_nothing_but_id_and_object_is_enough() -> None:
    body = b'{"id":"evt_1","data":{"object":{"id":"ch_1","object":"charge"}}}'
    (reading,) = events.event_readings(body)
    assert (reading.kind, reading.id, reading.as_of) == ("charge", "ch_1", 0)


def test_an_unheard_of_type_is_read_all_the_same() -> None:
    data = b'{"object":{"id":"g_1","object":"gift"}}'
    body = b'{"id":"evt_1","type":"gift.wrapped","created":5,"data":' + data + b"}"
    (reading,) = events.event_readings(body)
    assert (reading.kind, reading.id, reading.as_of) == ("gift", "g_1", 5)


def test_the_thin_kind_tells_nothing_and_says_that_it_is_thin() -> None:
    body = json.dumps(
        {
            "id": "evt_1",
            "object": "v2.core.event",
            "type": "v1.charge.dispute.created",
            "created": "2026-11-21T11:30:00.000Z",
            "related_object": {"id": "du_1", "type": "dispute", "url": "/v1/disputes/du_1"},
        }
    ).encode()
    assert events.head(body).thin
    assert events.head(body).created == 1795260600
    assert events.event_readings(body) == []


@pytest.mark.parametrize("created", [-1, 2**63, 2**80, 1.5, None, True, "soon"])
def test_a_moment_that_cannot_be_is_unknown(created: Any) -> None:
    fixture = samples.named("charge.succeeded")
    odd = fixture._replace(object={**fixture.object, "created": created})
    body = odd.body(created=created)
    assert events.head(body).created == 0
    (reading,) = events.event_readings(body)
    assert (reading.as_of, reading.created) == (0, 0)


def test_a_canceled_subscription_is_not_gone() -> None:
    assert not readings("customer.subscription.deleted")[0].tombstone


def test_a_deleted_customer_keeps_what_was_known() -> None:
    (gone,) = readings("customer.deleted")
    assert gone.tombstone
    assert b"Ada Lovelace" in gone.payload


def test_objects_without_an_id_go_by_their_kind() -> None:
    assert readings("balance.available")[0].id == "balance"
    body = b'{"id":"evt_1","data":{"object":{"object":"cash_balance","customer":"cus_1"}}}'
    assert events.event_readings(body)[0].id == "cus_1"


def test_a_preview_without_an_id_is_no_object() -> None:
    body = b'{"id":"evt_1","type":"invoice.upcoming","data":{"object":{"object":"invoice"}}}'
    assert events.event_readings(body) == []


def test_old_values_are_normalised_like_the_object() -> None:
    payload = samples.thing("charge", amount_refunded=400, refunds={"object": "list", "data": []})
    previous = {
        "amount_refunded": 0,
        "refunds": {"data": [], "total_count": 0},
        "customer": {"id": "cus_1", "object": "customer"},
    }
    main = events.event_readings(Fixture("charge.refunded", payload, previous, None).body())[0]
    assert json.loads(main.previous) == {"amount_refunded": 0, "customer": "cus_1"}
    assert "refunds" not in json.loads(main.payload)
