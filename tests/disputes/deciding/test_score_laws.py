"""Laws of the score: it adds up, nothing missing moves it, more evidence never harms."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disputes.deciding.cases import a_case, an_attempt
from tests.disputes.deciding.test_score import NOTHING, points, scored, told
from tillwatch.features.disputes.case.known import Bought, Case, Completeness, Item
from tillwatch.features.disputes.learn import Learned
from tillwatch.features.disputes.score.signals import delivery
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.features.disputes.value import Choices, no_rate, worth
from tillwatch.features.disputes.value.deciding import satisfied

CHECKS = st.sampled_from(["pass", "fail", "unavailable", "unchecked", None])
CASES = st.builds(
    lambda reason, line1, postal, cvc, secure, country, facts, bought, product: a_case(
        {"reason": reason},
        product=product,
        attempt=an_attempt(
            check_line1=line1,
            check_postal_code=postal,
            check_cvc=cvc,
            three_d_secure=secure,
            card_country=country,
            country="US",
            customer="cus_1",
        ),
        facts=told(**facts),
        bought=bought,
    ),
    st.sampled_from(sorted(RULES.reasons)),
    CHECKS,
    CHECKS,
    CHECKS,
    st.sampled_from(["authenticated", "attempt_acknowledged", "exempted", "failed", None]),
    st.sampled_from(["US", "DE", None]),
    st.dictionaries(
        st.sampled_from(["shipping_tracking_number", "delivered_on", "access_activity_log"]),
        st.just("2025-11-02"),
    ),
    st.builds(Bought, payments=st.integers(0, 9), disputes=st.integers(0, 3)),
    st.sampled_from(["physical", "digital", "service"]),
)
LEARNED = st.one_of(
    st.just(NOTHING),
    st.builds(
        lambda offset, scale, spread: Learned(
            cases=60, won=30, offset=offset, scales={"avs": scale}, spreads={"avs": spread}
        ),
        st.integers(-3_000_000, 3_000_000),
        st.integers(0, 3_000),
        st.integers(0, 400),
    ),
)


@given(CASES, LEARNED, st.integers(0, 24))
def test_start_and_points_add_up_to_the_chance(case: Case, learned: Learned, got: int) -> None:
    found = scored(case, learned, got)
    assert found.start_ppm + 10_000 * sum(points(found).values()) == found.p_ppm
    assert found.p_ppm % 10_000 == 0
    assert 10_000 <= found.low_ppm <= found.p_ppm <= found.high_ppm <= 990_000
    assert sum(one.weight for one in found.factors) == 100
    for one in found.factors:
        assert one.points * one.part >= 0, "a factor never points the other way"
        assert not (one.signal.missing and one.part), "what is missing moves nothing"
    assert found == scored(case, learned, got)


@given(CASES, st.sampled_from(["check_cvc", "check_line1", "check_postal_code", "three_d_secure"]))
@settings(max_examples=50)
def test_a_fact_less_never_makes_it_surer(case: Case, name: str) -> None:
    assert case.attempt is not None
    without = msgspec.structs.replace(
        case, attempt=msgspec.structs.replace(case.attempt, **{name: None})
    )
    factor = {"check_cvc": "cvc", "three_d_secure": "three_d_secure"}.get(name, "avs")
    before, after = (
        next(one for one in scored(c).factors if one.name == factor) for c in (case, without)
    )
    assert abs(after.part) <= abs(before.part) or factor == "avs"
    assert after.signal.unsure >= before.signal.unsure


@pytest.mark.parametrize("got", range(24))
def test_more_evidence_never_lowers_the_chance(got: int) -> None:
    assert scored(a_case(), got=got).raw_ppm < scored(a_case(), got=got + 1).raw_ppm


FIELDS = (
    "shipping_carrier",
    "shipping_tracking_number",
    "shipping_documentation",
    "delivered_on",
    "customer_signature",
    "access_activity_log",
    "usage_after",
    "service_date",
    "service_documentation",
    "receipt",
)


@given(CASES, LEARNED, st.sets(st.sampled_from(FIELDS), min_size=1), st.integers(0, 18))
def test_what_is_only_tried_out_never_takes_away(
    case: Case, learned: Learned, fields: set[str], got: int
) -> None:
    lacks = Item(
        name="lacks", title="", strength="decisive", weight=6, got=0, fields=tuple(sorted(fields))
    )
    rest = Item(name="rest", title="", strength="extra", weight=18, got=got, fields=())
    complete = Completeness(items=(lacks, rest))
    proofs = [delivery.proof(one).value for one in (case, satisfied(case, lacks))]
    if proofs[1] < proofs[0]:
        assert proofs[1] == delivery.NEVER_CONFIRMED, "a parcel that never came is the exception"
        return
    found = worth(case, complete, lacks, learned, Choices(), no_rate)
    assert found is not None
    assert found.points >= 0
    assert found.gain is not None
    assert found.gain.amount >= 0
