"""Reading single values out of a payload.

A field may be missing, null, or of a type we did not expect; all three read as unknown (None). So a
translator never writes a value of the wrong type into a column. `None` is also a legal owner of
fields: reading through absent parts needs no questions.

Only an amount of money that is there and is no whole number is refused: a payment of an unknown
amount would be summed as one of 0. The object is then kept aside with the reason, and no row says
anything wrong.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from tillwatch.kernel import times
from tillwatch.rows.base import Json

Part = Mapping[str, Any] | None

_INT_MAX: Final = 2**63 - 1
"""What a column of integers can hold."""

_AMOUNT_MAX: Final = 10**16
"""Minor units: far above what Stripe takes (12 digits) and low enough that no sum overflows."""


class NotAnAmount(ValueError):
    """The message names the field, and tells of its content no more than a number."""


def text(part: Part, name: str) -> str | None:
    value = part.get(name) if part else None
    return value if type(value) is str else None


def whole(part: Part, name: str) -> int | None:
    value = part.get(name) if part else None
    return value if type(value) is int and -_INT_MAX <= value <= _INT_MAX else None


def moment(part: Part, name: str) -> int | None:
    """Seconds UTC; unknown where the number is no moment of the years 1970 to 9999."""
    value = part.get(name) if part else None
    return value if type(value) is int and 0 <= value <= times.LATEST else None


def amount(part: Part, name: str) -> int:
    """Minor units; 0 where the object does not say. `NotAnAmount` where it says something else."""
    value = part.get(name) if part else None
    if value is None:
        return 0
    if type(value) is int and -_AMOUNT_MAX <= value <= _AMOUNT_MAX:
        return value
    if type(value) is int:
        raise NotAnAmount(f"its {name} is larger than any amount")
    said = repr(value) if type(value) is float else "no number"
    raise NotAnAmount(f"its {name} is {said}, not a whole number of minor units")


def count(part: Part, name: str) -> int:
    """0 where unknown."""
    return whole(part, name) or 0


def flag(part: Part, name: str) -> bool | None:
    value = part.get(name) if part else None
    return value if type(value) is bool else None


def part(owner: Part, name: str) -> dict[str, Any] | None:
    """The object in that field."""
    value = owner.get(name) if owner else None
    return value if type(value) is dict else None


def parts(owner: Part, name: str) -> list[dict[str, Any]]:
    """The objects in that list, plain or in Stripe's envelope; none if there is no list."""
    value = owner.get(name) if owner else None
    if type(value) is dict:
        value = value.get("data")
    if type(value) is not list:
        return []
    return [entry for entry in value if type(entry) is dict]


def entries(owner: Part, name: str) -> list[Any]:
    value = owner.get(name) if owner else None
    return value if type(value) is list else []


def link(owner: Part, name: str) -> str | None:
    """The id in that field, given as such or as the object itself."""
    value = owner.get(name) if owner else None
    if type(value) is dict:
        value = value.get("id")
    return value if type(value) is str and value else None


def links(owner: Part, name: str) -> list[str]:
    """The ids in that list, of ids or of objects."""
    found = []
    for entry in entries(owner, name):
        value = entry.get("id") if type(entry) is dict else entry
        if type(value) is str and value:
            found.append(value)
    return found


def currency(owner: Part, name: str = "currency") -> str:
    """The code in lower case; empty where unknown."""
    return (text(owner, name) or "").lower()


def metadata(owner: Part) -> Json | None:
    return part(owner, "metadata") or None


def choice(owner: Part, name: str, known: Collection[str]) -> tuple[str, str | None]:
    """(a value of `known` or `other`, the value as Stripe spelled it)."""
    value = text(owner, name)
    if value is None or value not in known:
        return "other", value
    return value, value


def decimal(owner: Part, name: str) -> str | None:
    """A decimal number as text, however it was sent: string, number, or neither."""
    value = owner.get(name) if owner else None
    if type(value) is str and value:
        return value
    if type(value) is int or type(value) is float:
        return repr(value)
    return None


def texts(owner: Part, name: str) -> list[str]:
    """The strings in that list."""
    return [entry for entry in entries(owner, name) if type(entry) is str]


def single(owner: Part, name: str) -> list[str]:
    """The one id in that field as a list; shapes that had one where there are many now."""
    found = link(owner, name)
    return [found] if found else []
