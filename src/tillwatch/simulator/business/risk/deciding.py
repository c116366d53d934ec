"""How a case ends or goes on: won, lost, escalated, closed.

A chargeback won returns the money and what answering cost. An inquiry that is lost becomes a
chargeback; one that is answered, refunded in full or 120 days old is closed without money moved.
"""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.risk import appeals, costs, disputes, shapes

AWAITS = ("needs_response", "warning_needs_response", appeals.AWAITS)
SILENCE_IS_FINAL = ("discover",)
"""Networks whose chargeback cannot be answered by who left their question unanswered."""
INQUIRY = ("warning_needs_response", "warning_under_review")


def decide(till: Till, id_: str, won: bool, at: int) -> Json:
    """The bank's last word."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in disputes.OPEN:
        return dispute
    if dispute["status"] in INQUIRY:
        return close_inquiry(till, id_, at) if won else escalate(till, id_, at)
    changes: dict[str, Any] = {"status": "won" if won else "lost", "is_charge_refundable": won}
    if won:
        back = disputes.reinstate(till, at, dispute)
        changes["balance_transactions"] = [*dispute["balance_transactions"], back]
    closed = disputes.update(till, at, id_, **changes)
    if won:
        till.tell("charge.dispute.funds_reinstated", closed, at)
        costs.won(till, at, closed)
    till.tell("charge.dispute.closed", closed, at)
    till.books.tally.add(f"disputes.{closed['status']}", closed["currency"], closed["amount"])
    return closed


def lapse(till: Till, id_: str, due: int, at: int) -> None:
    """The deadline passed. Unanswered chargebacks are lost; half the inquiries escalate."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in AWAITS or dispute["evidence_details"]["due_by"] != due:
        return
    charge = till.get("charge", dispute["charge"])
    if dispute["status"] not in INQUIRY:
        decide(till, id_, False, at)
    elif charge["refunded"]:
        close_inquiry(till, id_, at)
    elif till.chance(0.5):
        escalated = escalate(till, id_, at)
        if _network(escalated) in SILENCE_IS_FINAL:
            details = {**escalated["evidence_details"], "due_by": 0}
            disputes.update(till, at, id_, evidence_details=details)
            decide(till, id_, False, at)


def _network(dispute: Json) -> str | None:
    found: str | None = ((dispute["payment_method_details"] or {}).get("card") or {}).get("network")
    return found


def escalate(till: Till, id_: str, at: int) -> Json:
    """An inquiry becomes a chargeback: the money goes, and a second answer is needed."""
    dispute = till.get("dispute", id_)
    if dispute["status"] not in INQUIRY:
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
    if dispute["status"] not in INQUIRY:
        return dispute
    closed = disputes.update(till, at, id_, status="warning_closed")
    till.tell("charge.dispute.closed", closed, at)
    till.books.tally.add("disputes.warning_closed", closed["currency"], closed["amount"])
    return closed
