"""Any body at all: an event is read, or refused with a sentence; nothing else happens."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.processors import samples
from tillwatch.kernel import errors
from tillwatch.processors.port import NotOffered
from tillwatch.processors.stripe import events
from tillwatch.processors.stripe.client import Answer
from tillwatch.processors.stripe.lists import accounts, pages

NAMES = st.sampled_from(
    "id object type created data previous_attributes items lines charges refunds evidence receipt "
    "deleted customer price api_version livemode account last_payment_error has_more".split()
)
WORDS = st.sampled_from(["", "list", "charge", "price", "balance", "v2.core.event", "evt_1", "é"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
EVENT = st.fixed_dictionaries(
    {"id": WORDS, "data": st.fixed_dictionaries({"object": ANY}, optional={"x": ANY})},
    optional={"type": WORDS, "created": ANY, "previous_attributes": ANY, "object": ANY},
)


def read(body: bytes) -> None:
    try:
        head = events.head(body)
    except errors.BadInput:
        head = None
    try:
        readings = events.event_readings(body)
    except errors.BadInput:
        return
    assert head is not None
    for reading in readings:
        assert reading.kind
        assert reading.id
        msgspec.json.encode(reading)
        if reading.payload:
            msgspec.json.decode(reading.payload)


@given(EVENT | ANY)
def test_any_json(event: Any) -> None:
    read(json.dumps(event).encode())


@given(st.binary(max_size=60))
def test_any_bytes(body: bytes) -> None:
    read(body)


@given(st.sampled_from(samples.all_of_them()), st.data())
def test_a_body_cut_or_broken_anywhere(fixture: samples.Fixture, data: st.DataObject) -> None:
    body = fixture.body()
    at = data.draw(st.integers(0, len(body) - 1))
    read(body[:at])
    read(body[:at] + data.draw(st.binary(max_size=3)) + body[at + 1 :])


@given(st.lists(ANY, max_size=4) | ANY, ANY)
def test_any_list(entries: Any, has_more: Any) -> None:
    body = json.dumps({"object": "list", "data": entries, "has_more": has_more}).encode()
    answer = Answer(200, body, 1, "v")
    asked = pages.Range("evt_1", 5, 9)
    try:
        page = pages.list_page(answer, "charge", asked)
    except NotOffered:
        assert not isinstance(entries, list)
        return
    assert page.last != "evt_1"
    for reading in page.readings:
        assert reading.payload or reading.tombstone
    pages.event_page(answer, asked, ["a.*"])


@given(st.dictionaries(NAMES | st.sampled_from(["settings", "business_profile"]), ANY))
def test_any_account(payload: dict[str, Any]) -> None:
    msgspec.json.encode(accounts.facts(payload))
