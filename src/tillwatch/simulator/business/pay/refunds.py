"""Refunds: full, partial, and those that fail days later.

A card refund succeeds at once and gets its bank reference some days after; one to a bank account
is pending for two days. A failed one is undone by a `refund_failure` entry, and the charge's
refunded amount, which counts pending ones too, goes down again.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money import entries
from tillwatch.simulator.business.money.calendar import DAY

FAILURES = ("lost_or_stolen_card", "expired_or_canceled_card", "unknown")


def create(
    till: Till,
    at: int,
    charge_id: str,
    amount: int | None = None,
    *,
    reason: str | None = "requested_by_customer",
    fails: bool = False,
    metadata: Json | None = None,
) -> Json:
    """Give back `amount` (default: what is left). Returns the refund."""
    charge = till.get("charge", charge_id)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    if not charge["captured"] or charge["status"] != "succeeded" or not 0 < amount <= left:
        raise NotPossible(f"{charge_id} has {left} left to refund, not {amount}")
    id_ = _id(till, at, charge)
    entry = _book(till, at, id_, charge, -amount)
    refund = till.put(
        "refund",
        {
            **_row(till, at, id_, charge, amount, reason),
            "balance_transaction": entry["id"],
            "metadata": metadata or {},
        },
    )
    _count(till, refund)
    till.tell("refund.created", refund, at)
    _on_charge(till, at, charge_id, amount, "charge.refunded")
    if refund["status"] == "pending":
        till.later(at + 2 * DAY + 1_800, arrive, id_)
    if fails:
        till.later(at + 4 * DAY + 3_600, fail, id_)
    else:
        till.later(at + 3 * DAY + 7_200, reference, id_)
    return refund


def reversal(till: Till, at: int, charge: Json, reason: str | None) -> Json:
    """The refund Stripe shows for a hold let go: no entry, no money."""
    refund = _row(till, at, _id(till, at, charge), charge, charge["amount"], reason)
    card = {
        "type": "reversal",
        "reference_type": None,
        "reference_status": "pending",
        "reference": None,
    }
    refund["destination_details"] = {"card": card, "type": "card"}
    till.put("refund", refund)
    _count(till, refund)
    return refund


def _id(till: Till, at: int, charge: Json) -> str:
    return till.ids.timed("re" if charge["id"].startswith("ch_") else "pyr", at, "3")


def _row(till: Till, at: int, id_: str, charge: Json, amount: int, reason: str | None) -> Json:
    kind = charge["payment_method_details"]["type"]
    details: Json = {"type": kind}
    if kind == "card":
        details["card"] = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
    return {
        "id": id_,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": at,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": details,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "transfer_reversal": None,
        **_begun(kind),
    }


def _begun(kind: str) -> Json:
    """Cards are refunded at once; a transfer to a bank account takes its time."""
    if kind in ("card", "link"):
        return {"status": "succeeded"}
    return {"pending_reason": "processing", "status": "pending"}


def _count(till: Till, refund: Json) -> None:
    tally, currency, amount = till.books.tally, refund["currency"], refund["amount"]
    tally.add("refunds.created", currency, amount)
    tally.add(f"refunds.{refund['status']}", currency, amount)


def _book(till: Till, at: int, id_: str, charge: Json, amount: int) -> Json:
    card = charge["id"].startswith("ch_")
    settled = entries.settle(till, amount, charge["currency"], at, charge["balance_transaction"])
    type_ = "refund" if card else "payment_refund"
    description = f"REFUND FOR CHARGE ({charge['description'] or charge['id']})"
    original = till.books.tables["balance_transaction"].get(charge["balance_transaction"] or "")
    due = max(at, original["available_on"] if original is not None else at)
    return entries.book(till, at, type_, "refund", settled, id_, description, available_on=due)


def _on_charge(till: Till, at: int, charge_id: str, amount: int, event: str) -> None:
    charge = till.get("charge", charge_id)
    refunded = charge["amount_refunded"] + amount
    till.update(
        "charge",
        charge_id,
        at,
        event,
        amount_refunded=refunded,
        refunded=refunded >= charge["amount_captured"],
    )


def arrive(till: Till, id_: str, at: int) -> None:
    """The transfer to the buyer's bank account is through."""
    refund = till.get("refund", id_)
    if refund["status"] != "pending":
        return
    changes = {"pending_reason": None, "status": "succeeded"}
    till.update("refund", id_, at, "refund.updated", "charge.refund.updated", **changes)
    till.books.tally.add("refunds.pending", refund["currency"], -refund["amount"], -1)
    till.books.tally.add("refunds.succeeded", refund["currency"], refund["amount"])


def reference(till: Till, id_: str, at: int) -> None:
    """The bank's reference (ARN) becomes known."""
    refund = till.get("refund", id_)
    details = refund["destination_details"]
    if details["type"] == "card" and refund["status"] == "succeeded":
        card = {
            **details["card"],
            "reference_status": "available",
            "reference": till.ids.digits(23),
        }
        till.update(
            "refund",
            id_,
            at,
            "refund.updated",
            "charge.refund.updated",
            destination_details={**details, "card": card},
        )


def fail(till: Till, id_: str, at: int) -> None:
    """The bank sent it back: the money returns to the balance."""
    refund = till.get("refund", id_)
    if refund["status"] not in ("succeeded", "pending"):
        return
    charge = till.get("charge", refund["charge"])
    settled = _given_back(till, refund)
    entry = entries.book(
        till,
        at,
        "refund_failure",
        "refund_failure",
        settled,
        id_,
        f"REFUND FAILURE ({charge['id']})",
    )
    failed = till.update(
        "refund",
        id_,
        at,
        "refund.updated",
        "charge.refund.updated",
        status="failed",
        failure_reason=till.random.choice(FAILURES),
        failure_balance_transaction=entry["id"],
    )
    till.tell("refund.failed", failed, at)
    _on_charge(till, at, charge["id"], -refund["amount"], "charge.updated")
    till.books.tally.add(f"refunds.{refund['status']}", refund["currency"], -refund["amount"], -1)
    till.books.tally.add("refunds.failed", refund["currency"], refund["amount"])


def _given_back(till: Till, refund: Json) -> entries.Settled:
    """Exactly what the first entry took, in its currency."""
    first = till.get("balance_transaction", refund["balance_transaction"])
    return entries.Settled(-first["amount"], first["currency"], None)
