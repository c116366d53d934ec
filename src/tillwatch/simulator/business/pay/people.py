"""Buyers invented from the lists in `data/people.json`: name, address, e-mail, phone, language."""

from dataclasses import dataclass
from random import Random

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.ids import Ids
from tillwatch.simulator.business.core.till import Till

PLAIN = str.maketrans(
    "äöüßéèêëáàâãåçñíîïóôõúûžðþøÅÖÄÜÉÁÞıōō", "aouseeeeaaaaacniiiooouuzdpoAOAUEAPioo"
)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    phone: str
    country: str
    currency: str
    locale: str
    address: Json


def invent(till: Till, country: str | None = None, email: str | None = None) -> Person:
    """Somebody new, from a country drawn by the shop's own mix unless one is given."""
    random, lists = till.random, till.inputs.people
    if country not in lists:
        mix = till.profile.customers
        wheel = till.wheel("countries", lambda: [{"c": c, "weight": w} for c, w in mix.items()])
        country = str(wheel.draw(random)["c"])
    land = lists[country]
    last_names = land["last"].split("|" if "|" in land["last"] else " ")
    first, last = random.choice(land["first"].split()), random.choice(last_names)
    city, state, postal_code = random.choice(land["cities"])
    return Person(
        name=f"{first} {last}",
        email=email or _email(first, last, country, random),
        phone=f"{land['phone']}{till.ids.digits(9)}",
        country=country,
        currency=land["currency"],
        locale=land["locale"],
        address={
            "city": city,
            "country": country,
            "line1": f"{random.randrange(1, 180)} {random.choice(land['streets'])}",
            "line2": f"Apt {random.randrange(1, 60)}" if random.random() < 0.2 else None,
            "postal_code": postal_code,
            "state": state,
        },
    )


def _email(first: str, last: str, country: str, random: Random) -> str:
    """An address under the top-level domain that is kept for examples (RFC 2606)."""
    parts = (first + "." + last).translate(PLAIN).lower()
    local = "".join(c for c in parts if c.isascii() and (c.isalnum() or c == ".")).strip(".")
    host = random.choice(("mail", "post", "inbox", "letters"))
    return f"{local}{random.randrange(1, 999)}@{host}-{country.lower()}.example"


def address_of_network(ids: Ids) -> str:
    """An IP address from the ranges kept for documentation (RFC 5737)."""
    return f"203.0.113.{int(ids.hexadecimal(2), 16)}"
