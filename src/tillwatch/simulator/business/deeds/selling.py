"""Payments: sold, declined, tried again, held, captured, given up."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.deeds.desk import Desk
from tillwatch.simulator.business.facts import parcels
from tillwatch.simulator.business.pay import (
    declines,
    holds,
    intents,
    payments,
    people,
    secure,
)
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order
from tillwatch.simulator.business.story import buyers, purchase
from tillwatch.simulator.business.story.buyers import Buyer


class Selling(Desk):
    def sale(
        self,
        livemode: bool,
        *,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
        three_ds: str | None = None,
    ) -> Json:
        """A card payment that succeeds. `three_ds`: frictionless, challenge or exempted."""
        till, at = self.act(livemode)
        order = walk_in(till, at, amount, currency, email)
        intent = payments.pay(till, at, order, Try(None, _secure(till, order, three_ds)))
        if intent["latest_charge"]:
            parcels.plan(till, intent["latest_charge"], at)
        return intent

    def failed_card(
        self,
        livemode: bool,
        *,
        decline_code: str | None = None,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
    ) -> Json:
        """A payment the issuer declines, for the reason given or a likely one."""
        till, at = self.act(livemode)
        order = walk_in(till, at, amount, currency, email)
        card = order.method["card"]
        if decline_code is None:
            decline = declines.draw(till, card)
        else:
            decline = declines.named(till, decline_code, card["brand"])
        return payments.pay(till, at, order, Try(decline))

    def retry(self, livemode: bool, intent_id: str) -> Json:
        """The buyer of a failed payment tries another card, which works."""
        till, at = self.act(livemode)
        intent = till.get("payment_intent", intent_id)
        if intent["status"] != "requires_payment_method":
            raise NotPossible(f"{intent_id} is {intent['status']}: there is nothing to try again")
        person = people.invent(till)
        buyer = buyers.newcomer(till, at, person, intent["currency"], guest=True, kind="card")
        method = till.get("payment_method", buyer.method)
        return payments.attempt(till, at, intent_id, method, Try())

    def authorize(
        self,
        livemode: bool,
        *,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
    ) -> Json:
        """A payment held, to be captured within seven days."""
        till, at = self.act(livemode)
        return holds.authorize(till, at, walk_in(till, at, amount, currency, email), Try())

    def capture(self, livemode: bool, intent_id: str, amount: int | None = None) -> Json:
        till, at = self.act(livemode)
        return holds.capture(till, at, intent_id, amount)

    def cancel(
        self, livemode: bool, intent_id: str, reason: str | None = "requested_by_customer"
    ) -> Json:
        """Give up an intent that has not succeeded."""
        till, at = self.act(livemode)
        return holds.cancel(till, at, intent_id, reason)

    def intent(
        self, livemode: bool, *, amount: int | None = None, currency: str | None = None
    ) -> Json:
        """An intent that nobody has tried to pay yet."""
        till, at = self.act(livemode)
        return intents.create(till, at, walk_in(till, at, amount, currency, None))


def walk_in(
    till: Till, at: int, amount: int | None, currency: str | None, email: str | None
) -> Order:
    """What a walk-in buys by card, in the shop's own currency unless one is named."""
    currency = currency or till.profile.default_currency
    return purchase.order_of(till, _buyer(till, at, currency, email), amount, currency)


def bring_in(till: Till, at: int, currency: str) -> None:
    """Three sales whose money is available at once, as with a test card of Stripe's."""
    for _ in range(3):
        intent = payments.pay(till, at, walk_in(till, at, None, currency, None), Try())
        till.change("charge", intent["latest_charge"], _at_once=True)
        payments.settle(till, intent["latest_charge"], at)


def _buyer(till: Till, at: int, currency: str, email: str | None) -> Buyer:
    """Somebody new, unless a customer with a card has that e-mail address."""
    person = people.invent(till, till.profile.country, email)
    for customer in till.books.tables["customer"].where("email", email) if email else ():
        for method in till.books.tables["payment_method"].where("customer", customer["id"]):
            if method["type"] == "card":
                return Buyer(person, customer["id"], method["id"])
    return buyers.newcomer(till, at, person, currency, kind="card")


def _secure(till: Till, order: Order, flow: str | None) -> Json | None:
    if flow is None:
        return None
    result = "exempted" if flow == "exempted" else "authenticated"
    return secure.outcome(till, order.method["card"]["brand"], flow, result)
