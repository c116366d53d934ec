"""How complete a case is, told as a person counts it: points of points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disputes.evidence.cases import HOME as PLACE
from tests.disputes.evidence.cases import Bought, buyer, case, earlier, refund, upload
from tests.disputes.evidence.test_matrix import CELLS
from tillwatch.features.disputes.case.known import Case, Fact, Item
from tillwatch.features.disputes.evidence import book, completeness
from tillwatch.processors.defending import Purchase

TRACKED = {
    "shipping_carrier": "UPS",
    "shipping_tracking_number": "1Z999AA10123456784",
    "shipping_date": "2026-11-04",
}
HOME = {"shipping_address": "418 NE Alder St, Portland, OR 97232"}
LONG = "The customer used it every day until the end of the month, and never wrote."
CANCEL_TEXTS = {"cancellation_policy_disclosure": LONG, "cancellation_rebuttal": LONG}
REFUND_TEXTS = {"refund_policy_disclosure": LONG, "refund_refusal_explanation": LONG}


def points(one: Case) -> str:
    found = completeness(one)
    return f"{found.got / 2:g} of {found.of / 2:g}"


def item(one: Case, name: str) -> Item:
    return next(item for item in completeness(one).items if item.name == name)


NOT_RECEIVED = [
    ("nothing", case(), "0 of 12"),
    ("tracking", case(facts=TRACKED), "3 of 12"),
    ("two of three of tracking", case(facts={**TRACKED, "shipping_date": ""}), "0 of 12"),
    ("tracking and address", case(facts={**TRACKED, **HOME}), "6 of 12"),
    ("a word as an address", case(facts={"shipping_address": "home"}), "0 of 12"),
    ("proof of delivery", case(files=("shipping_documentation",)), "3 of 12"),
    (
        "a link in a file's place",
        case(facts={"shipping_documentation": "https://carrier.example/1Z9"}),
        "0 of 12",
    ),
    ("what is kept of a policy as a file", case(facts={"customer_signature": "upl_1"}), "1 of 12"),
    ("signature", case(files=("customer_signature",)), "1 of 12"),
    ("a word more", case(typed={"uncategorized_text": "Please."}), "0 of 12"),
    ("a sentence more", case(typed={"uncategorized_text": LONG}), "0.5 of 12"),
    (
        "all",
        case(
            facts={**TRACKED, **HOME, "uncategorized_text": LONG},
            files=(
                "shipping_documentation",
                "customer_signature",
                "customer_communication",
                "uncategorized_file",
            ),
        ),
        "12 of 12",
    ),
    ("digital: nothing of parcels", case(product="digital"), "0 of 7"),
    ("digital: the log", case(product="digital", facts={"access_activity_log": LONG}), "3 of 7"),
    (
        "service: half of the group",
        case(product="service", facts={"service_date": "2026-11-05"}),
        "0 of 6",
    ),
    (
        "service: the group",
        case(
            product="service",
            facts={"service_date": "2026-11-05"},
            files=("service_documentation",),
        ),
        "3 of 6",
    ),
]


@pytest.mark.parametrize(
    ("one", "said"), [row[1:] for row in NOT_RECEIVED], ids=[row[0] for row in NOT_RECEIVED]
)
def test_goods_that_did_not_arrive(one: Case, said: str) -> None:
    assert points(one) == said


OTHERS = [
    ("a card nobody checked", case("fraudulent"), "0 of 7.5"),
    (
        "passed 3-D Secure",
        case("fraudulent", attempt={"three_d_secure": "authenticated"}),
        "3 of 10.5",
    ),
    (
        "the bank only acknowledged",
        case("fraudulent", attempt={"three_d_secure": "attempt_acknowledged"}),
        "0 of 7.5",
    ),
    (
        "ordered from a known place",
        case("fraudulent", purchase=Purchase(ip="203.0.113.7")),
        "3 of 7.5",
    ),
    (
        "ordered from our own net",
        case("fraudulent", facts={"customer_purchase_ip": "10.0.0.1"}),
        "0 of 7.5",
    ),
    (
        "a device that is one",
        case("fraudulent", facts={"device_id": "A1B2C3D4E5F6G7H8"}),
        "3 of 7.5",
    ),
    (
        "seven earlier payments",
        case("fraudulent", bought=Bought(payments=7)),
        "1 of 8.5",
    ),
    (
        "seven, and one of them disputed",
        case("fraudulent", bought=Bought(payments=7, disputes=1)),
        "0 of 7.5",
    ),
    (
        "a pair of Compelling Evidence",
        case(
            "fraudulent",
            "digital",
            dispute={"network_reason_code": "10.4"},
            earlier=[earlier("ch_1", 150), earlier("ch_2", 300)],
            purchase=buyer(email=None, device_id="A1B2C3D4E5F6G7H8"),
        ),
        "3 of 6.5",
    ),
    ("a policy nobody was shown", case("credit_not_processed", files=("refund_policy",)), "0 of 5"),
    (
        "refund refused with all three",
        case("credit_not_processed", facts=REFUND_TEXTS, files=("refund_policy",)),
        "3 of 5",
    ),
    (
        "refund made, with its reference",
        case("credit_not_processed", refunds=[refund(reference="7432…")]),
        "3 of 5",
    ),
    (
        "refund made, reference not known",
        case("credit_not_processed", refunds=[refund(reference=None)]),
        "0 of 5",
    ),
    (
        "cancellation, all three",
        case(
            "subscription_canceled", "digital", facts=CANCEL_TEXTS, files=("cancellation_policy",)
        ),
        "3 of 9",
    ),
    (
        "used afterwards",
        case("subscription_canceled", "digital", facts={"usage_after": "2026-11-12"}),
        "3 of 9",
    ),
    ("a fee proves nothing", case("noncompliant", typed={"fee_acknowledged": "yes"}), "0 of 4.5"),
    ("general", case("bank_cannot_process", files=("receipt",)), "3 of 7.5"),
]


@pytest.mark.parametrize(("one", "said"), [row[1:] for row in OTHERS], ids=[r[0] for r in OTHERS])
def test_other_reasons(one: Case, said: str) -> None:
    assert points(one) == said


def test_what_the_processor_filled_in_counts_half_until_somebody_confirms_it() -> None:
    prefilled = {
        "customer_name": "Ryan Doyle",
        "customer_email_address": "ryan@example.com",
        "product_description": "Three bags of coffee",
    }
    alone = case("product_unacceptable", dispute={"evidence": prefilled})
    assert item(alone, "description").got == 3
    assert item(alone, "description").says == (
        "Three bags of coffee: counts half until you confirm it"
    )
    confirmed = case(
        "product_unacceptable",
        dispute={"evidence": prefilled},
        typed={"product_description": "Three bags of coffee"},
    )
    assert item(confirmed, "description").got == 6
    buyer_half = case("product_not_received", "digital", dispute={"evidence": prefilled})
    assert item(buyer_half, "buyer").got == 1
    one_of_two = case(
        "product_not_received",
        "digital",
        dispute={"evidence": prefilled},
        typed={"customer_name": "Ryan Doyle"},
    )
    assert item(one_of_two, "buyer").got == 1, "the group is confirmed as a whole"


def test_what_is_missing_is_named_with_what_to_bring() -> None:
    found = item(case(facts={"shipping_carrier": "UPS"}), "tracking")
    assert found.missing == ("shipping_tracking_number", "shipping_date")
    assert found.says == "Carrier, tracking number and the day it was shipped"
    assert item(case(facts=TRACKED), "tracking").says == (
        "UPS, 1Z999AA10123456784, 4 November 2026"
    )


def test_a_parcel_counts_against_fraud_only_when_it_went_to_the_checked_billing_address() -> None:
    bought = Purchase(billing=PLACE, shipping=PLACE)
    checked = {"check_line1": "pass", "check_postal_code": "pass"}
    assert item(case("fraudulent", purchase=bought, attempt=checked), "billing_match").got == 2
    unchecked = completeness(case("fraudulent", purchase=bought))
    assert "billing_match" not in {one.name for one in unchecked.items}, "nobody can bring that"
    elsewhere = case(
        "fraudulent",
        purchase=Purchase(billing=PLACE),
        attempt=checked,
        facts={"shipping_address": "9 Other Rd, Salem, OR 97301"},
    )
    assert "billing_match" not in {one.name for one in completeness(elsewhere).items}


FACTS = {
    name: {
        "text": "418 NE Alder St, Portland",
        "long": LONG,
        "date": "2026-11-05",
        "yes_no": "yes",
    }.get(rule.kind, "upl_1")
    for name, rule in book.FIELDS.items()
} | {"customer_email_address": "ryan@example.com", "customer_purchase_ip": "203.0.113.7"}


@given(
    cell=st.sampled_from(CELLS),
    known=st.dictionaries(st.sampled_from(sorted(FACTS)), st.sampled_from(["processor", "person"])),
    more=st.sampled_from(sorted(FACTS)),
    weak=st.sampled_from(["", "x", " "]),
)
def test_one_more_fact_never_lowers_it_and_it_stays_between_nothing_and_all(
    cell: tuple[str, str], known: dict[str, str], more: str, weak: str
) -> None:
    facts = {name: Fact(value=FACTS[name], source=source) for name, source in known.items()}
    facts.pop(more, None)
    bare = case(*cell, dispute={"enhanced_eligibility": []})
    before = ratio(bare, facts)
    for value in (weak, FACTS[more]):
        got, of = ratio(bare, {**facts, more: Fact(value=value, source="merchant")})
        assert 0 <= got <= of
        assert got * before[1] >= before[0] * of


def ratio(bare: Case, facts: dict[str, Fact]) -> tuple[int, int]:
    found = completeness(
        Case(
            connection_id=bare.connection_id,
            as_of=bare.as_of,
            country="US",
            dispute=bare.dispute,
            attempt=bare.attempt,
            product=bare.product,
            facts=facts,
            uploads=[upload("receipt")],
        )
    )
    return found.got, found.of
