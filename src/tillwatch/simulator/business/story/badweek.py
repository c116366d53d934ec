"""The week a large issuer was down for an afternoon and somebody tested stolen cards at night.

Later features can find both: declines `issuer_not_available` of one issuer within six hours, and
hundreds of tiny attempts from three card ranges, most declined, a few of the successful ones
disputed as fraud some weeks later.
"""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY, midnight, weekday
from tillwatch.simulator.business.pay import cards, declines, methods, payments, people
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order
from tillwatch.simulator.business.story import fates

DAYS_BEFORE = 33
SHARE = 0.01
"""Attempts of the attack, as a share of the history's payments."""
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
    """Put the bad week on the agenda; returns about how many payments it will try."""
    monday = midnight(now) - DAYS_BEFORE * DAY
    monday -= weekday(monday) * DAY
    tuesday, thursday = monday + DAY, monday + 3 * DAY
    issuer = till.inputs.cards["outage"]["issuer"]
    till.notes["outage"] = {
        "issuer": issuer,
        "from": tuesday + 18 * 3_600,
        "until": tuesday + 24 * 3_600,
    }
    attempts = max(40, int(payments_in_all * SHARE))
    till.notes["attack"] = {"tried": 0}
    for number in range(attempts):
        second = number * 3 * 3_600 // attempts + till.random.randrange(20)
        till.later(thursday + 8 * 3_600 + second, test_a_card)
    return int(attempts * TRIES_A_CARD)


def tried(till: Till) -> int:
    """Payments the attack has made so far."""
    return int(till.notes.get("attack", {}).get("tried", 0))


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
    till.notes["attack"]["tried"] += 1
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
