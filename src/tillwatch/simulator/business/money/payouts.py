"""Payouts: automatic ones take all open entries of a currency on each business day.

An automatic payout is created in the night, leaves (`in_transit`) some hours later, is then
reconciled (its entries can be listed), and arrives the next business day but one. Some fail on
arrival, some after they were paid; the money comes back as a `payout_failure` entry and leaves
with a later payout. Manual payouts carry an amount and no entries.
"""

from typing import Any

from tillwatch.kernel.currencies import WHOLE_PAYOUTS
from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Profile, Till
from tillwatch.simulator.business.money import calendar, entries
from tillwatch.simulator.business.money.balance import balance

FAILURES = (
    ("account_closed", "The bank account has been closed."),
    ("could_not_process", "The bank could not process this payout."),
    (
        "invalid_account_number",
        "The routing number seems correct, but the account number is invalid.",
    ),
    ("no_account", "The bank account details on file are probably incorrect."),
)
FAILURE_SHARE = 0.015
HOUR = 3_600
SMALLEST = 100


def start(till: Till, at: int) -> None:
    """From now on midnights happen."""
    till.later(entries.next_midnight(at), midnight)


def midnight(till: Till, at: int) -> None:
    """Funds become available; payouts are made an hour later, on business days."""
    if entries.release(till, at):
        _tell_available(till, at)
    if till.profile.payouts == "daily" and calendar.business_day(at):
        till.later(at + HOUR + 7 * till.random.randrange(60), automatic)
    till.later(at + calendar.DAY, midnight)


def _tell_available(till: Till, at: int) -> None:
    if at >= till.told_since:
        till.tell("balance.available", balance(till.books, till.profile.settles), at)


def automatic(till: Till, at: int) -> list[Json]:
    """One payout per currency with something to pay out."""
    made = [automatic_of(till, at, currency) for currency in till.profile.settles]
    return [payout for payout in made if payout is not None]


def automatic_of(till: Till, at: int, currency: str, *, fails: bool | None = None) -> Json | None:
    """All open entries of a currency leave; None if they do not come to anything."""
    open_ = entries.purse(till).open.get(currency, {})
    total = sum(open_.values())
    if total < SMALLEST:
        return None
    payout = create(till, at, total, currency, automatic=True, fails=fails)
    for id_ in open_:
        entries.take(till, id_, payout["id"])
    entries.purse(till).open[currency] = {}
    return payout


def create(
    till: Till,
    at: int,
    amount: int,
    currency: str,
    *,
    automatic: bool,
    method: str = "standard",
    fails: bool | None = None,
    description: str | None = None,
) -> Json:
    """`amount` leaves the available balance. Without `fails` chance decides."""
    id_ = till.ids.timed("po", at)
    settled = entries.Settled(-amount, currency, None)
    entry = entries.book(till, at, "payout", "payout", settled, id_, "STRIPE PAYOUT")
    till.change("balance_transaction", entry["id"], _payout=id_)
    days = 0 if method == "instant" else 2 if automatic else 3
    arrival = calendar.business_days_after(at, days)
    payout = till.put(
        "payout",
        _row(till, id_, at, amount, currency, entry["id"], arrival, automatic, method, description),
    )
    till.tell("payout.created", payout, at)
    till.books.tally.add("payouts.created", currency, amount)
    if fails is None:
        fails = till.chance(FAILURE_SHARE)
    if method == "instant":
        till.later(at + 90, arrive, id_, fails)
        return payout
    till.later(at + 2 * HOUR, depart, id_)
    if automatic:
        till.later(at + 3 * HOUR, reconcile, id_)
    till.later(arrival + 9 * HOUR, arrive, id_, fails)
    return payout


def _row(
    till: Till,
    id_: str,
    at: int,
    amount: int,
    currency: str,
    entry: str,
    arrival: int,
    automatic: bool,
    method: str,
    description: str | None,
) -> Json:
    return {
        "id": id_,
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": arrival,
        "automatic": automatic,
        "balance_transaction": entry,
        "created": at,
        "currency": currency,
        "description": "STRIPE PAYOUT" if automatic else description,
        "destination": destination(till.profile, currency),
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": till.books.livemode,
        "metadata": {},
        "method": method,
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }


def destination(profile: Profile, currency: str) -> str:
    """The bank account of that currency; the same for the life of the shop."""
    stem = profile.account_id.removeprefix("acct_")
    return f"ba_{stem[:14]}{currency.upper()}{stem[-4:]}"


def depart(till: Till, id_: str, at: int) -> None:
    if till.get("payout", id_)["status"] == "pending":
        till.update("payout", id_, at, "payout.updated", status="in_transit")


def reconcile(till: Till, id_: str, at: int) -> None:
    payout = till.change("payout", id_, reconciliation_status="completed")
    till.tell("payout.reconciliation_completed", payout, at)


def arrive(till: Till, id_: str, fails: bool, at: int) -> None:
    """Paid, or failed on arrival; half of those that fail do so three days after `paid`."""
    if till.get("payout", id_)["status"] not in ("pending", "in_transit"):
        return None
    late = fails and till.chance(0.5)
    if fails and not late:
        return fail(till, id_, at)
    trace = {"status": "supported", "value": till.ids.digits(15)}
    payout = till.update("payout", id_, at, "payout.updated", status="paid", trace_id=trace)
    till.tell("payout.paid", payout, at)
    till.books.tally.add("payouts.paid", payout["currency"], payout["amount"])
    if late:
        till.later(calendar.business_days_after(at, 3) + 11 * HOUR, fail, id_)
    return None


def fail(till: Till, id_: str, at: int) -> None:
    """The bank sent it back: pending, in transit or paid becomes failed, once."""
    payout = till.get("payout", id_)
    if payout["status"] == "failed":
        return
    tally, currency, amount = till.books.tally, payout["currency"], payout["amount"]
    if payout["status"] == "paid":
        tally.add("payouts.paid", currency, -amount, -1)
    code, message = till.random.choice(FAILURES)
    entry = _back(till, payout, at, "payout_failure", "STRIPE PAYOUT FAILURE")
    failed = till.update(
        "payout",
        id_,
        at,
        "payout.updated",
        status="failed",
        failure_code=code,
        failure_message=message,
        failure_balance_transaction=entry["id"],
    )
    till.tell("payout.failed", failed, at)
    tally.add("payouts.failed", currency, amount)


def cancel(till: Till, id_: str, at: int) -> Json:
    """Only a manual payout that has not left."""
    payout = till.get("payout", id_)
    if payout["status"] != "pending" or payout["automatic"]:
        raise NotPossible(f"Payout {id_} cannot be canceled: it is {payout['status']}")
    entry = _back(till, payout, at, "payout_cancel", "STRIPE PAYOUT CANCEL")
    changes: dict[str, Any] = {"status": "canceled", "failure_balance_transaction": entry["id"]}
    canceled = till.update("payout", id_, at, "payout.updated", **changes)
    till.tell("payout.canceled", canceled, at)
    till.books.tally.add("payouts.canceled", payout["currency"], payout["amount"])
    return canceled


def _back(till: Till, payout: Json, at: int, type_: str, description: str) -> Json:
    settled = entries.Settled(payout["amount"], payout["currency"], None)
    return entries.book(till, at, type_, "payout_reversal", settled, payout["id"], description)


def manual(
    till: Till,
    at: int,
    currency: str,
    amount: int | None = None,
    *,
    fails: bool | None = None,
    method: str = "standard",
) -> Json | None:
    """Pay out `amount`, or what is available; None if there is nothing to pay out."""
    available = till.books.tally.available[currency]
    amount = available if amount is None else amount
    if currency in WHOLE_PAYOUTS:
        amount -= amount % 100
    if amount <= 0 or amount > available:
        return None
    return create(till, at, amount, currency, automatic=False, method=method, fails=fails)
