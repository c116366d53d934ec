"""People who come apart from all others, so that a year holds what it otherwise would by luck only.

*Abroad*: every few days somebody pays in euro or pounds with a card whose network settles in the
shop's own currency, so that the balance says at what rate. *Ending*: subscribers whose card ends
within the year; some are not told of the new one, and a renewal fails.

They share books, goods and purse with the shop but have a chance of their own (`Till.beside`).
Everybody else's year stays the same, unless their money makes a payout on a day that had none:
what that payout draws comes out of the common chance.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import catalogue, expiring, subscriptions
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import entries
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import cards, payments, people, secure
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.story import buyers, fates, purchase

SMALLEST: Final = 2_000
"""Payments a history must have for so many more not to matter."""
OWN_NOTES: Final = ("regulars", "renewals", "troubles")
EVERY_DAYS: Final = 11
"""Between two of the same currency, about."""
ENDING: Final = 0.004
"""Subscribers of the second kind, as a share of the history's payments."""
MONTHS_LEFT: Final = (1, 8)
MONTH: Final = 30 * DAY
SOON: Final = 4
"""Of each so many one has a card that ends in the month in which the history does."""
TOLD: Final = 0.4
BRAND: Final = "amex"
PLACES: Final = {"eur": ("DE", "FR", "IE", "ES"), "gbp": ("GB",)}


def plan(till: Till, start: int, now: int, count: int) -> None:
    """Put them on the agenda of a shop that is open, from `start` on; `count` payments are the
    others'."""
    if count < SMALLEST:
        return
    entries.purse(till)
    till.notes.setdefault("outages", [])
    abroad = till.beside("abroad", *OWN_NOTES)
    abroad.profile = replace(till.profile, settles=(till.profile.default_currency,))
    for currency in PLACES:
        abroad.later(start + DAY // 2, come_from_abroad, currency)
    ending = till.beside("ends", *OWN_NOTES)
    ending.notes[expiring.TOLD] = TOLD
    for number in range(round(count * ENDING)):
        due = start + ending.random.randrange(max(DAY, now - start - DAY))
        months = ending.random.randrange(*MONTHS_LEFT)
        ending.later(due, subscribe, due + months * MONTH if number % SOON else now)


def come_from_abroad(till: Till, currency: str, at: int) -> None:
    """One buyer, and the next one some days later."""
    due = at + int(EVERY_DAYS * DAY * till.random.uniform(0.4, 1.6))
    till.later(due, come_from_abroad, currency)
    till.asked(at)
    person = people.invent(till, till.random.choice(PLACES[currency]))
    card = _card(till, at, person, BRAND)
    buyer = buyers.newcomer(till, at, person, currency, guest=True, kind="card", card=card)
    try_ = Try(None, secure.outcome(till, BRAND, "frictionless", "authenticated"))
    intent = payments.pay(till, at, purchase.order_of(till, buyer, None, currency), try_)
    fates.draw(till, intent["latest_charge"], at)


def _card(till: Till, at: int, person: people.Person, brand: str) -> Json:
    issuer, iin = cards.issuer(till, person.country, brand)
    told = {"brand": brand, "country": person.country, "issuer": issuer, "iin": iin}
    return cards.shape(till, at, funding="credit", wallet=None, **told)


def subscribe(till: Till, ends_at: int, at: int) -> None:
    """To a monthly plan, with a card that does not last."""
    till.asked(at)
    plans = [plan for plan in catalogue.of(till).plans if plan["interval"] == "month"]
    plan_ = till.random.choice(plans)
    person = people.invent(till, till.profile.country)
    card = cards.card(till, at, person)
    ends = datetime.fromtimestamp(ends_at, UTC)
    card = {**card, "exp_month": ends.month, "exp_year": ends.year}
    buyer = buyers.newcomer(till, at, person, kind="card", card=card)
    price = till.get("price", plan_["price"])
    subscriptions.start(
        till,
        at,
        str(buyer.customer),
        buyer.method,
        price,
        Try(),
        trial_days=plan_["trial_days"],
    )
