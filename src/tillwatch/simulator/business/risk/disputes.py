"""Disputes opened: chargebacks take the money at once, inquiries ask first, some are prevented.

The withdrawal entry carries the dispute fee; its `exchange_rate` is null even when the payment was
converted, as Stripe's is. A moment later Stripe fills in what it knows of the buyer as evidence.
"""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money import entries
from tillwatch.simulator.business.pay import refunds
from tillwatch.simulator.business.radar import warnings
from tillwatch.simulator.business.risk import cases, costs, shapes
from tillwatch.simulator.business.risk.cases import PLAIN, Case

HELD = ("needs_response", "under_review", "appeal_needs_response", "appeal_under_review")
"""The money is gone until it is decided."""
OPEN = (*HELD, "warning_needs_response", "warning_under_review")


def open_dispute(
    till: Till, at: int, charge_id: str, reason: str | None = None, case: Case = PLAIN
) -> Json:
    """A dispute about what is left of the charge. `reason` is drawn unless given."""
    charge = till.get("charge", charge_id)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not charge["captured"] or charge["status"] != "succeeded" or left <= 0:
        raise NotPossible(f"{charge_id} cannot be disputed: nothing of it is left")
    amount = case.amount or left
    card = charge["payment_method_details"].get("card")
    reason, code = _reason(till, reason, card["brand"] if card else "other", case)
    dispute = shapes.dispute(till, at, charge, amount, reason, code, case)
    status = case.status
    if status == "needs_response":
        dispute["balance_transactions"] = [withdraw(till, at, dispute)]
    till.put("dispute", dispute)
    till.tell("charge.dispute.created", dispute, at)
    till.books.tally.add(f"disputes.{case.type}", dispute["currency"], amount)
    if status == "needs_response":
        till.tell("charge.dispute.funds_withdrawn", dispute, at)
    till.update("charge", charge_id, at, "charge.updated", disputed=True)
    warnings.refresh(till, at, charge_id)
    if case.prevented:
        till.tell("charge.dispute.closed", dispute, at)
        if case.repaid:
            refunds.create(till, at, charge_id, reason=None)
    else:
        till.later(at + 4, prefill, dispute["id"])
    return dispute


def taken(till: Till, charge_id: str) -> bool:
    """Whether an open chargeback holds the money, so that it cannot be refunded."""
    rows = till.books.tables["dispute"].where("charge", charge_id)
    return any(row["status"] in HELD for row in rows)


def _reason(till: Till, reason: str | None, brand: str, case: Case) -> tuple[str, str | None]:
    if case.compliance:
        if (case.network or brand) not in cases.NETWORKS_OF_COMPLIANCE:
            raise NotPossible(f"{brand} has no compliance cases: choose a Visa or Mastercard one")
        return cases.COMPLIANCE, cases.COMPLIANCE_CODES.get(case.network or brand)
    if case.final and reason == "fraudulent" and brand == "visa":
        return reason, cases.VISA_MONITORING
    lists = till.inputs.evidence
    name = "inquiry_reasons" if case.inquiry else "reasons"
    known = {entry["reason"]: entry for entry in lists[name]}
    entry = known.get(reason or "") or till.wheel(name, lambda: lists[name]).draw(till.random)
    return reason or str(entry["reason"]), str(entry.get(brand) or entry["other"])


def withdraw(till: Till, at: int, dispute: Json) -> Json:
    """The money leaves, with the fee in the same entry. A copy of it is part of the dispute."""
    paid = till.get("charge", dispute["charge"])["balance_transaction"]
    settled = entries.settle(till, -dispute["amount"], dispute["currency"], at, paid)
    fee = costs.received(till, dispute, settled.currency)
    till.books.tally.add("disputes.fees", settled.currency, fee.amount)
    till.books.tally.add("disputes.withdrawn", settled.currency, -settled.amount)
    description = f"Chargeback withdrawal for {dispute['charge']}"
    return dict(
        entries.book(
            till,
            at,
            "adjustment",
            "dispute",
            settled,
            dispute["id"],
            description,
            fee=fee,
            show_rate=False,
        )
    )


def reinstate(till: Till, at: int, dispute: Json) -> Json:
    """Won: exactly what was withdrawn comes back; the fee for receiving it mostly does not."""
    taken = dispute["balance_transactions"][0]
    settled = entries.Settled(-taken["amount"], taken["currency"], None)
    till.books.tally.add("disputes.reinstated", settled.currency, settled.amount)
    description = f"Chargeback reversal for {dispute['charge']}"
    return dict(
        entries.book(
            till,
            at,
            "adjustment",
            "dispute_reversal",
            settled,
            dispute["id"],
            description,
            fee=costs.received_back(till, dispute),
        )
    )


def prefill(till: Till, id_: str, at: int) -> None:
    """What Stripe writes into the evidence by itself."""
    dispute = till.get("dispute", id_)
    charge = till.get("charge", dispute["charge"])
    details = charge["billing_details"]
    known = {
        "customer_email_address": details["email"],
        "customer_name": details["name"],
        "product_description": charge["description"],
    }
    blank = {name: value for name, value in known.items() if dispute["evidence"][name] is None}
    if blank and dispute["status"] in OPEN:
        update(till, at, id_, evidence={**dispute["evidence"], **blank})


def update(till: Till, at: int, id_: str, **changes: Any) -> Json:
    return till.update("dispute", id_, at, "charge.dispute.updated", **changes)
