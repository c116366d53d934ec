"""Every payload is accepted: unknown, tiny, enormous, in old shapes and new."""

import itertools
import json

import pytest

from tests.doubles.desk import NEW, NOW, OLD, Desk, event, ledger

pytestmark = pytest.mark.usefixtures("any_store")

HUGE = 10**30


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("charge", "attempt"),
        ("payment_intent", "payment"),
        ("refund", "refund"),
        ("dispute", "dispute"),
        ("payout", "payout"),
        ("customer", "customer"),
        ("product", "product"),
        ("price", "price"),
        ("invoice", "invoice"),
        ("subscription", "subscription"),
        ("balance_transaction", "balance_entry"),
        ("radar.early_fraud_warning", "fraud_warning"),
    ],
)
async def test_a_body_of_id_and_object_alone_makes_a_row(desk: Desk, kind: str, table: str):
    await desk.tell(event(f"{kind}.created", {"id": "x_1", "object": kind}))
    assert [row["id"] for row in await desk.rows(table)] == ["x_1"]
    assert await desk.set_aside() == []


async def test_unknown_fields_and_values_are_kept_beside_other(desk: Desk):
    await desk.tell(
        event(
            "charge.succeeded",
            {
                "id": "ch_1",
                "object": "charge",
                "status": "levitating",
                "invented": {"deep": [1, {"er": None}]},
                "amount": 12,
                "currency": "usd",
                "captured": "yes",
                "payment_method_details": {"type": "seashells", "seashells": {"count": 3}},
            },
        )
    )
    row = await desk.row("attempt", "ch_1")
    assert row is not None
    assert (row["status"], row["status_original"], row["method"]) == (
        "other",
        "levitating",
        "seashells",
    )
    assert (row["amount"], row["captured"]) == (12, False)


async def test_amounts_beyond_what_is_exact_are_set_aside_and_stop_nothing(desk: Desk):
    monster = {
        "id": "ch_1",
        "object": "charge",
        "created": HUGE,
        "amount": HUGE,
        "amount_refunded": -HUGE,
        "currency": "usd",
        "status": "succeeded",
        "metadata": {"n": HUGE},
        "outcome": {"risk_score": HUGE},
    }
    large = {"id": "ch_2", "object": "charge", "amount": 2**63 - 1, "currency": "usd"}
    plain = {"id": "ch_3", "object": "charge", "amount": 10**16, "currency": "usd"}
    await desk.tell(
        event("charge.succeeded", monster, id_="evt_1"),
        event("charge.succeeded", large, id_="evt_2"),
        event("charge.succeeded", plain, id_="evt_3"),
    )
    rows = {row["id"]: row for row in await desk.rows("attempt")}
    assert {id_: row["amount"] for id_, row in rows.items()} == {"ch_3": 10**16}
    assert len(await desk.set_aside()) == 2
    assert {"ch_1", "ch_2"} <= {row["id"] for row in await desk.rows("objects")}


async def test_null_bytes_and_all_of_unicode_in_text(desk: Desk):
    strange = "a\x00b\u202e\U0001f9fe\ufffd\x07"
    customer = {
        "id": "cus_\x00",
        "object": "customer",
        "name": strange,
        "metadata": {strange: strange},
    }
    await desk.tell(event("customer.created", customer))
    [row] = await desk.rows("customer")
    read = strange.replace("\x00", "\ufffd")
    assert (row["id"], row["name"]) == ("cus_\ufffd", read)
    assert row["metadata"] == {read: read}
    [kept] = await desk.inbox_rows()
    assert json.loads(kept["body"])["data"]["object"] == customer


async def test_fields_of_every_wrong_type_stop_nothing(desk: Desk):
    names = ["created", "amount", "currency", "status", "customer", "metadata", "items", "lines"]
    names += ["refunds", "balance_transaction", "balance_transactions", "evidence_details"]
    names += [
        "payment_method_details",
        "billing_details",
        "last_payment_error",
        "charges",
        "parent",
    ]
    wrong: list[object] = [
        None,
        True,
        7,
        1.5,
        "x",
        "",
        [],
        [1],
        [None],
        [{}],
        {},
        {"object": "list"},
    ]
    kinds = ["charge", "payment_intent", "refund", "dispute", "payout", "invoice", "subscription"]
    bodies = []
    for number, (value, kind) in enumerate(itertools.product(wrong, kinds)):
        object_ = {"id": f"x_{number}", "object": kind, **dict.fromkeys(names, value)}
        bodies.append(event(f"{kind}.updated", object_, id_=f"evt_{number}"))
    await desk.tell(*bodies)
    assert all("amount" in row["reason"] for row in await desk.set_aside())
    objects = {row["id"] for row in await desk.rows("objects")}
    assert {f"x_{number}" for number in range(len(bodies))} <= objects


OLD_INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "created": NOW - 60,
    "amount": 700,
    "amount_received": 700,
    "currency": "gbp",
    "status": "succeeded",
    "livemode": False,
    "customer": "cus_1",
    "invoice": "in_1",
    "charges": {
        "object": "list",
        "data": [
            {
                "id": "ch_1",
                "object": "charge",
                "created": NOW - 60,
                "amount": 700,
                "currency": "gbp",
                "captured": True,
                "paid": True,
                "status": "succeeded",
                "payment_intent": "pi_1",
                "livemode": False,
                "refunds": {"object": "list", "data": []},
            }
        ],
    },
}
NEW_INTENT = {
    name: value for name, value in OLD_INTENT.items() if name not in ("charges", "invoice")
} | {"latest_charge": "ch_1"}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("apart", [0, 1])
async def test_one_object_in_old_and_new_shape_keeps_what_each_alone_tells(
    desk: Desk, turned: bool, apart: int
):
    old = event(
        "payment_intent.succeeded", OLD_INTENT, id_="evt_1", version=OLD, created=NOW - apart
    )
    new = event("payment_intent.succeeded", NEW_INTENT, id_="evt_2", version=NEW)
    await desk.tell(*((new, old) if turned else (old, new)))
    intent = await desk.row("intent", "pi_1")
    payment = await desk.row("payment", "pi_1")
    assert intent is not None
    assert payment is not None
    assert (intent["invoice"], intent["latest_attempt"]) == ("in_1", "ch_1")
    assert (payment["status"], payment["amount_captured"], payment["attempts"]) == (
        "succeeded",
        700,
        1,
    )


async def test_the_same_event_in_two_versions_is_kept_twice_and_counts_once(desk: Desk):
    old = event("payment_intent.succeeded", OLD_INTENT, version=OLD)
    new = event("payment_intent.succeeded", NEW_INTENT, version=NEW)
    await desk.tell(old, new, old, new)
    versions = [(row["api_version"], row["repeats"]) for row in await desk.inbox_rows()]
    assert versions == [(OLD, 1), (NEW, 1)]
    once = await ledger(desk.house)
    assert len(once["payment"]) == 1
    await desk.tell(new, old)
    assert await ledger(desk.house) == once
