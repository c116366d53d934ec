"""Every way a case can go, over the API, with the money it moves."""

from tests.simulator.disputes.desk import DAY, WORDS, Desk
from tests.simulator.http import sdk_types
from tillwatch.simulator.business.risk import appeals

TEXT = {"evidence[uncategorized_text]": WORDS}
WIN = {"evidence[uncategorized_text]": "winning_evidence"}
LOSE = {"evidence[uncategorized_text]": "losing_evidence"}
COUNTERED = "Card Dispute Countered Fee"
RULES = "Card Dispute Network Compliance Fee"


def nets(dispute: dict[str, list[dict[str, int]]]) -> list[tuple[int, int, int]]:
    return [(row["amount"], row["fee"], row["net"]) for row in dispute["balance_transactions"]]


def test_won_the_amount_and_the_fee_for_answering_come_back(desk: Desk) -> None:
    dispute = desk.opened()
    assert nets(dispute) == [(-9_900, 1_500, -11_400)]
    desk.sent(dispute, **WIN)
    assert desk.fees(dispute["created"])[-1:] == [(COUNTERED, -1_500)]
    desk.wait(6)
    won = desk.now(dispute)
    assert (won["status"], won["is_charge_refundable"]) == ("won", True)
    assert nets(won)[1:] == [(9_900, 0, 9_900)], "the fee for receiving it does not"
    assert desk.fees(dispute["created"])[-2:] == [
        (COUNTERED, -1_500),
        (f"{COUNTERED} return", 1_500),
    ]
    assert sdk_types.check(won) == []


def test_lost_nothing_comes_back(desk: Desk) -> None:
    dispute = desk.opened()
    desk.sent(dispute, **LOSE)
    desk.wait(6)
    assert (desk.now(dispute)["status"], len(desk.now(dispute)["balance_transactions"])) == (
        "lost",
        1,
    )
    assert desk.fees(dispute["created"])[-1:] == [(COUNTERED, -1_500)]


def test_given_up_it_costs_no_answer(desk: Desk) -> None:
    dispute = desk.opened()
    path = f"/v1/disputes/{dispute['id']}/close"
    closed = desk.simulator.ask("POST", path).json()
    assert (closed["status"], closed["evidence_details"]["submission_count"]) == ("lost", 0)
    assert desk.simulator.ask("POST", path).status_code == 400


def test_an_inquiry_answered_well_is_closed_without_money(desk: Desk) -> None:
    inquiry = desk.opened(inquiry=True)
    assert (inquiry["status"], inquiry["is_charge_refundable"]) == ("warning_needs_response", True)
    assert desk.sent(inquiry, **WIN)["status"] == "warning_under_review"
    desk.wait(6)
    closed = desk.now(inquiry)
    assert (closed["status"], closed["balance_transactions"]) == ("warning_closed", [])


def test_an_inquiry_escalates_and_wants_a_second_answer(desk: Desk) -> None:
    inquiry = desk.opened(inquiry=True)
    desk.sent(inquiry, **{"evidence[uncategorized_text]": "escalate_inquiry_evidence"})
    desk.wait(6)
    escalated = desk.now(inquiry)
    card = escalated["payment_method_details"]["card"]
    assert (escalated["status"], card["case_type"]) == ("needs_response", "chargeback")
    assert escalated["evidence_details"]["due_by"] > inquiry["created"] + 10 * DAY
    assert nets(escalated) == [(-9_900, 1_500, -11_400)]
    again = desk.sent(inquiry, **WIN)
    assert (again["status"], again["evidence_details"]["submission_count"]) == ("under_review", 2)


def test_only_a_full_refund_ends_an_inquiry(desk: Desk) -> None:
    inquiry = desk.opened(inquiry=True)

    def refund(**amount: str) -> str:
        data = {"charge": inquiry["charge"], **amount}
        assert desk.simulator.ask("POST", "/v1/refunds", data=data).status_code == 200
        return str(desk.now(inquiry)["status"])

    assert refund(amount="1000") == "warning_needs_response"
    assert refund() == "warning_closed"


def test_an_inquiry_that_was_answered_closes_by_itself_after_120_days(desk: Desk) -> None:
    inquiry = desk.opened(inquiry=True)
    desk.sent(inquiry, **TEXT)
    desk.wait(119 * DAY)
    assert desk.now(inquiry)["status"] == "warning_under_review"
    desk.wait(2 * DAY)
    assert desk.now(inquiry)["status"] == "warning_closed"


def test_a_case_may_be_final(desk: Desk) -> None:
    visa = desk.opened(final=True, reason="product_not_received")
    details = visa["evidence_details"]
    assert (visa["status"], details["due_by"], len(visa["balance_transactions"])) == (
        "lost",
        None,
        1,
    )
    assert desk.refused(visa, **TEXT) == (None, None)


def test_several_cases_about_one_payment_and_about_a_part(desk: Desk) -> None:
    first = desk.opened(amount=4_000)
    second = desk.do("dispute", charge_id=first["charge"], amount=5_900)
    assert (first["amount"], second["amount"]) == (4_000, 5_900)
    path = f"/v1/disputes?charge={first['charge']}"
    listed = desk.simulator.get(path).json()["data"]
    assert [row["id"] for row in listed] == [second["id"], first["id"]]
    desk.sent(second, **WIN)
    desk.wait(6)
    assert (desk.now(second)["status"], desk.now(first)["status"]) == ("won", "needs_response")
    assert nets(desk.now(second))[1] == (5_900, 0, 5_900)


def test_a_prevented_case_moves_nothing(desk: Desk) -> None:
    prevented = desk.opened(prevented=True)
    assert (prevented["status"], prevented["balance_transactions"]) == ("prevented", [])
    assert prevented["evidence_details"]["due_by"] is None


def test_a_case_about_the_rules_costs_their_fee_once_it_is_acknowledged(desk: Desk) -> None:
    case = desk.opened(compliance=True, network="visa")
    assert (case["reason"], case["enhanced_eligibility_types"]) == (
        "noncompliant",
        ["visa_compliance"],
    )
    path = "evidence[enhanced_evidence][visa_compliance][fee_acknowledged]"
    assert desk.refused(case, **WIN) == ("parameter_missing", path)
    assert desk.refused(case, **WIN, **{path: "false"}) == ("parameter_missing", path)
    staged = desk.sent(case, **{path: "true"}, submit="false")
    eligibility = staged["evidence_details"]["enhanced_eligibility"]
    assert eligibility == {"visa_compliance": {"status": "fee_acknowledged"}}
    assert sdk_types.check(desk.sent(case, **WIN)) == []
    desk.wait(6)
    assert desk.now(case)["status"] == "won"
    assert desk.fees(case["created"])[-4:] == [
        (COUNTERED, -1_500),
        (RULES, -50_000),
        (f"{COUNTERED} return", 1_500),
        (f"{RULES} return", 50_000),
    ]


def test_stripe_answers_by_itself_where_it_may(desk: Desk) -> None:
    dispute = desk.opened(reason="fraudulent")
    assert dispute["intended_submission_method"] == "manual"
    desk.sent(dispute, intended_submission_method="prefer_smart_disputes")
    desk.wait(dispute["evidence_details"]["due_by"] - dispute["created"] - DAY)
    answered = desk.now(dispute)
    details = answered["evidence_details"]
    assert (answered["status"], details["submission_method"]) == ("under_review", "smart_disputes")
    assert COUNTERED not in dict(desk.fees(dispute["created"] + DAY))
    won = desk.do("close-dispute", id=dispute["id"], won=True)
    assert won["status"] == "won"
    assert desk.fees(dispute["created"])[-1] == ("Smart Disputes Fee", -2_970), "30 % of 99.00"


def test_stripe_does_not_answer_where_it_has_nothing_to_say(desk: Desk) -> None:
    dispute = desk.opened(reason="duplicate")
    desk.sent(dispute, intended_submission_method="smart_disputes", submit="false")
    found = desk.refused(dispute, submit="true")
    assert found == ("smart_disputes_not_available", "intended_submission_method")


def test_an_appeal_is_a_second_answer(desk: Desk) -> None:
    dispute = desk.opened(reason="general")
    desk.sent(dispute, **TEXT)
    appeals.begin(desk.world.main.tills[False], int(desk.world.clock.now()), dispute["id"])
    assert desk.now(dispute)["status"] == "appeal_needs_response"
    reason = "evidence[appeal][card][reason_for_filing]"
    filed = desk.sent(dispute, **{reason: "winning_evidence"})
    assert filed["status"] == "appeal_under_review"
    assert filed["evidence_details"]["submission_count"] == 2
    assert sdk_types.check(filed) == []
    desk.wait(6)
    assert desk.now(dispute)["status"] == "won"


def test_a_payment_is_put_aside_and_approved(desk: Desk) -> None:
    sale = desk.do("sale", amount=4_200, currency="usd")
    desk.wait(30)
    review = desk.do("review", charge_id=sale["latest_charge"])
    assert sdk_types.check(review) == []
    (open_,) = desk.simulator.get("/v1/reviews?limit=1").json()["data"]
    assert open_ == review
    path = f"/v1/reviews/{review['id']}"
    reader = desk.do("keys", name="reviews", permissions=["rak_review_read"])["secret"]
    assert desk.simulator.ask("POST", f"{path}/approve", reader).status_code == 403
    closed = desk.simulator.ask("POST", f"{path}/approve").json()
    assert (closed["open"], closed["closed_reason"]) == (False, "approved")
    assert desk.simulator.ask("POST", f"{path}/approve").status_code == 400
    assert desk.simulator.get(path).json() == closed
