"""Discounts: a coupon applied to a customer's subscription, and what it takes off."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import periods
from tillwatch.simulator.business.core.till import Till


def apply(
    till: Till,
    at: int,
    coupon_id: str,
    customer: str | None,
    *,
    subscription: str | None = None,
    promotion_code: str | None = None,
    checkout_session: str | None = None,
) -> Json:
    """Redeem a coupon; told as `customer.discount.created`."""
    coupon = till.get("coupon", coupon_id)
    months = coupon["duration_in_months"]
    discount: Json = {
        "id": till.ids.timed("di", at),
        "object": "discount",
        "checkout_session": checkout_session,
        "customer": customer,
        "customer_account": None,
        "end": periods.after(at, "month", months) if months else None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": promotion_code,
        "source": {"coupon": coupon_id, "type": "coupon"},
        "start": at,
        "subscription": subscription,
        "subscription_item": None,
    }
    till.put("discount", discount)
    redeem(till, coupon_id, promotion_code)
    till.tell("customer.discount.created", discount, at)
    return discount


def redeem(till: Till, coupon_id: str, promotion_code: str | None) -> None:
    """Count one more use; Stripe tells no event of it."""
    used = till.get("coupon", coupon_id)["times_redeemed"] + 1
    till.change("coupon", coupon_id, times_redeemed=used)
    if promotion_code is not None:
        used = till.get("promotion_code", promotion_code)["times_redeemed"] + 1
        till.change("promotion_code", promotion_code, times_redeemed=used)


def end(till: Till, at: int, discount_id: str) -> None:
    """Used up or run out."""
    discount = till.change("discount", discount_id, end=at)
    till.tell("customer.discount.deleted", discount, at)


def off(till: Till, coupon_id: str, amount: int, currency: str) -> int:
    """What the coupon takes off an amount, in minor units; never more than the amount."""
    coupon = till.get("coupon", coupon_id)
    if coupon["percent_off"] is not None:
        return round(amount * float(coupon["percent_off"]) / 100)
    return min(amount, int(coupon["amount_off"])) if coupon["currency"] == currency else 0


def running(till: Till, subscription: Json, at: int) -> tuple[list[str], list[str]]:
    """The subscription's discounts that still hold at `at`, and those that have run out."""
    holds: list[str] = []
    over: list[str] = []
    for id_ in subscription["discounts"]:
        ends = till.get("discount", id_)["end"]
        (over if ends is not None and ends <= at else holds).append(id_)
    return holds, over
