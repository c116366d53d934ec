"""What the merchant answers, what the bank decides, what happens when nobody answers.

Answering a chargeback costs the countered fee (an entry of its own, category `fee`), returned on a
win; not on inquiries, not in Mexico or Japan. Words in the evidence decide test disputes as in
Stripe's test mode.
"""

from datetime import UTC, datetime
from typing import Any

from tillwatch.simulator import evidence as exhibits
from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money import entries, fees
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.risk import appeals, disputes, shapes

NO_COUNTERED_FEE = ("MX", "JP")
INQUIRY_DAYS = 120
AWAITS = ("needs_response", "warning_needs_response", appeals.AWAITS)


def watch(till: Till, dispute: Json) -> Json:
    """Plan what follows if nobody answers. Returns the dispute."""
    due = dispute["evidence_details"]["due_by"]
    if due is not None:
        till.later(due + 1, lapse, dispute["id"], due)
    if dispute["status"].startswith("warning"):
        till.later(dispute["created"] + INQUIRY_DAYS * DAY, close_inquiry, dispute["id"])
    return dispute


def write(
    till: Till,
    at: int,
    id_: str,
    evidence: Json,
    *,
    submit: bool,
    metadata: Json | None = None,
    method: str | None = None,
) -> Json:
    """Stage evidence, or send it: then the bank has it and decides weeks later."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in AWAITS and (evidence or submit):
        raise NotPossible("This dispute is already closed or was already answered")
    if submit and dispute["status"] == appeals.AWAITS:
        return _appeal(till, at, dispute, evidence, metadata)
    merged = exhibits.merged(dispute["evidence"], evidence)
    changes: dict[str, Any] = {"evidence": merged}
    if metadata is not None:
        changes["metadata"] = metadata
    if method is not None:
        changes["intended_submission_method"] = method
    details = {**dispute["evidence_details"], "has_evidence": exhibits.given(merged)}
    if submit:
        inquiry = dispute["status"] == "warning_needs_response"
        changes["status"] = "warning_under_review" if inquiry else "under_review"
        details["submission_count"] += 1
        details["submission_method"] = "manual"
        _plan_decision(till, at, id_, str(merged.get("uncategorized_text") or ""))
        if not inquiry:
            _counter(till, at, dispute)
    changes["evidence_details"] = details
    return disputes.update(till, at, id_, **changes)


def _appeal(till: Till, at: int, dispute: Json, evidence: Json, metadata: Json | None) -> Json:
    """The second answer; it costs nothing more."""
    changes = appeals.filed(dispute, evidence)
    if metadata is not None:
        changes["metadata"] = metadata
    text = str(evidence.get("uncategorized_text") or "")
    if not _by_words(till, at, dispute["id"], text):
        won, after = appeals.decided(till)
        till.later(at + after, decide, dispute["id"], won)
    return disputes.update(till, at, dispute["id"], **changes)


def answer(till: Till, id_: str, at: int) -> None:
    """The simulated merchant answers by itself."""
    dispute = till.get("dispute", id_)
    if dispute["status"] in AWAITS:
        text = till.inputs.evidence["answers"].get(dispute["reason"], "")
        told = {} if dispute["status"] == appeals.AWAITS else {"uncategorized_text": text}
        write(till, at, id_, told, submit=True)


def _plan_decision(till: Till, at: int, id_: str, text: str) -> None:
    if _by_words(till, at, id_, text):
        return
    dispute = till.get("dispute", id_)
    if dispute["status"] == "needs_response":
        odds = {e["reason"]: e["win"] for e in till.inputs.evidence["reasons"]}
        apart = till.stream("inquiries") if dispute.get("_inquiry") else till.random
        won = apart.random() < odds.get(dispute["reason"], 0.35)
        till.later(at + apart.randrange(55, 76) * DAY, verdict, id_, won)


def _by_words(till: Till, at: int, id_: str, text: str) -> bool:
    """Whether Stripe's words for tests decide it."""
    for word, won in (("winning_evidence", True), ("losing_evidence", False)):
        if word in text:
            till.later(at + 5, decide, id_, won)
            return True
    if "escalate_inquiry_evidence" in text:
        till.later(at + 5, escalate, id_)
        return True
    return False


def verdict(till: Till, id_: str, won: bool, at: int) -> None:
    """The bank has read the answer: it decides, or there is a second round."""
    dispute = till.get("dispute", id_)
    if won or dispute["status"] != "under_review" or not appeals.offered(till, dispute):
        decide(till, id_, won, at)
        return
    due = appeals.begin(till, at, id_)
    after = appeals.takes_it(till)
    if after is not None:
        till.later(at + after, answer, id_)
    till.later(due + 1, lapse, id_, due)


def _fee_of(till: Till, currency: str) -> int:
    if till.profile.country in NO_COUNTERED_FEE:
        return 0
    return fees.of_dispute(till.profile, currency).amount


def _counter(till: Till, at: int, dispute: Json) -> None:
    currency = dispute["balance_transactions"][0]["currency"]
    _book_fee(till, at, -_fee_of(till, currency), currency, "Card Dispute Countered Fee")


def _book_fee(till: Till, at: int, amount: int, currency: str, words: str) -> None:
    if amount:
        day = datetime.fromtimestamp(at, UTC).date().isoformat()
        settled = entries.Settled(amount, currency, None)
        till.books.tally.add("disputes.countered", currency, -amount)
        entries.book(till, at, "stripe_fee", "fee", settled, None, f"{words} ({day})")


def decide(till: Till, id_: str, won: bool, at: int) -> Json:
    """The bank's last word. A chargeback won returns the money and the countered fee."""
    return _decide(till, at, id_, won, {})


def _decide(till: Till, at: int, id_: str, won: bool, also: dict[str, Any]) -> Json:
    dispute = till.get("dispute", id_)
    if dispute["status"] not in disputes.OPEN:
        return dispute
    if dispute["status"].startswith("warning"):
        return close_inquiry(till, id_, at) if won else escalate(till, id_, at)
    changes = {"status": "won" if won else "lost", "is_charge_refundable": won, **also}
    if won:
        back = disputes.reinstate(till, at, dispute)
        changes["balance_transactions"] = [*dispute["balance_transactions"], back]
    closed = disputes.update(till, at, id_, **changes)
    if won:
        till.tell("charge.dispute.funds_reinstated", closed, at)
        if dispute["evidence_details"]["submission_count"]:
            currency = dispute["balance_transactions"][0]["currency"]
            _book_fee(
                till, at, _fee_of(till, currency), currency, "Card Dispute Countered Fee return"
            )
    till.tell("charge.dispute.closed", closed, at)
    till.books.tally.add(f"disputes.{closed['status']}", closed["currency"], closed["amount"])
    return closed


def lapse(till: Till, id_: str, due: int, at: int) -> None:
    """The deadline passed. Unanswered chargebacks are lost; half the inquiries escalate."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in AWAITS or dispute["evidence_details"]["due_by"] != due:
        return
    charge = till.get("charge", dispute["charge"])
    if dispute["status"] in ("needs_response", appeals.AWAITS):
        late = {**dispute["evidence_details"], "past_due": True}
        _decide(till, at, id_, False, {"evidence_details": late})
    elif charge["refunded"]:
        close_inquiry(till, id_, at)
    elif till.chance(0.5):
        escalate(till, id_, at)


def escalate(till: Till, id_: str, at: int) -> Json:
    """An inquiry becomes a chargeback: the money goes, and a second answer is needed."""
    dispute = till.get("dispute", id_)
    if not dispute["status"].startswith("warning") or dispute["status"] == "warning_closed":
        return dispute
    details = dispute["payment_method_details"]
    card = details["card"] if details else {}
    due = shapes.due_by(at, card.get("brand"))
    escalated = disputes.update(
        till,
        at,
        id_,
        status="needs_response",
        is_charge_refundable=False,
        balance_transactions=[disputes.withdraw(till, at, dispute)],
        evidence_details={**dispute["evidence_details"], "due_by": due},
        payment_method_details=details
        and {"card": {**card, "case_type": "chargeback"}, "type": "card"},
    )
    till.tell("charge.dispute.funds_withdrawn", escalated, at)
    till.books.tally.add("disputes.escalated", escalated["currency"], escalated["amount"])
    till.later(due + 1, lapse, id_, due)
    return escalated


def after_refund(till: Till, at: int, charge_id: str) -> None:
    """A full refund ends an inquiry; a partial one does not."""
    if till.get("charge", charge_id)["refunded"]:
        for dispute in till.books.tables["dispute"].where("charge", charge_id):
            close_inquiry(till, dispute["id"], at)


def close_inquiry(till: Till, id_: str, at: int) -> Json:
    """An inquiry ends without money moved: answered, refunded, or 120 days old."""
    dispute = till.get("dispute", id_)
    if not dispute["status"].startswith("warning") or dispute["status"] == "warning_closed":
        return dispute
    closed = disputes.update(till, at, id_, status="warning_closed")
    till.tell("charge.dispute.closed", closed, at)
    till.books.tally.add("disputes.warning_closed", closed["currency"], closed["amount"])
    return closed
