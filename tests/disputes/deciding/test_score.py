"""Ten factors to a chance: what each says, and that everything on the page adds up."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tests.disputes.deciding.cases import OPENED, a_case, a_row, an_attempt, packed
from tests.tidy import tree
from tillwatch.features.disputes.case.known import PERSON, Bought, Buying, Case, Fact
from tillwatch.features.disputes.learn import Learned, Record
from tillwatch.features.disputes.score import Score, score
from tillwatch.features.disputes.score.weights import RULES
from tillwatch.processors.defending import Address, Purchase
from tillwatch.rows import Attempt

NOTHING = Learned()
USUAL = packed(16)
"""As complete as usual: the evidence says nothing for or against."""


def scored(case: Case, learned: Learned = NOTHING, got: int = 16) -> Score:
    found = score(case, packed(got), learned)
    assert found is not None
    return found


def points(of: Score) -> dict[str, int]:
    return {one.name: one.points for one in of.factors}


def parts(of: Score) -> dict[str, int]:
    return {one.name: one.part for one in of.factors}


def wide(of: Score) -> int:
    return of.high_ppm - of.low_ppm


def fraud(**attempt: Any) -> Case:
    return a_case({"reason": "fraudulent"}, attempt=an_attempt(**attempt))


def told(**facts: str) -> dict[str, Fact]:
    return {name: Fact(value=value, source=PERSON) for name, value in facts.items()}


def test_every_reason_shares_a_hundred_among_the_same_ten_factors() -> None:
    for weights in RULES.weights.values():
        assert sum(weights.values()) == 100
        assert set(weights) == set(RULES.titles)
        assert len(weights) == 10
    assert {one.weighed for one in RULES.reasons.values()} == set(RULES.weights)


def test_a_case_of_which_nothing_is_known_starts_and_ends_at_the_general_figure() -> None:
    for reason, rule in RULES.reasons.items():
        found = scored(a_case({"reason": reason}))
        assert found.p_ppm == found.start_ppm == rule.start * 10_000
        assert set(points(found).values()) == {0}
        assert found.low_ppm < found.p_ppm < found.high_ppm
        assert found.says.endswith("based on general figures until you have 20")


def test_the_page_of_a_case() -> None:
    home = Address(line1="418 NE Alder St", city="Portland", postal_code="97232", country="US")
    case = a_case(
        attempt=an_attempt(
            check_line1="pass",
            check_postal_code="pass",
            check_cvc="pass",
            customer="cus_1",
            three_d_secure="authenticated",
        ),
        purchase=Purchase(billing=home, shipping=home, carrier="UPS", tracking_number="1Z64"),
        bought=Bought(payments=7),
    )
    learned = Learned(
        cases=24,
        won=13,
        offset=180_000,
        reasons={"product_not_received": Record(cases=14, won=6)},
        usual={"usd": 20_000},
    )
    found = scored(case, learned, got=14)
    lines = [(one.title, one.signal.rests, one.weight, one.points) for one in found.factors]
    assert lines == [
        ("Proof of delivery", "UPS tracking found, delivery not confirmed", 22, -8),
        ("Reason: never arrived", "You won 6 of 14 such cases; counts from 20 on", 18, 0),
        ("Your own record", "You won 13 of 24 closed cases", 15, 4),
        ("Evidence so far", "7 of 12 points", 15, -1),
        ("Customer history", "7 earlier orders, no refund, no dispute", 10, 6),
        ("Street and postcode", "Both match what the bank has", 7, 5),
        ("Security code", "Matches", 5, 4),
        ("Place of purchase", "Same city as the delivery address", 5, 2),
        ("Amount", "Usual for you", 3, 0),
        ("Extra card check", "Passed; counts only when fraud is claimed", 0, 0),
    ]
    assert (found.start_ppm, found.p_ppm) == (450_000, 570_000)
    assert found.says == "between 33 % and 79 %, from 24 cases of yours"


def test_where_no_answer_is_possible_there_is_no_chance() -> None:
    assert score(a_case({"due_by": None}), USUAL, NOTHING) is None
    assert score(a_case({"due_by": 0}), USUAL, NOTHING) is None
    assert score(a_case({"network_reason_code": "10.5"}), USUAL, NOTHING) is None
    for status in ("won", "lost", "prevented", "under_review", "warning_closed"):
        assert score(a_case({"status": status}), USUAL, NOTHING) is None
    assert score(a_case({"due_by": OPENED}), USUAL, NOTHING) is None
    for status in ("warning_needs_response", "appeal_needs_response"):
        assert score(a_case({"status": status}), USUAL, NOTHING) is not None


def test_a_check_that_failed_is_not_one_that_was_not_made() -> None:
    """fail < unavailable, unchecked, unknown < pass; the less is known, the wider."""
    for name in ("check_cvc", "check_line1", "check_postal_code"):
        found = [
            scored(fraud(**{name: one}))
            for one in ("fail", "unavailable", "unchecked", None, "pass")
        ]
        failed, *neutral, passed = found
        assert failed.raw_ppm < neutral[0].raw_ppm < passed.raw_ppm
        assert len({one.raw_ppm for one in neutral}) == 1
        rests = {one.factors[k].signal.rests for one in found for k in range(10)}
        assert len(rests) >= 9 + 4, "each is said in words of its own"
        unsure = [
            max(f.signal.unsure for f in one.factors if f.name in ("avs", "cvc")) for one in neutral
        ]
        assert unsure == sorted(unsure)
        widths = [wide(one) for one in neutral]
        assert widths == sorted(widths)


def test_the_extra_card_check_counts_for_fraud_only_and_by_its_result() -> None:
    results = ("failed", "exempted", "attempt_acknowledged", "authenticated")
    found = [scored(fraud(three_d_secure=one)).raw_ppm for one in results]
    assert found == sorted(set(found))
    assert scored(fraud(three_d_secure="exempted")).raw_ppm == scored(fraud()).raw_ppm
    assert scored(fraud(three_d_secure_eci="05")).raw_ppm == found[-1]
    assert scored(fraud(three_d_secure_eci="06")).raw_ppm == found[-2]
    for reason in set(RULES.reasons) - {"fraudulent", "unrecognized"}:
        case = a_case({"reason": reason}, attempt=an_attempt(three_d_secure="authenticated"))
        assert points(scored(case))["three_d_secure"] == 0
        assert scored(case).p_ppm == scored(case).start_ppm


def test_a_parcel_without_a_delivery_is_for_the_buyer_who_says_it_never_came() -> None:
    """not confirmed < nothing known < delivered < signed for."""
    steps: list[Mapping[str, Fact]] = [
        told(shipping_carrier="UPS", shipping_tracking_number="1Z"),
        {},
        told(shipping_carrier="UPS", shipping_tracking_number="1Z", delivered_on="2025-11-02"),
        told(delivered_on="2025-11-02", signed_by="R. Doyle"),
    ]
    found = [scored(a_case(facts=facts)).raw_ppm for facts in steps]
    assert found == sorted(set(found))
    for reason in set(RULES.reasons) - {"product_not_received"}:
        case = a_case({"reason": reason}, facts=steps[0])
        assert scored(case).raw_ppm > scored(a_case({"reason": reason})).raw_ppm


def test_what_proves_delivery_depends_on_what_was_sold() -> None:
    log = told(access_activity_log="2025-11-02 14:05 opened lesson 3")
    papers = told(service_documentation="file_1")
    for product, facts, title in (
        ("physical", told(delivered_on="2025-11-02"), "Proof of delivery"),
        ("digital", log, "Proof of use"),
        ("service", papers, "Proof of the service"),
    ):
        found = scored(a_case(product=product, facts=facts))
        line = next(one for one in found.factors if one.name == "delivery")
        assert line.title == title
        assert line.points > 0


def test_a_buyer_who_disputed_and_lost_speaks_against_one_who_bought_often_for_us() -> None:
    attempt = an_attempt(customer="cus_1")
    histories = [
        Bought(payments=3, disputes=2),
        Bought(payments=3, disputes=1),
        Bought(),
        Bought(payments=3, disputes=1, disputes_won=1),
        Bought(payments=12),
    ]
    found = [scored(a_case(attempt=attempt, bought=one)).raw_ppm for one in histories]
    assert found == sorted(found)
    unknown = scored(a_case(attempt=an_attempt()))
    assert "history" in unknown.missing


def test_the_same_device_as_on_an_undisputed_order_speaks_for_us() -> None:
    def before(**said: bool) -> Buying:
        usual = {"disputed": False, "warned": False, "refunded_as_fraud": False}
        return Buying(
            connection_id="con_1",
            attempt=a_row(Attempt, id="ch_0", payment="pi_0"),
            purchase=Purchase(ip="93.184.216.34"),
            refunded=0,
            buyer_by="customer",
            **{**usual, **said},
        )

    here = Purchase(ip="93.184.216.34", said={"ip": "metadata.customer_ip"})
    found = scored(a_case({"reason": "fraudulent"}, purchase=here, earlier=(before(),)))
    line = next(one for one in found.factors if one.name == "place")
    assert line.signal.rests == "Same internet address as on 1 earlier order"
    assert (line.signal.point, line.signal.link) == (
        "metadata.customer_ip: 93.184.216.34",
        "payment:pi_0",
    )
    tainted = scored(
        a_case({"reason": "fraudulent"}, purchase=here, earlier=(before(warned=True),))
    )
    assert points(tainted)["place"] == 0


def test_what_was_learned_moves_weight_and_chance_and_a_hundred_stays_a_hundred() -> None:
    learned = Learned(
        cases=200,
        won=160,
        offset=1_500_000,
        scales={"avs": 2_000, "evidence": 500},
        reasons={"fraudulent": Record(cases=100, won=70, offset=-200_000)},
    )
    found = scored(fraud(check_line1="pass", check_postal_code="pass"), learned)
    weights = {one.name: one.weight for one in found.factors}
    assert sum(weights.values()) == 100
    assert weights["avs"] > 8
    assert weights["evidence"] < 15
    assert weights["record"] > 10, "it says more than its published weight allows"
    plain = scored(fraud(check_line1="pass", check_postal_code="pass"))
    assert found.p_ppm > plain.p_ppm
    assert wide(found) < wide(plain)


def test_a_second_round_has_a_start_of_its_own_and_counts_second_rounds_only() -> None:
    known = Learned(cases=40, won=30, offset=900_000)
    again = a_case({"status": "appeal_needs_response"}, attempt=an_attempt(check_cvc="pass"))
    first = a_case(attempt=an_attempt(check_cvc="pass"))
    one, other = scored(again, known), scored(first, known)
    assert (one.start_ppm, one.second, one.basis, one.cases) == (250_000, True, "general", 0)
    assert one.says.endswith("general figures until you have 20 second rounds; you have 0")
    assert one.p_ppm == one.start_ppm + 10_000 * sum(points(one).values())
    assert parts(one)["cvc"] == parts(other)["cvc"] // 2 > 0
    assert parts(one)["record"] == parts(one)["reason"] == 0
    own = msgspec.structs.replace(known, second=Record(cases=20, won=15, offset=1_400_000))
    told = scored(again, own)
    assert (told.basis, told.cases, parts(told)["record"]) == ("yours", 20, 1_400_000)
    assert told.says.endswith("from 20 second rounds of yours")
    assert scored(first, own) == msgspec.structs.replace(other), "and nothing of a first one"


def test_the_documentation_tells_weights_and_starts_as_they_are() -> None:
    text = (tree.ROOT / "docs" / "dispute-decisions.md").read_text()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines()]
    by_title = {row[0].split(" (")[0]: row[1:] for row in rows if len(row) == 6}
    by_title["Proof of delivery"] = by_title["Proof of delivery, use or service"]
    for name, title in RULES.titles.items():
        columns = ("fraud", "arrival", "quality", "terms", "other")
        assert by_title[title] == [str(RULES.weights[one][name]) for one in columns]
    starts = {name: f"{rule.start} %" for name, rule in RULES.reasons.items()}
    told = [pair for row in rows if len(row) == 4 for pair in (row[:2], row[2:])]
    said = {name: start for names, start in told for name in names.split(", ")}
    for name, start in starts.items():
        assert said.get(name, said["all others"]) == start
    assert f"version {RULES.version}" in text
