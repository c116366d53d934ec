"""One shape for each object, whatever was expanded.

Stripe gives a field as an id or, expanded, as the object itself; some shapes embed lists of other
objects. Merging compares payloads, so before it every embedded resource becomes a reading of its
own: an expanded object leaves its id behind, a list of resources leaves the payload. What is a part
and no resource (the lines of an invoice, the items of a subscription) stays where it is.

One rule does it: a value with a string `object` and a string `id` is a resource. It is applied to
every field of an object and to the few deeper places where resources are known to sit.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.catalogue import SINGLETONS

PART_LISTS: Final = frozenset(("lines", "items", "line_items"))
"""Lists of parts. A price inside a part is told as a reading too, and stays."""

RESOURCE_LISTS: Final = frozenset(
    "charges refunds payments subscriptions sources cards tax_ids external_accounts reversals "
    "links".split()
)
"""Lists of resources, by name: old values of them may come without their envelope."""

DEEPER: Final = {
    "payment_intent": (("last_payment_error", "payment_method"), ("last_payment_error", "source")),
    "setup_intent": (("last_setup_error", "payment_method"),),
    "invoice_payment": (("payment", "payment_intent"), ("payment", "charge")),
    "invoice": (
        ("parent", "subscription_details", "subscription"),
        ("last_finalization_error", "payment_method"),
    ),
    "customer": (("invoice_settings", "default_payment_method"),),
    "charge": (("transfer_data", "destination"),),
    "discount": (("source", "coupon"),),
    "dispute": tuple(
        ("evidence", name)
        for name in (
            "cancellation_policy customer_communication customer_signature "
            "duplicate_charge_documentation receipt refund_policy service_documentation "
            "shipping_documentation uncategorized_file".split()
        )
    ),
}
"""Per kind: resources below the first level."""

CUSTOMER_SINGLETONS: Final = frozenset(("cash_balance", "entitlements.active_entitlement_summary"))
"""Kinds without an id, one a customer."""

_ENCODER = msgspec.json.Encoder(order="sorted")


class Resource(NamedTuple):
    """One object, normalised."""

    kind: str
    id: str
    payload: Payload


def canonical(payload: Payload) -> bytes:
    """The bytes that payload always has: keys sorted, UTF-8, no spaces."""
    return _ENCODER.encode(payload)


def take_apart(payload: Payload, kind: str | None = None) -> list[Resource]:
    """The object first, then every resource that was inside it; `payload` is changed in place.

    Empty when nothing names the object: no `object` (and no `kind` given), or no id and not one of
    the kinds that have none (an upcoming invoice is a preview, not an object).
    """
    kind = _text(payload, "object") or kind
    if kind is None:
        return []
    id_ = _text(payload, "id") or _singleton_id(kind, payload)
    if id_ is None:
        return []
    found: list[Resource] = []
    _take(kind, id_, payload, found)
    return found


def old_values(previous: Payload, kind: str) -> bytes:
    """`previous_attributes` in the normalised shape, canonical; changed in place."""
    for name in RESOURCE_LISTS & previous.keys():
        if isinstance(previous[name], dict | list):
            del previous[name]
    _strip(previous, kind, [])
    return canonical(previous) if previous else b""


def _take(kind: str, id_: str, payload: Payload, found: list[Resource]) -> None:
    found.append(Resource(kind, id_, payload))
    _strip(payload, kind, found)


def _strip(owner: Payload, kind: str, found: list[Resource]) -> None:
    gone: list[str] | None = None
    for name, value in owner.items():
        if type(value) is dict:
            if _is_resource(value):
                owner[name] = value["id"]
                _take(value["object"], value["id"], value, found)
            elif value.get("object") == "list" and type(value.get("data")) is list:
                if name in PART_LISTS:
                    _prices(value["data"], found)
                elif _all_resources(value["data"]):
                    gone = [*(gone or ()), name]
                    _take_all(value["data"], found)
        elif type(value) is list and value and type(value[0]) is dict and _all_resources(value):
            _take_all(value, found)
            owner[name] = [entry["id"] for entry in _in_time(value)]
    for name in gone or ():
        del owner[name]
    for path in DEEPER.get(kind, ()):
        _strip_at(owner, path, found)


def _strip_at(owner: Payload, path: tuple[str, ...], found: list[Resource]) -> None:
    part: Any = owner
    for name in path[:-1]:
        part = part.get(name)
        if type(part) is not dict:
            return
    value = part.get(path[-1])
    if type(value) is dict and _is_resource(value):
        part[path[-1]] = value["id"]
        _take(value["object"], value["id"], value, found)


def _take_all(values: list[Payload], found: list[Resource]) -> None:
    for value in values:
        _take(value["object"], value["id"], value, found)


def _prices(parts: list[Any], found: list[Resource]) -> None:
    for price in _inside(parts):
        _take("price", price["id"], dict(price), found)


def _inside(parts: list[Any]) -> Iterator[Payload]:
    for part in parts:
        price = part.get("price") if type(part) is dict else None
        if type(price) is dict and price.get("object") == "price" and _is_resource(price):
            yield price


def _in_time(values: list[Payload]) -> list[Payload]:
    """Balance entries of a dispute, oldest first; other lists keep their order."""
    if values[0]["object"] != "balance_transaction":
        return values
    return sorted(values, key=lambda value: (_created(value), value["id"]))


def _is_resource(value: Payload) -> bool:
    return bool(type(value.get("object")) is str and type(value.get("id")) is str and value["id"])


def _all_resources(values: list[Any]) -> bool:
    return all(type(value) is dict and _is_resource(value) for value in values)


def _created(payload: Payload) -> int:
    created = payload.get("created")
    return created if type(created) is int else 0


def _text(payload: Payload, name: str) -> str | None:
    value = payload.get(name)
    return value if type(value) is str and value else None


def _singleton_id(kind: str, payload: Payload) -> str | None:
    """The kind's name for one an account; the customer's id for one a customer."""
    if kind in SINGLETONS:
        return kind
    return _text(payload, "customer") if kind in CUSTOMER_SINGLETONS else None
