"""Who comes: regulars with the card they used before, newcomers, guests."""

from dataclasses import dataclass, field

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay import customers, methods, people
from tillwatch.simulator.business.pay.people import Person

RETURNING = 0.46
GUESTS = 0.14


@dataclass(slots=True)
class Buyer:
    person: Person
    customer: str | None
    method: str
    payments: int = 0


@dataclass(slots=True)
class Regulars:
    known: list[Buyer] = field(default_factory=list)


def regulars(till: Till) -> Regulars:
    found = till.notes.get("regulars")
    if not isinstance(found, Regulars):
        found = till.notes["regulars"] = Regulars()
    return found


def somebody(till: Till, at: int, currency: str | None = None) -> Buyer:
    """A regular, a newcomer who leaves an account, or a guest."""
    known = regulars(till).known
    drawn = till.random.random()
    if known and drawn < RETURNING:
        buyer = _returning(till, known)
        if buyer is not None:
            return buyer
    guest = drawn > 1 - GUESTS
    return newcomer(till, at, people.invent(till), currency, guest=guest)


def _returning(till: Till, known: list[Buyer]) -> Buyer | None:
    """The recent ones likelier; those whose customer was deleted do not come back."""
    position = int(len(known) * till.random.random() ** 0.7)
    buyer = known[position]
    if not till.holds("customer", buyer.customer):
        known.pop(position)
        return None
    return buyer


def newcomer(
    till: Till,
    at: int,
    person: Person,
    currency: str | None = None,
    *,
    guest: bool = False,
    kind: str | None = None,
    card: Json | None = None,
) -> Buyer:
    """Somebody not seen before, with a payment method."""
    customer = None if guest else customers.create(till, at, person)["id"]
    kind = kind or methods.kind_for(till, person, currency or person.currency)
    method = methods.create(till, at, person, kind, customer, card)
    buyer = Buyer(person, customer, method["id"])
    if not guest and kind in ("card", "link"):
        regulars(till).known.append(buyer)
    return buyer


def other_card(till: Till, at: int, buyer: Buyer) -> Json:
    """The second card out of the wallet."""
    method = methods.create(till, at, buyer.person, "card", buyer.customer)
    buyer.method = method["id"]
    return method
