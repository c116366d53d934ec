"""The week a large issuer was down for an evening and somebody tested stolen cards at night.

Later features can find both: on the Tuesday, when a newsletter brings many buyers at once, nearly
every card of one issuer is declined with `issuer_not_available`; in the night to Thursday come
hundreds of tiny attempts from three card ranges, most declined, and some weeks later disputes
about the few that went through.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY, midnight, weekday
from tillwatch.simulator.business.pay import cards, declines, methods, payments, people
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order
from tillwatch.simulator.business.story import buyers, fates, purchase

HOUR = 3_600
DAYS_BEFORE = 33
SHARE = 0.01
"""Cards tested in the attack, as a share of the history's payments."""
NEWSLETTER_SHARE = 0.006
HOLDERS = 0.5
"""Share of the newsletter's buyers who have a card of the issuer that is down."""
TRIES = (1, 1, 1, 2, 3)
TRIES_A_CARD = sum(TRIES) / len(TRIES)
ANSWERS = (
    "incorrect_cvc",
    "generic_decline",
    "invalid_account",
    "stolen_card",
    "do_not_honor",
    "expired_card",
)


def plan(till: Till, now: int, payments_in_all: int) -> int:
    """Put the bad week on the agenda; returns about how many payments it will bring."""
    monday = midnight(now) - DAYS_BEFORE * DAY
    monday -= weekday(monday) * DAY
    evening, night = monday + DAY + 18 * HOUR, monday + 3 * DAY + 8 * HOUR
    till.notes["badweek"] = {"payments": 0}
    issuer = till.inputs.cards["outage"]["issuer"]
    till.notes["outage"] = {"issuer": issuer, "from": evening, "until": evening + 6 * HOUR}
    visitors = max(24, int(payments_in_all * NEWSLETTER_SHARE))
    for number in range(visitors):
        till.later(evening + number * 6 * HOUR // visitors, read_newsletter, issuer)
    attempts = max(40, int(payments_in_all * SHARE))
    for number in range(attempts):
        second = number * 3 * HOUR // attempts + till.random.randrange(20)
        till.later(night + second, test_a_card)
    return visitors + int(attempts * TRIES_A_CARD)


def read_newsletter(till: Till, issuer: str, at: int) -> None:
    """A buyer whom the newsletter brought; one in two has a card of the issuer that is down."""
    till.asked(at)
    till.notes["badweek"]["payments"] += 1
    person = people.invent(till, "US")
    card = cards.card(till, at, person)
    draws = 60 if till.chance(HOLDERS) else 0
    while draws and card["issuer"] != issuer:
        card, draws = cards.card(till, at, person), draws - 1
    purchase.visit(till, at, buyers.newcomer(till, at, person, kind="card", card=card))


def tried(till: Till) -> int:
    """Payments the bad week has brought so far."""
    return int(till.notes.get("badweek", {}).get("payments", 0))


def test_a_card(till: Till, at: int) -> None:
    """One stolen number, one dollar, no account; one in fourteen still works."""
    till.asked(at)
    brand, country, issuer, iin = till.random.choice(till.inputs.cards["testers"])
    person = people.invent(till, "US", f"{till.ids.token(9).lower()}@mail-us.example")
    card = cards.shape(
        till,
        at,
        brand=brand,
        country=country,
        funding="prepaid",
        iin=iin,
        issuer=issuer,
        wallet=None,
    )
    method = methods.create(till, at, person, "card", None, card)
    order = Order(
        _amount(till),
        till.profile.default_currency,
        method,
        description="Gift card",
        email=person.email,
    )
    for _ in range(till.random.choice(TRIES)):
        if _try(till, at, order, method):
            break


def _amount(till: Till) -> int:
    return till.random.randrange(100, 300)


def _try(till: Till, at: int, order: Order, method: Json) -> bool:
    till.notes["badweek"]["payments"] += 1
    risk = till.random.randrange(40, 87)
    if till.chance(0.93):
        code = till.random.choice(ANSWERS)
        decline = (
            declines.BLOCKED
            if till.chance(0.2)
            else declines.named(till, code, method["card"]["brand"])
        )
        payments.pay(till, at, order, Try(decline, None, risk))
        return False
    intent = payments.pay(till, at, order, Try(None, None, risk))
    if till.chance(0.6):
        due = at + till.random.randrange(6, 26) * DAY
        till.later(due - DAY, fates.warn, intent["latest_charge"], False)
        till.later(due, fates.dispute, intent["latest_charge"], "fraudulent")
    return True
