"""One case from what is known to what we suggest, and what each missing item would add."""

from tests.disputes.deciding.cases import OPENED, a_case, an_attempt, an_entry, packed
from tillwatch.features.disputes.case.known import Case, Completeness, Item
from tillwatch.features.disputes.learn import Learned
from tillwatch.features.disputes.value import Choices, Decision, decide, no_rate, ranked, worth
from tillwatch.kernel.money import Money

NOTHING = Learned()


def decided(case: Case, got: int = 16, choices: Choices | None = None) -> Decision:
    return decide(case, packed(got), NOTHING, choices or Choices(), no_rate)


def item(name: str, weight: int, got: int, *fields: str) -> Item:
    return Item(
        name=name,
        title=name,
        strength="decisive",
        weight=weight,
        got=got,
        fields=fields,
        missing=() if got else fields,
    )


def test_what_the_page_shows_is_what_was_computed() -> None:
    made = decided(a_case(entries=(an_entry(),)))
    assert made.score is not None
    p = made.score.p_ppm // 10_000
    fight, smart, accept = made.routes
    assert fight.gain == Money(p * 246 - (100 - p) * 15, "usd")
    assert [(one.what, one.sign, one.amount.amount, list(one.shares)) for one in fight.parts] == [
        ("disputed", 1, 24_600, [p * 10_000]),
        ("counter_fee", -1, 1_500, [(100 - p) * 10_000]),
    ]
    assert fight.parts[1].source.startswith("As much as the opening cost you")
    assert smart.parts[0].shares == (p * 10_000, 700_000)
    assert accept.gain == Money(0, "usd")
    assert (made.verdict.name, made.verdict.gain) == ("fight", fight.gain)
    assert made.verdict.answer_by == OPENED + 6 * 86_400


def test_stripe_is_let_answer_only_where_it_says_that_it_may() -> None:
    told = decided(a_case({"intended_submission_method": None})).routes
    assert [one.name for one in told] == ["fight", "accept"]


def test_a_case_that_takes_no_answer_has_neither_score_nor_routes() -> None:
    for dispute, why in (
        ({"due_by": None}, "The bank takes no answer to it"),
        ({"network_reason_code": "10.5"}, "Visa takes no answer to code 10.5"),
        ({"due_by": OPENED - 1}, "The day to answer by has passed"),
        ({"status": "under_review"}, "It has been answered, and the bank decides"),
        ({"status": "lost"}, "It is closed"),
    ):
        made = decided(a_case(dispute), choices=Choices(pattern=True))
        assert (made.score, made.routes) == (None, [])
        assert (made.verdict.names, made.verdict.why) == (
            ("not_contestable", "prevent_pattern"),
            why,
        )


def test_a_hopeless_question_from_the_bank_is_answered_with_the_money() -> None:
    attempt = an_attempt(check_line1="fail", check_postal_code="fail", check_cvc="fail")
    asked = {"status": "warning_needs_response", "reason": "fraudulent"}
    hopeless = a_case({**asked, "is_charge_refundable": True}, attempt=attempt)
    learned = Learned(cases=100, won=4, offset=-1_800_000)
    made = decide(hopeless, packed(0), learned, Choices(), no_rate)
    assert made.score is not None
    assert made.score.p_ppm < 100_000
    assert (made.verdict.name, made.verdict.gain) == ("prevent_refund", Money(1_500, "usd"))
    gone = a_case(asked, attempt=attempt)
    made = decide(gone, packed(0), learned, Choices(), no_rate)
    assert made.verdict.name == "fight", "it cannot be refunded, and an answer costs nothing"


def test_missing_items_are_ranked_by_what_they_would_bring() -> None:
    items = (
        item("tracking", 6, 6, "shipping_tracking_number"),
        item("proof", 6, 0, "shipping_documentation"),
        item("letters", 2, 0, "customer_communication"),
        item("signature", 2, 0, "customer_signature"),
    )
    case, complete = a_case(), Completeness(items=items)
    found = ranked(case, complete, NOTHING, Choices(), no_rate)
    assert [one.item.name for one in found] == ["proof", "signature", "letters"]
    for one in found:
        assert one.gain == Money(one.points * (246 + 15), "usd"), "points times what is at stake"
        assert one.points > 0


def test_an_item_that_is_only_tried_out_never_speaks_against() -> None:
    number = item("tracking", 6, 0, "shipping_carrier", "shipping_tracking_number")
    complete = Completeness(items=(number, item("rest", 6, 6, "receipt")))
    found = worth(a_case(), complete, number, NOTHING, Choices(), no_rate)
    assert found is not None
    assert found.points > 0
    closed = a_case({"status": "won"})
    assert worth(closed, complete, number, NOTHING, Choices(), no_rate) is None
