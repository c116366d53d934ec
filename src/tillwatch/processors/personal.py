"""What of a person stands in a processor's objects, hidden or taken out.

A processor declares in one table which fields those are (`Declared`, a JSON file of its own), and
two things are done with it. `masked`: what whoever asks may not see becomes a pseudonym, before
sentences and timelines are made of a payload. `blanked`: the same fields are emptied for good, when
a customer is erased. Both are pure, leave the payload they are given as it is, and take an object
as it is kept, an object as it came with others inside it, a list of them, or a whole event.

An object inside an object (`"object": "price"`) is judged as its own kind. The old values that an
event tells (`previous_attributes`) are judged as of the kind of its object. Text that holds an
e-mail address is personal wherever else it stands. An id that a seller made of one is an id.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Self

import msgspec

from tillwatch.processors.reading import Payload

Shown = Callable[[Any, str], Any]
"""(value, kind of text: name, email, phone, text, values) -> what stands in its place. Of a value
that is no text, what is inside it is asked for piece by piece."""
Path = tuple[str, ...]
PREVIOUS: Final = "previous_attributes"
EMAIL: Final = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
IDS: Final = frozenset(("id", "object", "customer"))
STAYS: Final = "country"
"""Of an address."""
NEVER: Final = "never"
TEXT: Final = {"address": "text", "all": "text", "values": "text"}
"""What a single text of such a field is."""


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table as it is written: kind of text -> fields, each the end of a dotted path, lists
    passed over. Besides the kinds of `Shown`: `address`, all of it but the country; `all`, every
    text and number inside.

    `paths`: in objects of every kind. `kinds`: in objects of that kind only; `never` there is
    not in that kind. `never`: no field of a
    person, though its name says so. `sellers`: kinds of object in which nothing is a customer's.
    """

    paths: dict[str, list[str]]
    kinds: dict[str, dict[str, list[str]]]
    never: list[str]
    sellers: frozenset[str]

    @classmethod
    def read(cls, text: bytes) -> Self:
        return msgspec.json.decode(text, type=cls)


class Personal(msgspec.Struct, frozen=True):
    """`rules`: last name of a path -> (kind of object or None, path, kind of text), the longest
    first; the first that fits holds."""

    rules: Mapping[str, list[tuple[str | None, Path, str]]]
    sellers: frozenset[str]

    @classmethod
    def of(cls, declared: Declared) -> Self:
        tables = [(None, declared.paths), *declared.kinds.items(), (None, {NEVER: declared.never})]
        found: dict[str, list[tuple[str | None, Path, str]]] = {}
        for kind, table in tables:
            for how, paths in table.items():
                for path in (tuple(path.split(".")) for path in paths):
                    found.setdefault(path[-1], []).append((kind, path, how))
        for rules in found.values():
            rules.sort(key=lambda rule: (len(rule[1]), rule[0] is not None), reverse=True)
        return cls(rules=found, sellers=declared.sellers)

    def masked(self, payload: Payload, shown: Shown, *, kind: str | None = None) -> Payload:
        """`payload` with `shown(value, kind of text)` in place of every personal value. `kind`: of
        the object, where the payload does not say (old values of an event)."""
        return self._object(payload, kind, (), shown)

    def blanked(self, payload: Payload, *, kind: str | None = None) -> Payload:
        """`payload` with null in place of every personal value, `{}` for metadata. What is blank
        already stays as it is, so blanking twice is blanking once."""
        return self._object(payload, kind, (), _blank)

    def _object(self, owner: Payload, kind: str | None, path: Path, shown: Shown) -> Payload:
        told = owner.get("object")
        if isinstance(told, str) and told != "list":
            kind, path = told, ()
        if kind in self.sellers:
            return owner
        return {
            name: self._object(value, _kind_of(owner), (), shown)
            if name == PREVIOUS and isinstance(value, dict)
            else self._field(value, kind, (*path, name), shown)
            for name, value in owner.items()
        }

    def _field(self, value: Any, kind: str | None, path: Path, shown: Shown) -> Any:
        how = self._how(kind, path)
        if how in (None, NEVER):
            return self._around(value, kind, path, shown)
        if how == "values" and isinstance(value, dict):
            return shown(value, how) if value else value
        return self._all(value, kind, path, shown, str(how))

    def _how(self, kind: str | None, path: Path) -> str | None:
        for of_kind, names, how in self.rules.get(path[-1], ()):
            if of_kind in (None, kind) and path[-len(names) :] == names:
                return how
        return None

    def _around(self, value: Any, kind: str | None, path: Path, shown: Shown) -> Any:
        """A value whose field is not personal; what is inside it may be."""
        if isinstance(value, dict):
            return self._object(value, kind, path, shown)
        if isinstance(value, list):
            return [self._around(one, kind, path, shown) for one in value]
        if isinstance(value, str) and path[-1] not in IDS and EMAIL.search(value):
            return shown(value, "text")
        return value

    def _all(self, value: Any, kind: str | None, path: Path, shown: Shown, how: str) -> Any:
        """Every text and number of `value`, but what stays of it."""
        if isinstance(value, list):
            return [self._all(one, kind, path, shown, how) for one in value]
        if not isinstance(value, dict):
            said = isinstance(value, str | int | float) and not isinstance(value, bool)
            return shown(value, TEXT.get(how, how)) if said and value != "" else value
        if isinstance(value.get("object"), str):
            return self._object(value, kind, path, shown)
        return {
            name: self._around(inner, kind, (*path, name), shown)
            if (how == "address" and name == STAYS) or self._how(kind, (*path, name)) == NEVER
            else self._all(inner, kind, (*path, name), shown, how)
            for name, inner in value.items()
        }


def _kind_of(data: Payload) -> str | None:
    """Of the object beside an event's old values."""
    about = data.get("object")
    kind = about.get("object") if isinstance(about, dict) else None
    return kind if isinstance(kind, str) else None


def _blank(_value: Any, kind: str) -> Any:
    return {} if kind == "values" else None
