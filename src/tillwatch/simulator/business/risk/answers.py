"""What the merchant sends, who else may answer, and what the bank then makes of it.

Evidence is staged or sent; sent, it costs what `costs` says, and the bank decides weeks later by
the hidden odds of `odds`. Words in the evidence decide test disputes as in Stripe's test mode. Who
lets Smart Disputes answer gets an answer from Stripe a day before the deadline. A deadline that
passes is `deciding.lapse`.
"""

from typing import Any, Final

from tillwatch.simulator import evidence as exhibits
from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.risk import (
    appeals,
    arguing,
    cases,
    costs,
    deciding,
    disputes,
    odds,
    shapes,
)
from tillwatch.simulator.business.risk.deciding import AWAITS

INQUIRY_DAYS: Final = 120
SMART: Final = "smart_disputes"
FEE_AGREED: Final = 0.5
"""Of compliance cases the simulated merchant would answer: the fee is mostly too much."""


def watch(till: Till, dispute: Json) -> Json:
    """Plan what follows if nobody answers. Returns the dispute, which may be closed already."""
    due, id_ = dispute["evidence_details"]["due_by"], dispute["id"]
    if not due:
        if dispute["status"] == "needs_response":
            return deciding.decide(till, id_, False, dispute["created"])
        return dispute
    till.later(due + 1 + dispute["_late_s"], deciding.lapse, id_, due)
    if dispute["_smart"]:
        till.later(due - DAY, answer_smart, id_)
    if dispute["status"].startswith("warning"):
        till.later(dispute["created"] + INQUIRY_DAYS * DAY, _close_old, id_)
    return dispute


def _close_old(till: Till, id_: str, at: int) -> None:
    deciding.close_inquiry(till, id_, at)


def write(
    till: Till,
    at: int,
    id_: str,
    evidence: Json,
    *,
    submit: bool,
    metadata: Json | None = None,
    method: str | None = None,
    by_stripe: bool = False,
) -> Json:
    """Stage evidence, or send it: then the bank has it and decides weeks later. `method`: who is
    meant to answer from now on."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in AWAITS and (evidence or submit):
        raise NotPossible("This dispute is already closed or was already answered")
    changes: dict[str, Any] = {"_staged": bool(evidence) or dispute.get("_staged", False)}
    if metadata is not None:
        changes["metadata"] = metadata
    if method is not None:
        changes["intended_submission_method"] = method
    if submit and dispute["status"] == appeals.AWAITS:
        return _appeal(till, at, dispute, evidence, changes)
    smart = by_stripe or (method or dispute["intended_submission_method"]) == SMART
    if submit and smart:
        evidence = exhibits.merged(arguing.known(till, dispute, at), evidence)
    merged = exhibits.merged(dispute["evidence"], evidence)
    changes["evidence"] = merged
    changes["evidence_details"] = {
        **dispute["evidence_details"],
        "has_evidence": (submit or changes["_staged"]) and exhibits.given(merged),
        "enhanced_eligibility": shapes.eligibility(till, dispute, merged),
    }
    if submit:
        return _send(till, at, dispute, changes, SMART if smart else "manual")
    return disputes.update(till, at, id_, **changes)


def _send(till: Till, at: int, dispute: Json, changes: Json, method: str) -> Json:
    """It goes to the bank. Late, it may not get there in time."""
    details = changes["evidence_details"]
    due, inquiry = details["due_by"], dispute["status"].startswith("warning")
    changes["status"] = "warning_under_review" if inquiry else "under_review"
    details["submission_count"] += 1
    details["submission_method"] = method
    details["past_due"] = due is not None and at > due
    if not inquiry:
        changes |= costs.submitted(till, at, {**dispute, **changes})
    sent = disputes.update(till, at, dispute["id"], **changes)
    text = str(sent["evidence"].get("uncategorized_text") or "")
    if not _by_words(till, at, sent["id"], text) and not inquiry:
        _plan_decision(till, at, sent)
    return sent


def _appeal(till: Till, at: int, dispute: Json, evidence: Json, changes: Json) -> Json:
    """The second answer; it costs nothing more."""
    changes |= appeals.filed(dispute, evidence)
    text = str(evidence.get("uncategorized_text") or "")
    text += changes["evidence"]["appeal"]["card"]["reason_for_filing"] or ""
    if not _by_words(till, at, dispute["id"], text):
        won, after = appeals.decided(till)
        till.later(at + after, deciding.decide, dispute["id"], won)
    return disputes.update(till, at, dispute["id"], **changes)


def answer(till: Till, id_: str, at: int) -> None:
    """The simulated merchant answers by itself; of compliance cases, if the fee is worth it."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in AWAITS:
        return
    told: Json = {}
    if dispute["status"] != appeals.AWAITS:
        told = arguing.evidence(till, dispute, at)
    if dispute["reason"] == cases.COMPLIANCE:
        if till.stream("cases").random() >= FEE_AGREED:
            return
        agreed = {"fee_acknowledged": True}
        told["enhanced_evidence"] = dict.fromkeys(dispute["enhanced_eligibility_types"], agreed)
    write(till, at, id_, told, submit=True, method=_by_hand(dispute))


def _by_hand(dispute: Json) -> str | None:
    return None if dispute["intended_submission_method"] is None else "manual"


def answer_smart(till: Till, id_: str, at: int) -> None:
    """Stripe answers by itself where the merchant has not and lets it."""
    dispute = till.get("dispute", id_)
    method = dispute["intended_submission_method"]
    lets = method in (SMART, "prefer_smart_disputes")
    if method == "prefer_manual":
        lets = not dispute.get("_staged")
    if lets and dispute["status"] == "needs_response":
        write(till, at, id_, {}, submit=True, by_stripe=True)


def _plan_decision(till: Till, at: int, sent: Json) -> None:
    apart = till.stream("inquiries") if sent.get("_inquiry") else till.random
    won = apart.random() < odds.win_probability(till, sent)
    till.later(at + apart.randrange(55, 76) * DAY, verdict, sent["id"], won)


def _by_words(till: Till, at: int, id_: str, text: str) -> bool:
    """Whether Stripe's words for tests decide it."""
    for word, won in (("winning_evidence", True), ("losing_evidence", False)):
        if word in text:
            till.later(at + 5, deciding.decide, id_, won)
            return True
    if "escalate_inquiry_evidence" in text:
        till.later(at + 5, deciding.escalate, id_)
        return True
    return False


def verdict(till: Till, id_: str, won: bool, at: int) -> None:
    """The bank has read the answer: it decides, or there is a second round."""
    dispute = till.get("dispute", id_)
    if won or dispute["status"] != "under_review" or not appeals.offered(till, dispute):
        deciding.decide(till, id_, won, at)
        return
    due = appeals.begin(till, at, id_)
    after = appeals.takes_it(till)
    if after is not None:
        till.later(at + after, answer, id_)
    till.later(due + 1, deciding.lapse, id_, due)
