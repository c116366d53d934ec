"""What people do in a shop, by the name of its control address, and how a body becomes arguments.

The shop's method of that name (with `_` for `-`) acts; fields not given are left to the shop.
"""

from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.port import Shop


@dataclass(frozen=True, slots=True)
class Deed:
    method: str
    fields: dict[str, type]
    """Name of the argument -> what it must be."""


DEEDS: dict[str, Deed] = {}


def perform(name: str, shop: Shop, livemode: bool, asked: Json) -> Any:
    """Let the shop act; what came of it."""
    deed = DEEDS[name]
    act = getattr(shop, deed.method)
    for field, value in asked.items():
        kind = deed.fields.get(field)
        if kind is None:
            raise failures.unknown_parameters([field])
        if not isinstance(value, kind):
            raise failures.bad_value(field, f"{field} must be of type {kind.__name__}")
    return act(livemode, **asked)
