"""Somebody subscribes; later they may move up, leave, or stop paying."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import catalogue, checkout, subscriptions
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import declines, people
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.story import buyers

WITH_CODE = 0.22
FIRST_FAILS = 0.05
LEAVES_A_MONTH = 0.05
MOVES_UP = 0.12
FEEDBACK = ("too_expensive", "unused", "missing_features", "switched_service", "other", None)


def sign_up(till: Till, at: int) -> None:
    """A newcomer chooses a plan, perhaps with a promotion code entered at the checkout."""
    till.asked(at)
    catalogue_ = catalogue.of(till)
    plan = till.wheel("plans", lambda: catalogue_.plans).draw(till.random)
    code = None
    if till.chance(WITH_CODE):
        code = till.wheel("coupons", lambda: catalogue_.coupons).draw(till.random)
    fails = till.chance(FIRST_FAILS)
    row = subscribe(till, at, people.invent(till), plan, code, fails=fails)
    if row["status"] != "incomplete":
        _plan_life(till, at, row["id"])


def subscribe(
    till: Till, at: int, person: people.Person, plan: Json, code: Json | None, *, fails: bool
) -> Json:
    """A new customer with a card starts `plan` (`price`, `trial_days`).

    `code` is `{coupon, promotion_code}`; with a promotion code it was entered at a checkout.
    """
    buyer = buyers.newcomer(till, at, person, kind="card")
    price = till.get("price", plan["price"])
    card = till.get("payment_method", buyer.method)["card"]
    code = code or {"coupon": None, "promotion_code": None}
    session = checkout.session_id(till) if code["promotion_code"] else None
    row = subscriptions.start(
        till,
        at,
        str(buyer.customer),
        buyer.method,
        price,
        Try(declines.draw(till, card) if fails else None),
        trial_days=plan["trial_days"],
        coupon=code["coupon"],
        promotion_code=code["promotion_code"],
        checkout_session=session,
    )
    if session is not None and row["status"] != "incomplete":
        _complete(till, at, session, row, code)
    return row


def _complete(till: Till, at: int, session: str, subscription: Json, code: Json) -> None:
    invoice = till.get("invoice", subscription["latest_invoice"])
    used = {"coupon": None, "promotion_code": code["promotion_code"]}
    subtotal, currency = invoice["subtotal"], subscription["currency"]
    off = subtotal - invoice["total"]
    customer = till.get("customer", subscription["customer"])
    basket = checkout.Basket("subscription", currency, subtotal, off, (used,))
    links = {"invoice": invoice["id"], "subscription": subscription["id"]}
    checkout.complete(till, at, session, customer, basket, **links)


def _plan_life(till: Till, at: int, id_: str) -> None:
    """How long it lasts, and whether it grows."""
    months = till.random.expovariate(LEAVES_A_MONTH)
    till.later(at + int(months * 30.4 * DAY) + 3_600, leave, id_)
    if till.chance(MOVES_UP):
        till.later(at + till.random.randrange(20, 150) * DAY + 5_000, move_up, id_)


def leave(till: Till, id_: str, at: int) -> None:
    till.asked(at)
    try:
        now = till.chance(0.1)
        feedback = till.random.choice(FEEDBACK)
        subscriptions.cancel(till, at, id_, at_period_end=not now, feedback=feedback)
    except NotPossible:
        return


def move_up(till: Till, id_: str, at: int) -> None:
    """To the plan that costs more, if there is one with the same interval."""
    row = till.get("subscription", id_)
    current = row["items"]["data"][0]["price"]
    better = dearer(till, current)
    if row["status"] == "active" and better is not None and not row["cancel_at_period_end"]:
        till.asked(at)
        subscriptions.change_price(till, at, id_, better, Try())


def dearer(till: Till, current: Json) -> Json | None:
    """The next plan that costs more and has the same interval."""
    for plan in catalogue.of(till).plans:
        price = till.get("price", plan["price"])
        same = price["recurring"]["interval"] == current["recurring"]["interval"]
        if same and price["unit_amount"] > current["unit_amount"]:
            return price
    return None
