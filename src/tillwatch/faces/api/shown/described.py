"""Structs as JSON and in OpenAPI, both from their type hints, so that a shape stands once.

Money becomes `{"amount", "currency"}`, a moment (`kernel.times.At`) RFC 3339, and null where it is
0, which is how rows say that nobody told it; a struct becomes an object, a list a list; the rest
stays as it is. A field that would be a word of Python ends in `_`, which is left out.
"""

import types
from collections.abc import Iterable
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import BaseModel, create_model

from tillwatch.faces.api import shapes
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import At

UNIONS = (Union, types.UnionType)


class Described:
    """The models and ways of writing of some structs, each made once."""

    def __init__(self) -> None:
        self._models: dict[type[msgspec.Struct], type[BaseModel]] = {}
        self._moments: dict[type[msgspec.Struct], frozenset[str]] = {}

    def model(self, struct: type[msgspec.Struct], **more: Any) -> type[BaseModel]:
        """The description of a struct; `more` names fields that the face adds in front."""
        if struct not in self._models:
            hints = get_type_hints(struct, include_extras=True)
            fields: dict[str, Any] = {name: (hint, ...) for name, hint in more.items()}
            fields |= {name.rstrip("_"): (self._hint(hint), ...) for name, hint in hints.items()}
            self._models[struct] = create_model(
                struct.__name__, __base__=shapes.Model, __doc__=struct.__doc__, **fields
            )
        return self._models[struct]

    def _hint(self, hint: Any) -> Any:
        if hint is At:
            return shapes.Moment | None
        if hint is Money:
            return shapes.Money
        if get_origin(hint) is list:
            return list[self._hint(get_args(hint)[0])]  # type: ignore[misc]  # made at run time
        if get_origin(hint) in UNIONS:
            made = self._hint(get_args(hint)[0])
            for other in get_args(hint)[1:]:
                made = made | self._hint(other)
            return made
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return self.model(hint)
        return hint

    def shown(self, value: Any) -> Any:
        """The JSON of a struct, or of anything in one."""
        match value:
            case msgspec.Struct():
                return dict(self._fields(value))
            case Money():
                return {"amount": value.amount, "currency": value.currency}
            case list():
                return [self.shown(one) for one in value]
            case _:
                return value

    def _fields(self, value: msgspec.Struct) -> Iterable[tuple[str, Any]]:
        moments = self._moments_of(type(value))
        for name in value.__struct_fields__:
            held = getattr(value, name)
            is_moment = name in moments
            yield name.rstrip("_"), shapes.moment(held or None) if is_moment else self.shown(held)

    def _moments_of(self, struct: type[msgspec.Struct]) -> frozenset[str]:
        if struct not in self._moments:
            hints = get_type_hints(struct, include_extras=True)
            self._moments[struct] = frozenset(
                name for name, hint in hints.items() if hint is At or At in get_args(hint)
            )
        return self._moments[struct]
