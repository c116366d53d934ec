"""Customers, goods and subscriptions."""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import catalogue, subscriptions
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.deeds.desk import Desk, newest
from tillwatch.simulator.business.pay import customers, people
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.story import signup

ENDED = ("canceled", "incomplete_expired")


class Keeping(Desk):
    def create_customer(
        self, livemode: bool, *, email: str | None = None, country: str | None = None
    ) -> Json:
        till, at = self.act(livemode)
        return customers.create(till, at, people.invent(till, country, email))

    def update_customer(self, livemode: bool, id_: str, **changes: Any) -> Json:
        till, at = self.act(livemode)
        return customers.update(till, at, id_, **changes)

    def tag_charge(self, livemode: bool, id_: str, metadata: Json) -> Json:
        till, at = self.act(livemode)
        return till.update("charge", id_, at, "charge.updated", metadata=metadata)

    def delete_customer(self, livemode: bool, id_: str) -> Json:
        """Returns the customer as it was; its subscriptions end first."""
        till, at = self.act(livemode)
        for row in till.books.tables["subscription"].where("customer", id_):
            if row["status"] not in ENDED:
                subscriptions.end(till, at, row["id"])
        return customers.delete(till, at, id_)

    def subscribe(
        self,
        livemode: bool,
        *,
        price: str | None = None,
        email: str | None = None,
        country: str | None = None,
        coupon: str | None = None,
        trial_days: int | None = None,
        fails: bool = False,
    ) -> Json:
        """A new customer starts a plan (a price id; drawn unless given). Returns the subscription.

        `fails`: the first payment is declined, and the subscription stays incomplete.
        """
        till, at = self.act(livemode)
        plans = catalogue.of(till).plans
        if price is None:
            chosen = till.wheel("plans", lambda: plans).draw(till.random)
        else:
            chosen = {"price": till.get("price", price)["id"], "trial_days": 0}
        if trial_days is not None:
            chosen = {**chosen, "trial_days": trial_days}
        person = people.invent(till, country, email)
        code = {"coupon": coupon, "promotion_code": None} if coupon else None
        return signup.subscribe(till, at, person, chosen, code, fails=fails)

    def cancel_subscription(
        self, livemode: bool, id_: str | None = None, at_period_end: bool = False
    ) -> Json:
        """At once, or at the end of the period. Returns the subscription."""
        till, at = self.act(livemode)
        id_ = id_ or newest(till, "subscription", _active)
        return subscriptions.cancel(till, at, id_, at_period_end=at_period_end)

    def upgrade_subscription(
        self, livemode: bool, id_: str | None = None, price: str | None = None
    ) -> Json:
        """To another price, by default the next dearer plan; the difference is billed now."""
        till, at = self.act(livemode)
        id_ = id_ or newest(till, "subscription", lambda row: _could_grow(till, row))
        row = till.get("subscription", id_)
        current = row["items"]["data"][0]["price"]
        better = till.get("price", price) if price else signup.dearer(till, current)
        if better is None:
            raise NotPossible(f"{id_} has the dearest plan already")
        return subscriptions.change_price(till, at, id_, better, Try())

    def create_product(self, livemode: bool, name: str, description: str | None = None) -> Json:
        till, at = self.act(livemode)
        return catalogue.create_product(till, at, name, description)

    def update_product(self, livemode: bool, id_: str, **changes: Any) -> Json:
        till, at = self.act(livemode)
        return catalogue.update_product(till, at, id_, **changes)

    def create_price(
        self,
        livemode: bool,
        product: str,
        amount: int,
        currency: str | None = None,
        interval: str | None = None,
    ) -> Json:
        till, at = self.act(livemode)
        return catalogue.create_price(till, at, product, amount, currency, interval=interval)

    def create_coupon(self, livemode: bool, terms: Json) -> Json:
        """`terms` as the API takes them: id, duration, percent_off or amount_off."""
        till, at = self.act(livemode)
        return catalogue.create_coupon(till, at, terms)


def _active(row: Json) -> bool:
    return row["status"] == "active" and not row["cancel_at_period_end"]


def _could_grow(till: Till, row: Json) -> bool:
    price = row["items"]["data"][0]["price"]
    return _active(row) and signup.dearer(till, price) is not None
