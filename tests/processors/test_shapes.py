"""Normalising: whatever was expanded or embedded, one shape for each object."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processors import samples
from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe import events, shapes


def apart(payload: Payload) -> dict[tuple[str, str], Payload]:
    return {(r.kind, r.id): r.payload for r in shapes.take_apart(copy.deepcopy(payload))}


def main_of(payload: Payload) -> Payload:
    return shapes.take_apart(copy.deepcopy(payload))[0].payload


CUSTOMER = samples.thing("customer")
REFUND = samples.thing("refund")
INTENT = samples.thing("payment_intent")
ENTRY = {"id": "txn_1", "object": "balance_transaction", "created": 5}


def test_an_expanded_object_leaves_its_id_behind() -> None:
    found = apart(samples.thing("charge", customer=CUSTOMER, payment_intent=INTENT))
    charge = found["charge", "ch_1"]
    assert (charge["customer"], charge["payment_intent"]) == ("cus_1", "pi_1")
    assert found["customer", "cus_1"] == CUSTOMER
    assert found["payment_intent", "pi_1"]["amount"] == 3400


def test_expanded_and_plain_are_the_same_afterwards() -> None:
    plain = samples.thing("charge", customer="cus_1", balance_transaction="txn_1")
    expanded = {**plain, "customer": CUSTOMER, "balance_transaction": ENTRY}
    assert shapes.canonical(main_of(expanded)) == shapes.canonical(main_of(plain))


def test_a_list_of_resources_leaves_the_payload() -> None:
    refunds = {"object": "list", "data": [REFUND], "has_more": False}
    found = apart(samples.thing("charge", refunds=refunds))
    assert "refunds" not in found["charge", "ch_1"]
    assert found["refund", "re_1"]["amount"] == 400


def test_lists_inside_lists_are_taken_out_too() -> None:
    """The shape of 2020: an intent with its charges, each with its refunds."""
    charge = samples.thing("charge", refunds={"object": "list", "data": [REFUND]})
    found = apart(samples.thing("payment_intent", charges={"object": "list", "data": [charge]}))
    assert set(found) == {("payment_intent", "pi_1"), ("charge", "ch_1"), ("refund", "re_1")}
    assert "charges" not in found["payment_intent", "pi_1"]
    assert "refunds" not in found["charge", "ch_1"]


def test_parts_stay_and_their_prices_are_told() -> None:
    found = apart(samples.thing("subscription"))
    assert found["subscription", "sub_1"]["items"]["data"][0]["price"]["unit_amount"] == 1250
    assert found["price", "price_1"]["product"] == "prod_1"
    invoice = apart(samples.thing("invoice"))["invoice", "in_1"]
    assert invoice["lines"]["data"][0]["id"] == "il_1"


def test_plain_lists_of_objects_become_lists_of_ids_entries_oldest_first() -> None:
    late = {**ENTRY, "id": "txn_0", "created": 9}
    found = apart(samples.thing("dispute", balance_transactions=[late, ENTRY]))
    assert found["dispute", "du_1"]["balance_transactions"] == ["txn_1", "txn_0"]
    assert ("balance_transaction", "txn_0") in found


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("payment_intent", "last_payment_error.payment_method"),
        ("invoice_payment", "payment.payment_intent"),
        ("invoice", "parent.subscription_details.subscription"),
        ("customer", "invoice_settings.default_payment_method"),
        ("dispute", "evidence.receipt"),
        ("discount", "source.coupon"),
    ],
)
def test_resources_at_deeper_places(kind: str, path: str) -> None:
    inner: Any = {"id": "x_1", "object": "thing"}
    names = path.split(".")
    for name in reversed(names[1:]):
        inner = {name: inner}
    found = apart(samples.thing(kind, **{names[0]: inner}))
    assert found["thing", "x_1"] == {"id": "x_1", "object": "thing"}
    value: Any = next(iter(found.values()))
    for name in names:
        value = value[name]
    assert value == "x_1"


def test_a_deleted_object_inside_is_a_tombstone() -> None:
    stub = {"id": "cus_1", "object": "customer", "deleted": True}
    resources = shapes.take_apart(samples.thing("charge", customer=stub))
    told = events.readings(resources, as_of=7, shape="v")
    assert [(r.kind, r.tombstone, r.payload == b"") for r in told] == [
        ("charge", False, False),
        ("customer", True, True),
    ]


def test_what_is_odd_stays_as_it_is() -> None:
    odd = {
        "id": "x_1",
        "object": "thing",
        "details": {"id": 5, "object": "part"},
        "rule": {"id": "rule_1"},
        "list": {"object": "list", "data": [{"no": "id"}]},
        "items": {"object": "list", "data": [None, 5, {"price": "price_1"}]},
        "mixed": [{"id": "a", "object": "b"}, 5],
        "self": None,
    }
    assert main_of(odd) == odd


def test_canonical_bytes_ignore_the_order_of_keys() -> None:
    assert (
        shapes.canonical({"b": 1, "a": {"d": "é", "c": 2}})
        == '{"a":{"c":2,"d":"é"},"b":1}'.encode()
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "object", "data", "items", "x", "price"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["customer", "lines", "y", "evidence", "charges"]), JSON))
def test_normalising_twice_changes_nothing_more(fields: Payload) -> None:
    payload = {"id": "x_1", "object": "dispute", **fields}
    once = main_of(payload)
    assert main_of(once) == once
    assert json.loads(shapes.canonical(once)) == once
