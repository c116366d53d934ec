"""What a missing item is said to be worth is what filling it in brings."""

import msgspec
import pytest

from tests.disputes.evidence.cases import DAY, OPENED, PARCEL, Fact, case, upload
from tillwatch.features.disputes import evidence
from tillwatch.features.disputes.case.known import PERSON, PRODUCTS, Case, Item
from tillwatch.features.disputes.evidence.book import FIELDS, FILE, MATRIX
from tillwatch.features.disputes.learn import Learned
from tillwatch.features.disputes.value import Choices, decide, no_rate, ranked

CHECKED = {"check_line1": "pass", "check_postal_code": "pass", "check_cvc": "pass"}
PREFILLED = {
    "customer_name": "Ryan Doyle",
    "customer_email_address": "ryan@example.com",
    "product_description": "Two bags of coffee",
}
TYPED = {
    "customer_email_address": "ryan@example.com",
    "customer_purchase_ip": "8.8.4.4",
    "shipping_address": "418 NE Alder St, Portland, OR 97232, US",
}
KINDS = {"text": "1Z999AA10123456784", "long": "x" * 60, "date": "2026-11-08", "yes_no": "yes"}


def filled(one: Case, item: Item) -> Case:
    """As a person would: each field that the item lacks."""
    lacking = item.missing or item.fields
    files = [upload(name) for name in lacking if FIELDS[name].kind == FILE]
    typed = {
        name: Fact(value=TYPED.get(name, KINDS[FIELDS[name].kind]), source=PERSON)
        for name in lacking
        if FIELDS[name].kind != FILE
    }
    return msgspec.structs.replace(
        one, facts={**one.facts, **typed}, uploads=[*one.uploads, *files]
    )


def fought(one: Case) -> int:
    complete = evidence.completeness(one)
    found = decide(one, complete, Learned(), Choices(), no_rate)
    return next(way.gain.amount for way in found.routes if way.name == "fight" and way.gain)


@pytest.mark.parametrize("reason", MATRIX)
def test_what_is_promised_for_an_item_is_what_filling_it_in_brings(reason: str) -> None:
    soon = {"due_by": OPENED + 10 * DAY}
    for product in PRODUCTS:
        for one in (
            case(reason, product, dispute=soon),
            case(reason, product, dispute={**soon, "evidence": PREFILLED}),
            case(reason, product, dispute=soon, purchase=PARCEL),
            case(reason, product, dispute=soon, purchase=PARCEL, attempt=CHECKED),
        ):
            complete = evidence.completeness(one)
            before = fought(one)
            for worth in ranked(one, complete, Learned(), Choices(), no_rate):
                assert worth.gain is not None
                found = fought(filled(one, worth.item)) - before
                assert found == worth.gain.amount, (product, worth.item.name)


def test_what_somebody_took_out_of_the_form_proves_nothing() -> None:
    soon = {"due_by": OPENED + 10 * DAY}
    for name, product in (
        ("delivered_on", "physical"),
        ("signed_by", "physical"),
        ("usage_after", "digital"),
        ("service_documentation", "service"),
    ):
        plain = case(product=product, dispute=soon)
        assert fought(case(product=product, dispute=soon, typed={name: ""})) == fought(plain)
        told = case(product=product, dispute=soon, purchase=PARCEL, typed={"delivered_on": ""})
        if product == "physical":
            assert fought(told) < fought(case(product=product, dispute=soon, purchase=PARCEL))
