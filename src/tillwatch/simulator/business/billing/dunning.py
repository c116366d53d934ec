"""Collecting renewals, and what follows when a card does not pay."""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import expiring, invoices
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import customers, declines
from tillwatch.simulator.business.pay.charges import Try

UPDATED = "customer.subscription.updated"
WAITS_DAYS = (3, 5, 7)
FAILS_FIRST = 0.045
FAILS_AGAIN = 0.62


def collect(till: Till, id_: str, invoice_id: str, tries: int, at: int) -> None:
    """One try; the next one, or the end, is planned if it fails."""
    row, invoice = till.get("subscription", id_), till.get("invoice", invoice_id)
    if row["status"] in ("canceled", "unpaid") or invoice["status"] != "open":
        return
    method = expiring.card_for(till, at, row, tries)
    fails = till.luck(FAILS_AGAIN if tries else FAILS_FIRST)
    decline = declines.draw(till, method["card"]) if fails else None
    if expiring.over(method["card"], at):
        decline = declines.named(till, "expired_card", method["card"]["brand"])
    wait = WAITS_DAYS[tries] * DAY if tries < len(WAITS_DAYS) else None
    retry_at = None if wait is None else at + wait
    paid = invoices.collect(till, at, invoice_id, method["id"], Try(decline), retry_at)
    if paid["status"] == "paid":
        _mark(till, at, id_, "active", delinquent=False)
        return
    _mark(till, at, id_, "past_due", delinquent=True)
    if retry_at is not None:
        till.later(retry_at, collect, id_, invoice_id, tries + 1)
        return
    reason = {"comment": None, "feedback": None, "reason": "payment_failed"}
    end(till, at, id_, cancellation_details=reason)
    invoices.give_up(till, at, invoice_id, "uncollectible")


def _mark(till: Till, at: int, id_: str, status: str, *, delinquent: bool) -> None:
    row = till.get("subscription", id_)
    if row["status"] != status and row["status"] in ("active", "past_due"):
        till.update("subscription", id_, at, UPDATED, status=status)
    if till.get("customer", row["customer"])["delinquent"] != delinquent:
        customers.update(till, at, row["customer"], delinquent=delinquent)


def expire(till: Till, id_: str, at: int) -> None:
    """The first invoice was not paid within 23 hours."""
    row = till.get("subscription", id_)
    if row["status"] == "incomplete":
        till.update("subscription", id_, at, UPDATED, status="incomplete_expired", ended_at=at)
        invoices.give_up(till, at, row["latest_invoice"], "void")


def end(till: Till, at: int, id_: str, **details: Any) -> Json:
    """Canceled now; told as `customer.subscription.deleted`, which is no deletion."""
    row = till.get("subscription", id_)
    ended = till.change(
        "subscription",
        id_,
        status="canceled",
        ended_at=at,
        canceled_at=row["canceled_at"] or at,
        **details,
    )
    till.books.tally.add("subscriptions.canceled", ended["currency"], 0)
    till.tell("customer.subscription.deleted", ended, at)
    return ended
