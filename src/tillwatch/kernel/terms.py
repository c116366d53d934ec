"""How a business calls what the screens call customers and payments, and the languages there are.

A person chooses among these few; the page puts the chosen words in its places and headings.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from tillwatch.kernel import errors

LANGUAGES: Final[dict[str, str]] = {"en": "English"}


class Word(msgspec.Struct, frozen=True):
    """One of them, and several."""

    one: str
    many: str


TERMS: Final[dict[str, dict[str, Word]]] = {
    "customers": {
        "customers": Word("Customer", "Customers"),
        "members": Word("Member", "Members"),
        "guests": Word("Guest", "Guests"),
        "clients": Word("Client", "Clients"),
        "donors": Word("Donor", "Donors"),
        "patients": Word("Patient", "Patients"),
        "students": Word("Student", "Students"),
    },
    "payments": {
        "payments": Word("Payment", "Payments"),
        "orders": Word("Order", "Orders"),
        "donations": Word("Donation", "Donations"),
        "bookings": Word("Booking", "Bookings"),
        "sales": Word("Sale", "Sales"),
    },
}
"""What may be called otherwise, and how; the first of each is how it is called by itself."""


def checked(wanted: Mapping[str, str]) -> dict[str, str] | None:
    """Only what is called otherwise; None when nothing is."""
    kept: dict[str, str] = {}
    for term, name in wanted.items():
        offered = TERMS.get(term)
        if offered is None:
            raise _unfit(f"“{term}” has no other name: {', '.join(TERMS)} do")
        if name not in offered:
            raise _unfit(f"{term} can be called {', '.join(offered)}")
        if name != term:
            kept[term] = name
    return kept or None


def language(code: str) -> str:
    if code not in LANGUAGES:
        sentence = f"Languages there are: {', '.join(LANGUAGES)}"
        raise errors.BadInput(sentence, language=sentence)
    return code


def said(kept: Mapping[str, str] | None) -> dict[str, dict[str, str]]:
    """Each term by its own two words: {"Customers": …}; only what is called otherwise."""
    found: dict[str, dict[str, str]] = {}
    for term, name in (kept or {}).items():
        word = TERMS.get(term, {}).get(name)
        if word is not None:
            found[term] = {"one": word.one, "many": word.many}
    return found


def _unfit(sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, words=sentence)
