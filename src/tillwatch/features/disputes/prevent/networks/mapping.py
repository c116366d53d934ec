"""From a network's body to the fields of an alert, by paths. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
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
NAMES: Final = {"last4": "card_last4", "bin": "card_bin", "at": "transaction_at"}
"""What is called otherwise among the fields."""
PLAIN: Final = {name: name for name in FIELDS}
PATH: Final = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*")
CURRENCY: Final = re.compile(r"[a-z]{3}")
LENGTH_MAX: Final = 200
MILLISECONDS: Final = 100_000_000_000
"""A number this large tells milliseconds: as seconds it would be the year 5138."""
MOMENT_MAX: Final = 253_402_300_799
"""The end of the year 9999."""
AMOUNT_MAX: Final = 10**15
NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
PLACE: Final = re.compile(r"\d{1,6}", re.ASCII)
AROUND: Final = re.compile(r"^[^\d.,\-]+|[^\d.,]+$")
"""What may stand around an amount: a sign of its currency, or a code."""
ENGLISH: Final = re.compile(r"\d{1,3}(,\d{3})+\.\d+", re.ASCII)
COMMA: Final = re.compile(r"(\d+|\d{1,3}(\.\d{3})+),(\d+)", re.ASCII)
POINT: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)


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


def decoded(body: bytes) -> Any:
    """`BadInput` for what is no JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise errors.BadInput("The body is no JSON") from None


def told(body: bytes, mapping: Mapping[str, str]) -> Told:
    """`BadInput` for what is no JSON object, or has no id."""
    given = decoded(body)
    found = {name: at(given, path) for name, path in mapping.items()}
    alert_id = _text(found.get("alert_id"))
    if alert_id is None:
        where = mapping.get("alert_id", "alert_id")
        raise errors.BadInput(f"The alert has no id where the mapping says: {where}")
    currency = (_text(found.get("currency")) or "").lower()
    read: dict[str, Any] = {
        "type": (_text(found.get("type")) or "").lower(),
        "currency": currency if CURRENCY.fullmatch(currency) else None,
        "last4": _digits(found.get("card_last4"), last=4),
        "bin": _begin(found.get("card_bin")),
        "arn": _digits(found.get("arn"), first=30),
        "descriptor": _text(found.get("descriptor")),
        "at": _moment(found.get("transaction_at")),
    }
    read["amount"] = _amount(found, read["currency"])
    unread = [
        NAMES.get(name, name)
        for name, value in read.items()
        if value is None and _said(found, NAMES.get(name, name))
    ]
    return Told(alert_id=alert_id, unread=tuple(unread), **read)


def at(given: Any, path: str) -> Any:
    """What stands there; None: nothing."""
    for step in path.split("."):
        if isinstance(given, dict):
            given = given.get(step)
        elif isinstance(given, list) and PLACE.fullmatch(step) and int(step) < len(given):
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


def _begin(value: Any) -> str | None:
    """The first digits of a card, as far as nothing is hidden: of 4242 42XX XXXX 9999 six."""
    begin = re.match(r"[\d \-]*", _text(value) or "", re.ASCII)
    return _digits(begin[0] if begin else None, first=8)


def _amount(found: Mapping[str, Any], currency: str | None) -> int | None:
    minor, major = found.get("amount"), _text_of_number(found.get("amount_major"))
    if isinstance(minor, float) and minor.is_integer():
        minor = int(minor)
    if isinstance(minor, str) and NUMBER.fullmatch(minor.strip()):
        minor = int(minor)
    if isinstance(minor, int) and not isinstance(minor, bool):
        return minor if 0 <= minor <= AMOUNT_MAX else None
    text = None if major is None or currency is None else _decimal(major)
    if text is None or currency is None:
        return None
    exact = Decimal(text).scaleb(currencies.exponent(currency))
    whole = exact == exact.to_integral_value()
    return int(exact) if whole and exact <= AMOUNT_MAX else None


def _decimal(text: str) -> str | None:
    """An amount as people write it, with a point; None where it could mean two things: 1,234 is
    one thousand to some and one and a bit to others."""
    bare = AROUND.sub("", text)[:30]
    if POINT.fullmatch(bare):
        return bare
    if ENGLISH.fullmatch(bare):
        return bare.replace(",", "")
    comma = COMMA.fullmatch(bare)
    if comma is not None and (comma[2] or len(comma[3]) < 3):
        return bare.replace(".", "").replace(",", ".")
    return None


def _text_of_number(value: Any) -> str | None:
    if not isinstance(value, float):
        return _text(value)
    return format(Decimal(repr(value)), "f") if abs(value) < AMOUNT_MAX else None


def _moment(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value // 1000 if value > MILLISECONDS else value
        return seconds if 0 < seconds <= MOMENT_MAX else None
    text = _text(value)
    if text is None:
        return None
    if NUMBER.fullmatch(text):
        return _moment(int(text))
    try:
        moment = datetime.fromisoformat(text)
        at = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return at if at > 0 else None
