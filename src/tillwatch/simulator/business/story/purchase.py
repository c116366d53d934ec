"""What a buyer does: choose, pay, perhaps fail, perhaps try again."""

from dataclasses import replace

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import catalogue, checkout, discounts
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import devices
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import declines, holds, intents, payments, secure
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.declines import Decline
from tillwatch.simulator.business.pay.intents import Order
from tillwatch.simulator.business.story import buyers, fates
from tillwatch.simulator.business.story.buyers import Buyer

DECLINED = 0.036
BLOCKED = 0.004
STEPS = {"isk": 100, "huf": 100, "kwd": 10}
"""Amounts in these currencies are multiples (whole units; the last digit 0)."""
TRIES_AGAIN = 0.6
PREORDERS = 0.035
ABANDONED = 0.004
WITH_CODE = 0.03


def buy(till: Till, at: int) -> None:
    """One visit that reaches the till."""
    till.asked(at)
    visit(till, at, buyers.somebody(till, at))


def visit(till: Till, at: int, buyer: Buyer) -> None:
    """This buyer puts something into the basket and pays, or does not."""
    order = order_of(till, buyer)
    method = order.method
    if till.chance(ABANDONED):
        intents.create(till, at, order)
        return
    try_ = draw_try(till, at, method)
    if method["type"] == "card" and till.chance(PREORDERS):
        _preorder(till, at, order, try_)
        return
    codes = catalogue.of(till).coupons
    if method["type"] == "card" and buyer.customer and codes and till.chance(WITH_CODE):
        _with_code(till, at, order, buyer, try_)
        return
    if not payments.challenged(try_):
        _after(till, at, payments.pay(till, at, order, try_), buyer, 1)
        return
    intent = intents.create(till, at, order)
    intents.await_buyer(till, at, intent["id"], method)
    till.later(
        at + till.random.randrange(8, 60), complete, intent["id"], buyer, method["id"], try_, 1
    )


def order_of(
    till: Till, buyer: Buyer, amount: int | None = None, currency: str | None = None
) -> Order:
    """One to three things, in the buyer's own currency."""
    stock = catalogue.of(till).goods
    thing = till.wheel("goods", lambda: stock).draw(till.random)
    currency = currency or buyer.person.currency
    count = till.random.choices((1, 2, 3), (70, 22, 8))[0]
    number = till.random.randrange(10**7)
    method = till.get("payment_method", buyer.method)
    return Order(
        amount=amount or count * catalogue.amount_in(till, thing["amount"], currency),
        currency=currency,
        method=method,
        customer=buyer.customer,
        description=f"{thing['name']}" if count == 1 else f"{count} x {thing['name']}",
        email=buyer.person.email,
        shipping=_shipping(buyer) if thing["shippable"] else None,
        metadata={
            "order_id": f"{number:07d}",
            "product": thing["product"],
            **devices.of_purchase(till, buyer.person.email, method, number),
        },
    )


def _with_code(till: Till, at: int, order: Order, buyer: Buyer, try_: Try) -> None:
    """At Stripe's own checkout, with a promotion code; the challenge is part of the page."""
    codes = catalogue.of(till).coupons
    code = till.wheel("coupons", lambda: codes).draw(till.random)
    subtotal, currency = order.amount, order.currency
    off = discounts.off(till, code["coupon"], subtotal, currency)
    off -= off % STEPS.get(currency, 1)
    order.amount = subtotal - off
    session = checkout.session_id(till)
    intent = payments.pay(till, at, order, try_)
    if intent["status"] == "succeeded":
        discounts.redeem(till, code["coupon"], code["promotion_code"])
        customer = till.get("customer", order.customer or "")
        used = {"coupon": None, "promotion_code": code["promotion_code"]}
        basket = checkout.Basket("payment", currency, subtotal, off, (used,))
        checkout.complete(till, at, session, customer, basket, payment_intent=intent["id"])
    _after(till, at, intent, buyer, 1)


def _shipping(buyer: Buyer) -> Json:
    person = buyer.person
    return {
        "address": person.address,
        "carrier": None,
        "name": person.name,
        "phone": person.phone,
        "tracking_number": None,
    }


def draw_try(till: Till, at: int, method: Json, *, online: bool = True) -> Try:
    """How a try with this method would go now."""
    risk = min(64, int(till.random.expovariate(1 / 14)))
    if method["type"] != "card":
        refused = method["type"] == "ideal" and till.chance(0.03)
        return Try(declines.BANK_REFUSED if refused else None, None, risk)
    card = method["card"]
    seen = secure.draw(till, card) if online else None
    authentication, decline = secure.agreed(till, card, seen, _draw_decline(till, at, card))
    return Try(decline, authentication, risk)


def _draw_decline(till: Till, at: int, card: Json) -> Decline | None:
    if any(
        outage["from"] <= at < outage["until"] and card["issuer"] == outage["issuer"]
        for outage in till.notes.get("outages", ())
    ):
        return (
            declines.named(till, "issuer_not_available", card["brand"])
            if till.chance(0.85)
            else None
        )
    drawn = till.random.random()
    if drawn < BLOCKED:
        return declines.BLOCKED
    odds = (
        DECLINED
        * (1.5 if card["funding"] == "prepaid" else 1)
        * (1.6 if card["country"] in ("BR", "IN", "KW") else 1)
    )
    return declines.draw(till, card) if drawn < BLOCKED + odds else None


def complete(
    till: Till, intent_id: str, buyer: Buyer, method_id: str, try_: Try, tries: int, at: int
) -> None:
    """The buyer comes back from the bank's page."""
    intent = till.get("payment_intent", intent_id)
    if intent["status"] == "requires_action":
        method = till.get("payment_method", method_id)
        _after(till, at, payments.attempt(till, at, intent_id, method, try_), buyer, tries)


def _after(till: Till, at: int, intent: Json, buyer: Buyer, tries: int) -> None:
    if intent["status"] == "requires_payment_method":
        if tries < 3 and till.chance(TRIES_AGAIN):
            till.later(at + till.random.randrange(20, 900), again, intent["id"], buyer, tries + 1)
        return
    buyer.payments += 1
    if intent["latest_charge"]:
        fates.draw(till, intent["latest_charge"], at)


def again(till: Till, intent_id: str, buyer: Buyer, tries: int, at: int) -> None:
    """The same intent, with the same card or another one."""
    intent = till.get("payment_intent", intent_id)
    if intent["status"] != "requires_payment_method":
        return
    till.asked(at)
    last = intent["last_payment_error"] or {}
    same = last.get("decline_code") in ("incorrect_cvc", "processing_error") or till.chance(0.25)
    method = till.get("payment_method", buyer.method)
    if not same and method["type"] == "card":
        method = buyers.other_card(till, at, buyer)
    try_ = draw_try(till, at, method)
    if method["type"] == "card" and try_.decline is None:
        seen = secure.asked_now(till, method["card"], last.get("decline_code"), try_.authentication)
        try_ = replace(try_, authentication=seen)
    if same and till.chance(0.35) and last.get("decline_code") and method["type"] == "card":
        try_ = Try(
            declines.named(till, last["decline_code"], method["card"]["brand"]),
            None,
            try_.risk_score,
        )
    _after(till, at, payments.attempt(till, at, intent_id, method, try_), buyer, tries)


def _preorder(till: Till, at: int, order: Order, try_: Try) -> None:
    """Held now, taken when the parcel leaves; some in part, some never."""
    intent = holds.authorize(till, at, order, try_)
    if intent["status"] != "requires_capture":
        return
    due = at + till.random.randrange(6, 6 * 24) * 3_600
    what = till.random.choices(("all", "part", "cancel", "expire"), (84, 7, 5, 4))[0]
    if what != "expire":
        till.later(min(due, at + 6 * DAY), ship, intent["id"], what)


def ship(till: Till, intent_id: str, what: str, at: int) -> None:
    intent = till.get("payment_intent", intent_id)
    if intent["status"] != "requires_capture":
        return
    till.asked(at)
    if what == "cancel":
        holds.cancel(till, at, intent_id)
        return
    step = STEPS.get(intent["currency"], 1)
    part = intent["amount"] * 2 // 3 // step * step
    captured = holds.capture(till, at, intent_id, part if what == "part" and part else None)
    fates.draw(till, captured["latest_charge"], at)
