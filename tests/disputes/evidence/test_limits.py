"""What will be sent, and what the processor or a bank would refuse of it."""

import pytest

from tests.disputes.evidence.cases import PARCEL, case, upload
from tillwatch.features.disputes.evidence import check, evidence_for, form

SAID = "We told the customer on 5 November that it had left the house."


def test_what_will_be_sent_is_the_processors_fields_and_nothing_empty() -> None:
    one = case(
        purchase=PARCEL,
        dispute={"evidence": {"refund_policy": "file_9"}},
        typed={"uncategorized_text": "  "},
        facts={"delivered_on": "2026-11-06"},
        uploads=[upload("shipping_documentation")],
    )
    assert evidence_for(form(one)) == {
        "shipping_carrier": "UPS",
        "shipping_date": "4 November 2026",
        "shipping_tracking_number": "1Z999AA10123456784",
        "shipping_address": "418 NE Alder St, Portland, OR 97232, US",
        "refund_policy": "file_9",
    }
    more = evidence_for(
        form(one),
        files={"shipping_documentation": "file_1"},
        more={"uncategorized_text": SAID, "delivered_on": "never sent", "made_up": "no"},
    )
    assert more["shipping_documentation"] == "file_1"
    assert more["uncategorized_text"] == SAID
    assert not {"delivered_on", "made_up"} & more.keys()
    assert check(more) == []


def test_what_is_none_of_its_kind_is_not_sent() -> None:
    one = case("fraudulent", "digital", facts={"customer_purchase_ip": "10.0.0.1"})
    two = case("fraudulent", "digital", typed={"customer_email_address": "ryan at home"})
    assert evidence_for(form(one)) == evidence_for(form(two)) == {}


def test_a_file_called_like_an_id_is_not_one() -> None:
    named = upload("receipt", name="file_1.pdf")
    assert "receipt" not in evidence_for(form(case(uploads=[named])))


PROBLEMS = [
    ({"uncategorized_text": "x" * 20_000}, []),
    (
        {"uncategorized_text": "x" * 20_001},
        [
            "Anything else, in words has 20,001 characters and may have 20,000: shorten it, or "
            "bring it as a file."
        ],
    ),
    (
        {"enhanced_evidence": {"a": {"b": ["x" * 150_001]}}},
        ["All texts together have 150,001 characters and may have 150,000: shorten the longest."],
    ),
    ({"receipt": "file_1"}, []),
    (
        {"receipt": "https://pay.example/r"},
        ["Receipt takes a file that was uploaded, not a link or a text."],
    ),
    (
        {"receipt": ["file_1", "file_2"]},
        ["Receipt takes one file: put them together into one PDF."],
    ),
    ({"shipping_carrier": " "}, ["Carrier is empty: fill it in, or leave it out."]),
    ({"delivered_on": "2026"}, ["“delivered_on” is no field of evidence: leave it out."]),
    (
        {"access_activity_log": "see www.example.com/log"},
        ["Use of the product has a link, which no bank opens: bring what is behind it as a file."],
    ),
]


@pytest.mark.parametrize(("evidence", "says"), PROBLEMS, ids=lambda value: str(value)[:40])
def test_what_would_be_refused_is_said(evidence: dict[str, object], says: list[str]) -> None:
    assert [problem.says for problem in check(evidence)] == says
