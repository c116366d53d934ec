"""Cards that end while a subscription runs: renewed by the network without a word, replaced by
the customer after a failed renewal, or never.

Everywhere the networks tell Stripe the new date in time. Only of the customers who come apart from
all others (`story.aside`) some have a bank that does not.
"""

from datetime import UTC, datetime
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay import customers, methods, people

RENEWED_YEARS: Final = 4
TOLD: Final = "told_of_new_cards"
"""Note of a till: the share of cards of which the network tells the new date; all if it is not
there."""
REPLACED: Final = 0.45
"""Of customers whose renewal failed for it: they enter another card before the next try."""


def over(card: Json, at: int) -> bool:
    """A card is good to the end of its month."""
    day = datetime.fromtimestamp(at, UTC)
    return (day.year, day.month) > (card["exp_year"], card["exp_month"])


def card_for(till: Till, at: int, subscription: Json, tries: int) -> Json:
    """The payment method to charge now, after what has happened to its card."""
    method = till.get("payment_method", subscription["default_payment_method"])
    if not over(method["card"], at):
        return method
    share = till.notes.get(TOLD)
    if tries == 0 and (share is None or till.chance(share)):
        return renewed(till, at, method)
    if tries and till.chance(REPLACED):
        return _replaced(till, at, subscription)
    return method


def renewed(till: Till, at: int, method: Json) -> Json:
    """The network told Stripe of the new date: told as `payment_method.automatically_updated`."""
    card = {**method["card"], "exp_year": method["card"]["exp_year"] + RENEWED_YEARS}
    return till.update(
        "payment_method", method["id"], at, "payment_method.automatically_updated", card=card
    )


def _replaced(till: Till, at: int, subscription: Json) -> Json:
    """The customer answers the e-mail about the failed renewal with another card."""
    id_ = subscription["customer"]
    customer = till.get("customer", id_)
    person = people.invent(till, customer["address"]["country"], customer["email"])
    method = methods.create(till, at, person, "card", id_)
    settings = {**customer["invoice_settings"], "default_payment_method": method["id"]}
    customers.update(till, at, id_, invoice_settings=settings)
    till.update(
        "subscription",
        subscription["id"],
        at,
        "customer.subscription.updated",
        default_payment_method=method["id"],
    )
    return method
