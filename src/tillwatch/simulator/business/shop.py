"""One account with its deeds: whatever a person can make happen, at the clock's now.

Each deed first lets everything due happen, then acts, tells the events, and returns the main
object. A charge or dispute that is not named is chosen among the newest the deed is possible on.
"""

from collections.abc import Callable
from typing import Any

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business.billing import catalogue, subscriptions
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money import payouts
from tillwatch.simulator.business.money.balance import balance
from tillwatch.simulator.business.pay import (
    customers,
    declines,
    holds,
    intents,
    payments,
    people,
    refunds,
    secure,
)
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order
from tillwatch.simulator.business.risk import answers, disputes, warnings
from tillwatch.simulator.business.story import buyers, purchase
from tillwatch.simulator.clock import VirtualClock


class Shop:
    def __init__(self, account: Json, tills: dict[bool, Till], clock: VirtualClock) -> None:
        self.account = account
        self.tills = tills
        self._clock = clock

    @property
    def books(self) -> dict[bool, Books]:
        return {livemode: till.books for livemode, till in self.tills.items()}

    def balance(self, livemode: bool) -> Json:
        """As `GET /v1/balance` answers."""
        till = self.tills[livemode]
        return balance(till.books, till.profile.settles)

    def _act(self, livemode: bool) -> tuple[Till, int]:
        """The till with everything due done, and the moment."""
        till, at = self.tills[livemode], int(self._clock.now())
        till.agenda.run(at)
        till.asked(at)
        return till, at

    # Payments

    def sale(
        self,
        livemode: bool,
        *,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
        three_ds: str | None = None,
    ) -> Json:
        """A payment that succeeds. `three_ds`: frictionless, challenge or exempted."""
        till, at = self._act(livemode)
        order = _order(till, at, amount, currency, email)
        return payments.pay(till, at, order, Try(None, _secure(till, order, three_ds)))

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
        till, at = self._act(livemode)
        order = _order(till, at, amount, currency, email)
        card = order.method["card"]
        decline = (
            declines.named(till, decline_code, card["brand"])
            if decline_code
            else declines.draw(till, card)
        )
        return payments.pay(till, at, order, Try(decline))

    def retry(self, livemode: bool, intent_id: str) -> Json:
        """The buyer of a failed payment tries another card, which works."""
        till, at = self._act(livemode)
        intent = till.get("payment_intent", intent_id)
        if intent["status"] != "requires_payment_method":
            raise NotPossible(f"{intent_id} is {intent['status']}: there is nothing to try again")
        buyer = buyers.newcomer(
            till, at, people.invent(till), intent["currency"], guest=True, kind="card"
        )
        return payments.attempt(
            till, at, intent_id, till.get("payment_method", buyer.method), Try()
        )

    def authorize(
        self,
        livemode: bool,
        *,
        amount: int | None = None,
        currency: str | None = None,
        email: str | None = None,
    ) -> Json:
        """A payment held, to be captured within seven days."""
        till, at = self._act(livemode)
        return holds.authorize(till, at, _order(till, at, amount, currency, email), Try())

    def capture(self, livemode: bool, intent_id: str, amount: int | None = None) -> Json:
        till, at = self._act(livemode)
        return holds.capture(till, at, intent_id, amount)

    def cancel(
        self, livemode: bool, intent_id: str, reason: str | None = "requested_by_customer"
    ) -> Json:
        till, at = self._act(livemode)
        return holds.cancel(till, at, intent_id, reason)

    def intent(
        self, livemode: bool, *, amount: int | None = None, currency: str | None = None
    ) -> Json:
        """An intent that nobody has tried to pay yet."""
        till, at = self._act(livemode)
        return intents.create(till, at, _order(till, at, amount, currency, None))

    # Refunds, warnings, disputes

    def refund(
        self,
        livemode: bool,
        charge_id: str | None = None,
        amount: int | None = None,
        fails: bool = False,
        *,
        reason: str | None = "requested_by_customer",
        metadata: Json | None = None,
    ) -> Json:
        till, at = self._act(livemode)
        id_ = charge_id or _newest(till, "charge", _refundable)
        refund = refunds.create(
            till, at, id_, amount, reason=reason, fails=fails, metadata=metadata
        )
        warnings.refresh(till, at, id_)
        return refund

    def early_fraud_warning(self, livemode: bool, charge_id: str | None = None) -> Json:
        till, at = self._act(livemode)
        return warnings.warn(till, at, charge_id or _newest(till, "charge", _refundable))

    def dispute(
        self,
        livemode: bool,
        charge_id: str | None = None,
        reason: str | None = None,
        inquiry: bool = False,
    ) -> Json:
        till, at = self._act(livemode)
        id_ = charge_id or _newest(till, "charge", _refundable)
        opened = disputes.open_dispute(till, at, id_, reason, inquiry=inquiry)
        return answers.watch(till, opened)

    def update_dispute(
        self,
        livemode: bool,
        id_: str,
        evidence: Json,
        *,
        submit: bool = True,
        metadata: Json | None = None,
    ) -> Json:
        """Stage or send evidence, as `POST /v1/disputes/:id` does."""
        till, at = self._act(livemode)
        return answers.write(till, at, id_, evidence, submit=submit, metadata=metadata)

    def close_dispute(self, livemode: bool, id_: str, won: bool) -> Json:
        """The bank decides now; an inquiry won is closed, lost it escalates."""
        till, at = self._act(livemode)
        return answers.decide(till, id_, won, at)

    # Payouts

    def payout(
        self,
        livemode: bool,
        fails: bool = False,
        *,
        currency: str | None = None,
        amount: int | None = None,
    ) -> Json:
        """A manual payout of what is available, in the shop's own currency unless one is named."""
        till, at = self._act(livemode)
        currency = currency or till.profile.default_currency
        made = payouts.manual(till, at, currency, amount, fails=fails)
        if made is None:
            raise NotPossible(f"There is not that much {currency.upper()} available to pay out")
        return made

    def cancel_payout(self, livemode: bool, id_: str) -> Json:
        till, at = self._act(livemode)
        return payouts.cancel(till, id_, at)

    # Customers and goods

    def create_customer(
        self, livemode: bool, *, email: str | None = None, country: str | None = None
    ) -> Json:
        till, at = self._act(livemode)
        return customers.create(till, at, people.invent(till, country, email))

    def update_customer(self, livemode: bool, id_: str, **changes: Any) -> Json:
        till, at = self._act(livemode)
        return customers.update(till, at, id_, **changes)

    def delete_customer(self, livemode: bool, id_: str) -> Json:
        """Returns the customer as it was; its subscriptions end."""
        till, at = self._act(livemode)
        for row in till.books.tables["subscription"].where("customer", id_):
            if row["status"] not in ("canceled", "incomplete_expired"):
                subscriptions.end(till, at, row["id"])
        return customers.delete(till, at, id_)

    def create_product(self, livemode: bool, name: str, description: str | None = None) -> Json:
        till, at = self._act(livemode)
        return catalogue.create_product(till, at, name, description)

    def update_product(self, livemode: bool, id_: str, **changes: Any) -> Json:
        till, at = self._act(livemode)
        return catalogue.update_product(till, at, id_, **changes)

    def create_price(
        self,
        livemode: bool,
        product: str,
        amount: int,
        currency: str | None = None,
        interval: str | None = None,
    ) -> Json:
        till, at = self._act(livemode)
        return catalogue.create_price(till, at, product, amount, currency, interval=interval)

    def create_coupon(self, livemode: bool, terms: Json) -> Json:
        """`terms` as the API takes them: id, duration, percent_off or amount_off."""
        till, at = self._act(livemode)
        return catalogue.create_coupon(till, at, terms)


def _order(
    till: Till, at: int, amount: int | None, currency: str | None, email: str | None
) -> Order:
    """What a walk-in buys, by card, in the shop's own currency unless one is named."""
    currency = currency or till.profile.default_currency
    person = people.invent(till, till.profile.country, email)
    buyer = buyers.newcomer(till, at, person, currency, kind="card")
    return purchase.order_of(till, buyer, amount, currency)


def _secure(till: Till, order: Order, flow: str | None) -> Json | None:
    if flow is None:
        return None
    result = "exempted" if flow == "exempted" else "authenticated"
    return secure.outcome(till, order.method["card"]["brand"], flow, result)


def _refundable(charge: Json) -> bool:
    return bool(
        charge["captured"]
        and charge["status"] == "succeeded"
        and charge["balance_transaction"]
        and not charge["disputed"]
        and charge["amount_refunded"] == 0
    )


def _newest(till: Till, kind: str, fits: Callable[[Json], bool]) -> str:
    for row in till.books.tables[kind].newest():
        if fits(row):
            return str(row["id"])
    raise NotPossible(f"There is no {kind} this can be done to")
