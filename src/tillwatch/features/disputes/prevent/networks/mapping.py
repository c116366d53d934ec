"""From a network's body to the fields of an alert, by paths. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from tillwatch.kernel import currencies, errors

FIELDS: Final = (
    "alert_id",
    "type",
    "amount",
    "amount_major",
    "currency",
    "card_last4",
    "card_bin",
    "arn",
    "descriptor",
    "transaction_at",
)
PLAIN: Final = {name: name for name in FIELDS}
PATH: Final = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*")
CURRENCY: Final = re.compile(r"[a-z]{3}")
LENGTH_MAX: Final = 200
MILLISECONDS: Final = 100_000_000_000
"""A number this large tells milliseconds: as seconds it would be the year 5138."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert says. `amount` in minor units; `at`: of the transaction. `unread`: fields that
    stood there and could not be read."""

    alert_id: str
    type: str = ""
    amount: int | None = None
    currency: str | None = None
    last4: str | None = None
    bin: str | None = None
    arn: str | None = None
    descriptor: str | None = None
    at: int | None = None
    unread: tuple[str, ...] = ()


def checked(mapping: Mapping[str, str]) -> dict[str, str]:
    """`BadInput` for one that cannot be followed."""
    for name, path in mapping.items():
        if name not in FIELDS:
            why = f"“{name}” is no field: choose among {', '.join(FIELDS)}"
            raise errors.BadInput(why, mapping=why)
        if not PATH.fullmatch(path):
            why = f"“{path}” is no path: write it like alert.card.last4"
            raise errors.BadInput(why, mapping=why)
    if "alert_id" not in mapping:
        why = "say where the alert's own id stands: alert_id"
        raise errors.BadInput(why, mapping=why)
    return dict(mapping)


def told(body: bytes, mapping: Mapping[str, str]) -> Told:
    """`BadInput` for what is no JSON object, or has no id."""
    try:
        given = msgspec.json.decode(body)
    except msgspec.DecodeError:
        raise errors.BadInput("The body is no JSON") from None
    found = {name: _at(given, path) for name, path in mapping.items()}
    alert_id = _text(found.get("alert_id"))
    if alert_id is None:
        where = mapping.get("alert_id", "alert_id")
        raise errors.BadInput(f"The alert has no id where the mapping says: {where}")
    currency = (_text(found.get("currency")) or "").lower()
    read: dict[str, Any] = {
        "type": (_text(found.get("type")) or "").lower(),
        "currency": currency if CURRENCY.fullmatch(currency) else None,
        "last4": _digits(found.get("card_last4"), last=4),
        "bin": _digits(found.get("card_bin"), first=8),
        "arn": _digits(found.get("arn"), first=30),
        "descriptor": _text(found.get("descriptor")),
        "at": _moment(found.get("transaction_at")),
    }
    read["amount"] = _amount(found, read["currency"])
    names = {"last4": "card_last4", "bin": "card_bin", "at": "transaction_at"}
    unread = [
        names.get(name, name)
        for name, value in read.items()
        if value is None and _said(found, names.get(name, name))
    ]
    return Told(alert_id=alert_id, unread=tuple(unread), **read)


def _at(given: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(given, dict):
            given = given.get(step)
        elif isinstance(given, list) and step.isdigit() and int(step) < len(given):
            given = given[int(step)]
        else:
            return None
    return given


def _said(found: Mapping[str, Any], name: str) -> bool:
    names = ("amount", "amount_major") if name == "amount" else (name,)
    return any(found.get(one) not in (None, "") for one in names)


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = "".join(char for char in str(value).strip() if char >= " ")
    return text[:LENGTH_MAX] or None


def _digits(value: Any, *, first: int | None = None, last: int | None = None) -> str | None:
    """Never more of a card than asked for, whatever stands there."""
    text = re.sub(r"\D", "", _text(value) or "")
    if last is not None:
        return text[-last:] if len(text) >= last else None
    return text[:first] or None


def _amount(found: Mapping[str, Any], currency: str | None) -> int | None:
    minor, major = found.get("amount"), _text_of_number(found.get("amount_major"))
    if isinstance(minor, int) and not isinstance(minor, bool):
        return minor if minor >= 0 else None
    if isinstance(minor, str) and minor.isdigit():
        return int(minor)
    if major is None or currency is None:
        return None
    try:
        exact = Decimal(major).scaleb(currencies.exponent(currency))
    except InvalidOperation:
        return None
    whole = exact == exact.to_integral_value() if exact.is_finite() else False
    return int(exact) if whole and exact >= 0 else None


def _text_of_number(value: Any) -> str | None:
    return repr(value) if isinstance(value, float) else _text(value)


def _moment(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value // 1000 if value > MILLISECONDS else value
    text = _text(value)
    if text is None:
        return None
    if text.isdigit():
        return _moment(int(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
