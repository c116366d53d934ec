"""Subscriptions: started, renewed each period, changed, ended.

A renewal opens a draft that is finalised and collected an hour later. When that fails the
subscription is past due and tried again after three, five and seven days; after the last try it
is canceled and the invoice given up (`dunning`).
"""

from typing import Any

from tillwatch.kernel.currencies import exponent
from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import (
    discounts,
    dunning,
    invoices,
    periods,
    renewals,
)
from tillwatch.simulator.business.billing import subscription_shapes as shapes
from tillwatch.simulator.business.billing.catalogue import plan_of
from tillwatch.simulator.business.billing.invoice_shapes import Line
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import customers
from tillwatch.simulator.business.pay.charges import Try

HOUR = 3_600
UPDATED = "customer.subscription.updated"


def start(
    till: Till,
    at: int,
    customer: str,
    method: str,
    price: Json,
    try_: Try,
    *,
    trial_days: int = 0,
    coupon: str | None = None,
    promotion_code: str | None = None,
    checkout_session: str | None = None,
) -> Json:
    """Begin, and pay the first invoice. Afterwards active, trialing or incomplete."""
    _prepare(till, at, customer, method, price["currency"])
    interval = price["recurring"]["interval"]
    end = at + trial_days * DAY if trial_days else periods.after(at, interval)
    subscription = shapes.subscription(till, at, customer, method, price, end, bool(trial_days))
    id_ = subscription["id"]
    if coupon is not None:
        discount = discounts.apply(
            till,
            at,
            coupon,
            customer,
            subscription=id_,
            promotion_code=promotion_code,
            checkout_session=checkout_session,
        )
        subscription["discounts"] = [discount["id"]]
    till.put("subscription", subscription)
    till.books.tally.add("subscriptions.created", subscription["currency"], price["unit_amount"])
    till.tell("customer.subscription.created", subscription, at)
    _first_invoice(till, at, subscription, price, try_)
    _plan_next(till, id_, end)
    if trial_days > 3:
        till.later(end - 3 * DAY, _trial_will_end, id_)
    return till.get("subscription", id_)


def _prepare(till: Till, at: int, customer: str, method: str, currency: str) -> None:
    """The customer's currency and default method are fixed with the first subscription."""
    row = till.get("customer", customer)
    settings = {**row["invoice_settings"], "default_payment_method": method}
    if row["currency"] != currency or settings != row["invoice_settings"]:
        customers.update(till, at, customer, currency=currency, invoice_settings=settings)


def _first_invoice(till: Till, at: int, subscription: Json, price: Json, try_: Try) -> None:
    """Nothing is due in a trial; otherwise the first period is paid now or not at all."""
    trial = subscription["status"] == "trialing"
    line = _line(till, subscription, 0 if trial else price["unit_amount"], trial)
    id_ = subscription["id"]
    invoice = invoices.draft(till, at, subscription, "subscription_create", [line])
    till.change("subscription", id_, latest_invoice=invoice["id"])
    invoices.finalize(till, at, invoice["id"])
    method = subscription["default_payment_method"]
    invoice = invoices.collect(till, at, invoice["id"], method, try_)
    if invoice["status"] != "paid":
        _tell_update(till, at, subscription, {})
        till.later(at + 23 * HOUR, dunning.expire, id_)
        return
    changes: dict[str, Any] = {"status": "trialing" if trial else "active"}
    _tell_update(till, at, subscription, {**changes, **_used_up(till, at, id_)})


def _tell_update(till: Till, at: int, told: Json, changes: dict[str, Any]) -> None:
    """Update, counting from what was last told (the latest invoice was set in silence)."""
    latest = till.get("subscription", told["id"])["latest_invoice"]
    till.put("subscription", told)
    till.update("subscription", told["id"], at, UPDATED, latest_invoice=latest, **changes)


def _used_up(till: Till, at: int, id_: str) -> dict[str, Any]:
    """Coupons for one payment end with it; others when their months are over."""
    row = till.get("subscription", id_)
    holds, over = discounts.running(till, row, at)
    once = [d for d in holds if _duration(till, d) == "once"]
    paid = till.get("invoice", row["latest_invoice"])["total_discount_amounts"] if once else []
    ended = over + (once if paid else [])
    for discount in ended:
        discounts.end(till, at, discount)
    return {"discounts": [d for d in row["discounts"] if d not in ended]} if ended else {}


def _duration(till: Till, discount: str) -> str:
    coupon = till.get("discount", discount)["source"]["coupon"]
    return str(till.get("coupon", coupon)["duration"])


def _line(till: Till, subscription: Json, amount: int, trial: bool = False) -> Line:
    item = subscription["items"]["data"][0]
    price = item["price"]
    name = till.get("product", price["product"])["name"]
    digits = exponent(price["currency"])
    money = f"{price['unit_amount'] / 10**digits:.{digits}f} / {price['recurring']['interval']}"
    return Line(
        amount=amount,
        description=f"Trial period for {name}" if trial else f"1 × {name} (at {money})",
        price=price,
        start=item["current_period_start"],
        end=item["current_period_end"],
        item=item["id"],
    )


def _plan_next(till: Till, id_: str, due: int) -> None:
    renewals.note(till, due + HOUR)
    till.later(due, renew, id_, due)


def _trial_will_end(till: Till, id_: str, at: int) -> None:
    subscription = till.get("subscription", id_)
    if subscription["status"] == "trialing":
        till.tell("customer.subscription.trial_will_end", subscription, at)


def renew(till: Till, id_: str, due: int, at: int) -> None:
    """The period is over: the next one begins, with a draft invoice."""
    row = till.get("subscription", id_)
    item = row["items"]["data"][0]
    if row["status"] not in ("active", "trialing", "past_due") or item["current_period_end"] != due:
        return
    if row["cancel_at_period_end"]:
        end(till, at, id_)
        return
    over = _period_end(row["billing_cycle_anchor"], item["price"]["recurring"]["interval"], due)
    moved = {**item, "current_period_start": due, "current_period_end": over}
    rolled = {**row, "items": shapes.items([moved], id_)}
    line = _line(till, rolled, item["price"]["unit_amount"])
    invoice = invoices.draft(till, at, rolled, "subscription_cycle", [line])
    changes: dict[str, Any] = {"items": rolled["items"], "latest_invoice": invoice["id"]}
    if row["status"] == "trialing":
        changes["status"] = "active"
    till.update("subscription", id_, at, UPDATED, **changes)
    till.later(at + HOUR, finish_renewal, id_, invoice["id"])
    _plan_next(till, id_, over)


def _period_end(anchor: int, interval: str, start: int) -> int:
    """The first anniversary of the anchor after `start`, so that the day of month is kept."""
    count = 1
    while periods.after(anchor, interval, count) <= start:
        count += 1
    return periods.after(anchor, interval, count)


def finish_renewal(till: Till, id_: str, invoice_id: str, at: int) -> None:
    """Finalise and collect; what fails is tried again."""
    if till.get("subscription", id_)["status"] == "canceled":
        invoices.leave_draft(till, at, invoice_id)
        return
    invoices.finalize(till, at, invoice_id)
    ended = _used_up(till, at, id_)
    if ended:
        till.update("subscription", id_, at, UPDATED, **ended)
    dunning.collect(till, id_, invoice_id, 0, at)


def end(till: Till, at: int, id_: str, **details: Any) -> Json:
    """Canceled for good; told as `customer.subscription.deleted`."""
    row = till.get("subscription", id_)
    if row["status"] in ("canceled", "incomplete_expired"):
        raise NotPossible(f"{id_} has ended already")
    return dunning.end(till, at, id_, **details)


def cancel(
    till: Till, at: int, id_: str, *, at_period_end: bool = True, feedback: str | None = None
) -> Json:
    """The customer leaves: at the end of the period, or at once."""
    row = till.get("subscription", id_)
    details = {"comment": None, "feedback": feedback, "reason": "cancellation_requested"}
    if not at_period_end:
        return end(till, at, id_, cancellation_details=details)
    if row["status"] not in ("active", "trialing", "past_due"):
        raise NotPossible(f"{id_} is {row['status']} and cannot be canceled")
    return till.update(
        "subscription",
        id_,
        at,
        UPDATED,
        cancel_at_period_end=True,
        cancel_at=row["items"]["data"][0]["current_period_end"],
        canceled_at=at,
        cancellation_details=details,
    )


def _dearer(old: Json, new: Json) -> bool:
    if new["recurring"] is None or new["recurring"]["interval"] != old["recurring"]["interval"]:
        return False
    return bool(new["currency"] == old["currency"] and new["unit_amount"] > old["unit_amount"])


def change_price(till: Till, at: int, id_: str, price: Json, try_: Try) -> Json:
    """A dearer plan from now on: the unused part is credited, the rest of the period billed now.

    Only while active, and to a price of the same interval.
    """
    row = till.get("subscription", id_)
    item = row["items"]["data"][0]
    if row["status"] != "active":
        raise NotPossible(f"{id_} is {row['status']}: its price cannot be changed")
    if not _dearer(item["price"], price):
        raise NotPossible(f"{price['id']} is no dearer price of the same interval and currency")
    start_, end_ = item["current_period_start"], item["current_period_end"]
    changed = {**item, "price": price, "plan": plan_of(price)}
    new = {**row, "items": shapes.items([changed], id_)}
    left = (end_ - at) / (end_ - start_)
    names = [till.get("product", p["product"])["name"] for p in (item["price"], price)]
    credit = -round(item["price"]["unit_amount"] * left)
    debit = round(price["unit_amount"] * left)
    lines = [
        Line(credit, f"Unused time on {names[0]}", item["price"], at, end_, item["id"], True),
        Line(debit, f"Remaining time on {names[1]}", price, at, end_, item["id"], True),
    ]
    invoice = invoices.draft(till, at, new, "subscription_update", lines)
    changes = {"items": new["items"], "latest_invoice": invoice["id"]}
    till.update("subscription", id_, at, UPDATED, **changes)
    invoices.finalize(till, at, invoice["id"])
    method = row["default_payment_method"]
    invoices.collect(till, at, invoice["id"], method, try_)
    return till.get("subscription", id_)
