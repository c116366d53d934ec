"""What of a person stands in Stripe's objects: hidden everywhere, or gone for good.

The table is held against the rows: what a row calls personal comes only from fields in the table,
and what it does not call personal comes from none of them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from tests.api import marked
from tests.processors import samples
from tests.processors.samples import Fixture
from tillwatch.kernel import eyes
from tillwatch.processors.stripe import translate
from tillwatch.processors.stripe.translate.personal import TABLE

ADA = {
    "object": "charge",
    "id": "ch_1",
    "amount": 3400,
    "customer": "cus_1",
    "description": "Mug for Ada",
    "receipt_email": "ada@example.com",
    "receipt_url": "https://pay.example/r/ada",
    "failure_message": "Ask ada@example.com",
    "statement_descriptor": "MUGS LTD",
    "metadata": {"order": "77"},
    "billing_details": {
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "phone": "+44 1",
        "address": {"country": "GB", "city": "London", "line1": "1 Mill", "state": "LDN"},
        "tax_id": None,
    },
    "shipping": {"name": "Ada", "address": {"postal_code": "N1", "country": "GB"}},
    "payment_method_details": {
        "type": "card",
        "card": {"brand": "visa", "last4": "4242", "fingerprint": "fp1", "country": "DE"},
        "link": {"country": "DE"},
        "paypal": {"payer_email": "a@b.co", "payer_name": "Ada", "payer_id": "P1"},
    },
    "refunds": {"object": "list", "data": [{"object": "refund", "id": "re_1", "description": "x"}]},
}
DISPUTE = {
    "object": "dispute",
    "id": "dp_1",
    "reason": "fraudulent",
    "evidence": {
        "customer_name": "Ada",
        "customer_purchase_ip": "1.2.3.4",
        "product_description": "A mug",
        "receipt": "file_1",
        "enhanced_evidence": {"visa": {"devices": [{"ip": "1.2.3.4"}]}},
    },
    "evidence_details": {"has_evidence": True},
}
INVOICE = {
    "object": "invoice",
    "id": "in_1",
    "customer_tax_ids": [{"type": "eu_vat", "value": "DE1"}],
    "custom_fields": [{"name": "PO", "value": "for Ada"}],
    "lines": {
        "object": "list",
        "data": [
            {
                "object": "line_item",
                "description": "Mug for Ada",
                "price": {"object": "price", "id": "price_1", "nickname": "Big", "metadata": {}},
            }
        ],
    },
}
STAY = ("ch_1", "cus_1", "MUGS LTD", "GB", "visa", "4242", "fp1", "DE", "card", "re_1")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def test_of_a_charge_only_what_names_nobody_stays() -> None:
    stays = {"object", *STAY}
    assert set(texts(TABLE.blanked(ADA))) <= stays | {"charge", "list", "refund"}
    assert set(STAY) <= set(texts(TABLE.blanked(ADA)))
    assert TABLE.blanked(ADA)["metadata"] == {}


def test_evidence_is_the_customers_but_for_the_ids_of_its_files() -> None:
    blank = TABLE.blanked(DISPUTE)
    assert set(texts(blank["evidence"])) == {"file_1"}
    assert blank["evidence_details"] == {"has_evidence": True}
    assert blank["reason"] == "fraudulent"


def test_a_price_inside_an_invoice_stays_and_its_line_does_not() -> None:
    told = set(texts(TABLE.blanked(INVOICE)))
    assert "Big" in told
    assert "eu_vat" in told
    assert not told & {"Mug for Ada", "for Ada", "DE1"}


def test_old_values_of_an_event_are_judged_as_of_its_object() -> None:
    tax_id = {"object": "tax_id", "id": "txi_1", "value": "DE1"}
    event = {
        "object": "event",
        "data": {"object": tax_id, "previous_attributes": {"value": "DE2", "created": 1}},
        "request": {"id": "req_1", "idempotency_key": "ada"},
    }
    blank = TABLE.blanked(event)
    assert blank["data"]["previous_attributes"] == {"value": None, "created": 1}
    assert blank["request"] == {"id": "req_1", "idempotency_key": None}
    assert TABLE.blanked({"value": "DE2"}, kind="tax_id") == {"value": None}
    assert TABLE.blanked({"value": "DE2"}, kind="coupon") == {"value": "DE2"}


def test_masked_text_keeps_its_pseudonym_and_the_payload_stays_as_it_was() -> None:
    before = json.dumps(ADA)
    with eyes.looking(eyes.Eyes(personal=False, key=b"k")):
        masked = TABLE.masked(ADA, eyes.shown)
        assert masked["billing_details"]["email"] == masked["receipt_email"] != "ada@example.com"
        assert masked["billing_details"]["email"].endswith("@hidden")
        assert masked["metadata"] == {"order": eyes.HIDDEN}
    assert TABLE.masked(ADA, eyes.shown) == ADA == json.loads(before)


@pytest.mark.parametrize("fixture", samples.all_of_them(), ids=lambda one: one.type)
def test_a_rows_personal_columns_and_no_others_come_from_the_table(fixture: Fixture) -> None:
    payload = {"id": "balance", **fixture.object}
    kind, blank = payload["object"], TABLE.blanked(payload)
    assert TABLE.blanked(blank) == blank
    rows = translate.translate(kind, payload, deleted=False)
    emptied = translate.translate(kind, blank, deleted=False)
    for row, empty in zip(rows, emptied, strict=True):
        was, now = msgspec.structs.asdict(row), msgspec.structs.asdict(empty)
        for name in was:
            if row.personal.get(name) == "lines":
                assert not any(line["description"] for line in now[name])
            elif name in row.personal:
                assert not now[name], (kind, name)
            else:
                assert was[name] == now[name], (kind, name)


@pytest.mark.parametrize("body", [*marked.bodies(marked.Marks())], ids=lambda one: one[0])
def test_every_mark_is_found_in_the_event_and_in_its_rows(body: tuple[str, str]) -> None:
    """The marks are put by hand, not by the table."""
    event = json.loads(body[1])
    assert marked.MARK not in json.dumps(TABLE.blanked(event)).lower()
    masked = TABLE.masked(event, lambda _value, kind: kind)
    assert marked.MARK not in json.dumps(masked).lower()
    about = event["data"]["object"]
    for row in translate.translate(about["object"], about, deleted=False):
        told = msgspec.to_builtins(row)
        personal = {name for name in told if marked.MARK in json.dumps(told[name]).lower()}
        assert personal <= row.personal.keys()
