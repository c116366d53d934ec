"""Whose an object is, as it says itself.

A processor names the fields in which one object holds the id of another (`Ties`). What names a
customer is that customer's; so is what names, or is named by, a payment, an invoice or a card of
theirs, however far along the chain: a dispute names its charge, the charge its customer. The same
rule holds for what is stored and for what comes, so whatever the order, it ends with the same
objects. Pure.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from tillwatch.processors.reading import Payload

AT: Final = "@"
"""Begins a subject that stands for an e-mail address."""


class Ties(msgspec.Struct, frozen=True, kw_only=True):
    """Names of fields, at any depth. `owner`: holds a customer's id. `both`: holds the id of
    something that belongs to whom this belongs to, if it begins as one of `ids` does. `emails`:
    holds a person's e-mail address. `never`: what is inside these says nothing."""

    owner: frozenset[str]
    both: frozenset[str]
    ids: tuple[str, ...]
    emails: frozenset[str]
    never: frozenset[str]

    def names(self, payload: Payload) -> set[str]:
        """The ids that say whose this is; its own is not among them."""
        return {*self._values(payload, self.owner), *self.theirs(payload)}

    def theirs(self, payload: Payload) -> set[str]:
        """The ids of what is its owner's, too."""
        return {one for one in self._values(payload, self.both) if one.startswith(self.ids)}

    def addresses(self, payload: Payload) -> set[str]:
        """Each e-mail address in it, as a subject."""
        return {subject_of(one) for one in self._values(payload, self.emails) if AT in one}

    def _values(self, value: Any, names: frozenset[str]) -> Iterator[str]:
        """Texts in the fields of these names; of an object in one of them, its id."""
        if isinstance(value, list):
            for inner in value:
                yield from self._values(inner, names)
        elif isinstance(value, dict):
            for name, inner in value.items():
                if name in self.never:
                    continue
                if name in names:
                    told = inner.get("id") if isinstance(inner, dict) else inner
                    if isinstance(told, str):
                        yield told
                if isinstance(inner, dict | list):
                    yield from self._values(inner, names)


def subject_of(email: str) -> str:
    """What stands for an address, however it is written in capitals: who has the address can tell,
    and nobody can read it back."""
    same = email.strip().casefold().encode("utf-8", "surrogatepass")
    return AT + hashlib.sha256(same).hexdigest()
