"""Troubles one can start: an issuer that is down, and stolen cards that somebody tests.

An *outage*: for some hours nearly every card of one issuer is declined with `issuer_not_available`.
With `visitors`, a newsletter brings that many buyers meanwhile, half of them with such a card.
*Card testing*: many tiny tries from three card ranges, most declined; some weeks later come
disputes about the few that went through.
A *newsletter* by itself is no trouble: buyers come, and pay as others do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till, UnknownObject
from tillwatch.simulator.business.facts import devices
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.pay import cards, declines, methods, payments, people
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order
from tillwatch.simulator.business.story import buyers, fates, purchase

HOUR = 3_600
OUTAGE_S = 6 * HOUR
ATTACKER = "card testing"
"""Whoever tests cards mostly does so from one device."""
TESTING_S = 3 * HOUR
MARGIN_S = 20
"""Up to so much later than planned somebody acts."""
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


@dataclass(frozen=True, slots=True)
class Outage:
    """`issuer` None: the one that is usually down. `at`: its first second."""

    at: int
    issuer: str | None = None
    lasts_s: int = OUTAGE_S
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class CardTesting:
    """`number`: how many stolen cards. `at`: its first second."""

    at: int
    number: int = 60
    lasts_s: int = TESTING_S


@dataclass(frozen=True, slots=True)
class Newsletter:
    """`visitors`: buyers it brings. `at`: its first second."""

    at: int
    visitors: int
    lasts_s: int = OUTAGE_S


Trouble = Outage | CardTesting | Newsletter


def plan(till: Till, trouble: Trouble) -> int:
    """Put it on the agenda; returns about how many payments it will bring."""
    till.notes.setdefault("troubles", {"payments": 0})
    match trouble:
        case Outage():
            return _plan_outage(till, trouble)
        case CardTesting():
            return _plan_testing(till, trouble)
        case Newsletter():
            return _plan_newsletter(till, trouble)


def _plan_outage(till: Till, outage: Outage) -> int:
    issuer = outage.issuer or str(till.inputs.cards["outage"]["issuer"])
    country = country_of(till, issuer)
    told = {"issuer": issuer, "from": outage.at, "until": outage.at + outage.lasts_s}
    till.notes.setdefault("outages", []).append(told)
    for number in range(outage.visitors):
        due = outage.at + number * outage.lasts_s // outage.visitors
        till.later(due, read_newsletter, issuer, country)
    return outage.visitors


def _plan_testing(till: Till, testing: CardTesting) -> int:
    told = {"from": testing.at, "until": testing.at + testing.lasts_s + MARGIN_S}
    till.notes.setdefault("attacks", []).append(told)
    for number in range(testing.number):
        second = number * testing.lasts_s // testing.number + till.random.randrange(MARGIN_S)
        till.later(testing.at + second, test_a_card, told)
    return int(testing.number * TRIES_A_CARD)


def _plan_newsletter(till: Till, sent: Newsletter) -> int:
    country = str(till.inputs.cards["outage"]["country"])
    for number in range(sent.visitors):
        due = sent.at + number * sent.lasts_s // sent.visitors
        till.later(due, read_newsletter, None, country)
    return sent.visitors


def outages(till: Till, at: int) -> list[Json]:
    """Those of this moment: `issuer`, `from`, `until`. Changing `until` ends one."""
    return [one for one in till.notes.get("outages", ()) if one["from"] <= at < one["until"]]


def attacks(till: Till, at: int) -> list[Json]:
    """The same of cards being tested, without an issuer."""
    return [one for one in till.notes.get("attacks", ()) if one["from"] <= at < one["until"]]


def country_of(till: Till, issuer: str) -> str:
    """Where its cards are from; `UnknownObject` for an issuer there is not."""
    for country, name in issuers(till):
        if name == issuer:
            return country
    raise UnknownObject(f"No such issuer: {issuer}")


def issuers(till: Till) -> Iterator[tuple[str, str]]:
    """(country, issuer), the usual one's first."""
    yield str(till.inputs.cards["outage"]["country"]), str(till.inputs.cards["outage"]["issuer"])
    for country, brands in till.inputs.cards["issuers"].items():
        for listed in brands.values():
            for name, _, _ in listed:
                yield country, name


def read_newsletter(till: Till, issuer: str | None, country: str, at: int) -> None:
    """A buyer whom the newsletter brought; one in two has a card of the issuer that is down."""
    till.asked(at)
    _count(till)
    person = people.invent(till, country)
    card = cards.card(till, at, person)
    draws = 60 if issuer is not None and till.chance(HOLDERS) else 0
    while draws and card["issuer"] != issuer:
        card, draws = cards.card(till, at, person), draws - 1
    purchase.visit(till, at, buyers.newcomer(till, at, person, kind="card", card=card))


def tried(till: Till) -> int:
    """Payments that troubles have brought so far."""
    return int(till.notes.get("troubles", {}).get("payments", 0))


def _count(till: Till) -> None:
    till.notes["troubles"]["payments"] += 1


def test_a_card(till: Till, attack: Json, at: int) -> None:
    """One stolen number, one dollar, no account; one in fourteen still works."""
    if at >= attack["until"]:
        return  # they gave up
    till.asked(at)
    brand, country, issuer, iin = till.random.choice(till.inputs.cards["testers"])
    person = people.invent(till, "US", f"{till.ids.token(9).lower()}@mail-us.example")
    told: dict[str, Any] = {"brand": brand, "country": country, "issuer": issuer, "iin": iin}
    card = cards.shape(till, at, funding="prepaid", wallet=None, **told)
    method = methods.create(till, at, person, "card", None, card)
    order = Order(
        _amount(till),
        till.profile.default_currency,
        method,
        description="Gift card",
        email=person.email,
        metadata=devices.of_purchase(till, ATTACKER, {}, at),
    )
    for _ in range(till.random.choice(TRIES)):
        if _try(till, at, order, method):
            break


def _amount(till: Till) -> int:
    return till.random.randrange(100, 300)


def _try(till: Till, at: int, order: Order, method: Json) -> bool:
    _count(till)
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
