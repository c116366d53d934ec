"""The shop's office: payouts by hand, Stripe's monthly fee, corrected and forgotten customers.

Events older than Stripe keeps them are dropped here too.
"""

from datetime import UTC, datetime

from tillwatch.simulator.books import EVENT_RETENTION_S
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import calendar, entries, network, payouts, rates
from tillwatch.simulator.business.pay import customers, people
from tillwatch.simulator.business.story import buyers

HOUR = 3_600
FEE_A_CHARGE = 5


def start(till: Till, at: int) -> None:
    till.later(at + 9 * HOUR, office_day)


def office_day(till: Till, at: int) -> None:
    """Once a day: money out if it is done by hand, and the customers' letters."""
    if till.profile.payouts == "manual" and calendar.weekday(at) in (0, 3):
        till.asked(at)
        for currency in till.profile.settles:
            _pay_out(till, at, currency)
    if datetime.fromtimestamp(at, UTC).day == 1:
        _monthly_fee(till, at)
        network.bill(till, at)
    till.books.tables["event"].drop_before(at - EVENT_RETENTION_S - calendar.DAY)
    if till.chance(0.25):
        till.later(at + till.random.randrange(6 * HOUR), move_house)
    if till.chance(0.03):
        till.later(at + till.random.randrange(6 * HOUR), forget)
    till.later(at + calendar.DAY, office_day)


def _pay_out(till: Till, at: int, currency: str) -> None:
    """A round part of what is there; now and then at once, now and then taken back."""
    available = till.books.tally.available[currency]
    amount = int(available * till.random.uniform(0.6, 1)) // 10_000 * 10_000
    method = "instant" if till.chance(0.08) else "standard"
    payout = payouts.manual(till, at, currency, amount, method=method)
    if payout is not None and method == "standard" and till.chance(0.05):
        till.later(at + HOUR, payouts.cancel, payout["id"])


def _monthly_fee(till: Till, at: int) -> None:
    """What Stripe takes for each screened payment, once a month, as an entry of its own."""
    screened = till.books.tally.count("charges.created")
    fee = rates.whole((screened - till.notes.get("screened", 0)) * FEE_A_CHARGE, _own(till))
    till.notes["screened"] = screened
    if fee:
        day = datetime.fromtimestamp(at, UTC).date().isoformat()
        settled = entries.Settled(-fee, _own(till), None)
        entries.book(till, at, "stripe_fee", "fee", settled, None, f"Radar ({day}): screening")


def _own(till: Till) -> str:
    return till.profile.default_currency


def move_house(till: Till, at: int) -> None:
    """A regular has a new address."""
    known = buyers.regulars(till).known
    if not known:
        return
    buyer = till.random.choice(known)
    if buyer.customer and till.holds("customer", buyer.customer):
        till.asked(at)
        person = people.invent(till, buyer.person.country)
        customers.update(till, at, buyer.customer, address=person.address, phone=person.phone)


def forget(till: Till, at: int) -> None:
    """A buyer asks to be deleted; not one with a running subscription."""
    known = buyers.regulars(till).known
    if len(known) < 20:
        return
    buyer = till.random.choice(known)
    subscriptions = till.books.tables["subscription"].where("customer", buyer.customer)
    if any(s["status"] != "canceled" for s in subscriptions):
        return
    if buyer.customer and till.holds("customer", buyer.customer):
        till.asked(at)
        customers.delete(till, at, buyer.customer)
    known.remove(buyer)
