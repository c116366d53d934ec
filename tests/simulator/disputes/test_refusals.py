"""What the simulated Stripe refuses of an answer to a dispute, and that a refusal keeps nothing."""

import pytest

from tests.simulator.disputes.desk import DAY, PNG, WORDS, Desk, pdf
from tests.simulator.http import sdk_types

LONG = (
    "access_activity_log",
    "cancellation_rebuttal",
    "product_description",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "uncategorized_text",
)
TEXT = {"evidence[uncategorized_text]": WORDS}


def test_evidence_is_sent_unless_submit_is_false(desk: Desk) -> None:
    dispute = desk.opened()
    staged = desk.sent(dispute, **TEXT, submit="false")
    assert (staged["status"], staged["evidence_details"]["has_evidence"]) == (
        "needs_response",
        True,
    )
    assert staged["evidence_details"]["submission_count"] == 0
    desk.wait(6)
    noted = desk.sent(dispute, **{"metadata[case]": "17"})
    assert (noted["status"], noted["metadata"]) == ("needs_response", {"case": "17"})
    sent = desk.sent(dispute, **{"evidence[customer_name]": "Ada Lovelace"})
    details = sent["evidence_details"]
    assert (sent["status"], details["submission_count"]) == ("under_review", 1)
    assert details["submission_method"] == "manual"
    assert sent["evidence"]["uncategorized_text"] == WORDS
    assert sdk_types.check(sent) == []


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({"evidence[proof]": "x"}, "parameter_unknown", "evidence[proof]"),
        ({"evidence": "x"}, None, "evidence"),
        ({"evidence[customer_name][first]": "x"}, None, "evidence[customer_name]"),
        ({"evidence[uncategorized_text]": "x" * 20_001}, None, "evidence[uncategorized_text]"),
        ({"evidence[receipt]": "file_none"}, "resource_missing", "evidence[receipt]"),
        ({"evidence[appeal][card][reason_for_filing]": "x"}, None, "evidence[appeal]"),
        ({"submit": "perhaps"}, None, "submit"),
        ({"intended_submission_method": "owl"}, None, "intended_submission_method"),
        (
            {"evidence[enhanced_evidence][visa_compliance][fee_acknowledged]": "true"},
            None,
            "evidence[enhanced_evidence][visa_compliance]",
        ),
    ],
)
def test_what_is_no_evidence_is_refused(
    desk: Desk, fields: dict[str, str], code: str | None, param: str
) -> None:
    assert desk.refused(desk.opened(), **fields) == (code, param)


def test_what_stripe_fills_in_is_not_staged(desk: Desk) -> None:
    dispute = desk.opened()
    desk.wait(6)
    noted = desk.sent(dispute, **{"metadata[case]": "17"})
    assert noted["evidence"]["customer_name"]
    assert (noted["status"], noted["evidence_details"]["has_evidence"]) == (
        "needs_response",
        False,
    )


def test_nothing_cannot_be_submitted(desk: Desk) -> None:
    assert desk.refused(desk.opened(), submit="true") == (None, "evidence")


def test_all_words_together_have_a_limit(desk: Desk) -> None:
    dispute = desk.opened()
    long = {f"evidence[{name}]": "x" * 20_000 for name in LONG}
    desk.sent(dispute, **long, submit="false")
    more = {f"evidence[{name}]": "x" * 15_001 for name in ("service_date", "shipping_date")}
    assert desk.refused(dispute, **more, submit="false") == (None, "evidence")


def test_files_together_have_a_limit(desk: Desk) -> None:
    dispute = desk.opened()
    large = PNG + bytes(2_300_000)
    one, other = desk.file(large), desk.file(large)
    desk.sent(dispute, **{"evidence[receipt]": one}, submit="false")
    both = {"evidence[shipping_documentation]": other}
    assert desk.refused(dispute, **both, submit="false") == (None, "evidence")
    instead = desk.sent(dispute, **both, **{"evidence[receipt]": ""}, submit="false")
    assert instead["evidence"]["receipt"] is None


def test_pages_together_have_a_limit(desk: Desk) -> None:
    dispute = desk.opened()
    brand = dispute["payment_method_details"]["card"]["network"]
    most = 19 if brand == "mastercard" else 49
    fits, one = desk.file(pdf(most)), desk.file(PNG)
    desk.sent(dispute, **{"evidence[receipt]": fits}, submit="false")
    assert desk.refused(dispute, **{"evidence[refund_policy]": one}) == (None, "evidence")


def test_a_file_for_something_else_is_no_evidence(desk: Desk) -> None:
    logo = desk.file(PNG, "business_logo")
    found = desk.refused(desk.opened(), **{"evidence[receipt]": logo})
    assert found == ("resource_missing", "evidence[receipt]")


def test_one_type_of_evidence_takes_one_file(desk: Desk) -> None:
    two = {"evidence[receipt][0]": "file_a", "evidence[receipt][1]": "file_b"}
    assert desk.refused(desk.opened(), **two) == (None, "evidence[receipt]")


def test_an_answer_is_given_once(desk: Desk) -> None:
    dispute = desk.opened()
    desk.sent(dispute, **TEXT)
    assert desk.refused(dispute, **TEXT) == (None, None)
    assert desk.refused(dispute, **TEXT, submit="false") == (None, None)
    assert desk.sent(dispute, **{"metadata[a]": "b"})["metadata"] == {"a": "b"}


def test_after_the_deadline_nothing_is_taken(desk: Desk) -> None:
    dispute = desk.opened()
    desk.wait(30 * DAY)
    late = desk.now(dispute)
    assert (late["status"], late["evidence_details"]["past_due"]) == ("lost", False)
    assert desk.refused(dispute, **TEXT) == (None, None)
    closing = desk.simulator.ask("POST", f"/v1/disputes/{dispute['id']}/close")
    assert closing.status_code == 400


def test_a_late_answer_that_is_taken_says_that_it_is_late(desk: Desk) -> None:
    dispute = desk.opened(late_hours=900)
    desk.wait(30 * DAY)
    details = desk.sent(dispute, **TEXT)["evidence_details"]
    assert (details["past_due"], details["submission_count"]) == (True, 1)


def test_a_payment_whose_money_a_case_holds_is_not_refunded(desk: Desk) -> None:
    dispute = desk.opened()

    def refund() -> tuple[int, str | None]:
        answer = desk.simulator.ask("POST", "/v1/refunds", data={"charge": dispute["charge"]})
        return answer.status_code, answer.json().get("error", {}).get("code")

    assert refund() == (400, "charge_disputed")
    desk.sent(dispute, **{"evidence[uncategorized_text]": "winning_evidence"})
    assert refund() == (400, "charge_disputed")
    desk.wait(6)
    assert refund() == (200, None)


def test_permissions_are_needed(desk: Desk) -> None:
    dispute = desk.opened()
    path = f"/v1/disputes/{dispute['id']}"
    reader = desk.do("keys", name="reader", permissions=["rak_dispute_read"])["secret"]
    for write in (path, f"{path}/close"):
        answer = desk.simulator.ask("POST", write, reader, data={"submit": "false"})
        assert answer.status_code == 403
        assert "rak_dispute_write" in answer.json()["error"]["message"]
    assert desk.simulator.get(path, reader).status_code == 200


def test_the_same_key_answers_the_same_and_acts_once(desk: Desk) -> None:
    dispute = desk.opened()
    first = desk.post(dispute, "once-1", **TEXT)
    again = desk.post(dispute, "once-1", **TEXT)
    assert first.status_code == 200
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    other = desk.post(dispute, "once-1", **{"evidence[uncategorized_text]": "Other words."})
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    assert desk.now(dispute)["evidence_details"]["submission_count"] == 1


def test_every_write_may_find_its_object_held(desk: Desk) -> None:
    dispute = desk.opened()
    desk.do("knobs", lock_share=1)
    try:
        assert desk.post(dispute, **TEXT).status_code == 429
        assert desk.now(dispute)["status"] == "needs_response"
    finally:
        desk.do("knobs", lock_share=0)


def test_ordered_faults_hit_the_next_requests_only(desk: Desk) -> None:
    dispute = desk.opened()
    path = f"/v1/disputes/{dispute['id']}"
    desk.do("fault", how="lock", path=path)
    locked = desk.post(dispute, "once-2", **TEXT)
    assert (locked.status_code, locked.json()["error"]["code"]) == (429, "lock_timeout")
    desk.do("fault", how="error_after", path=path)
    failed = desk.post(dispute, "once-2", **TEXT)
    assert failed.status_code == 500
    assert desk.now(dispute)["status"] == "under_review", "it was done before it failed"
    kept = desk.post(dispute, "once-2", **TEXT)
    assert kept.status_code == 500, "the first answer is kept"
