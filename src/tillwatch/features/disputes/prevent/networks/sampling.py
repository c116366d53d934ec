"""A network's own sample read: what stands where in it, which place each field seems to have, and
what it would be read as. Pure.

Places are told by their paths, in the order they stand. A field is guessed by the name of its
place, the plainest name first; what nobody guesses is chosen by whoever makes the network known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.prevent.networks import mapping
from tillwatch.features.disputes.prevent.networks.mapping import FIELDS, NAMES, PATH, Told
from tillwatch.kernel import errors, times
from tillwatch.kernel.money import Money

MOST: Final = 300
"""Places of a sample that are told."""
DEEP: Final = 20
SHORT: Final = 60
KNOWN: Final[Mapping[str, Sequence[str]]] = {
    "alert_id": ("alertid", "caseid", "notificationid", "ethocaid", "eventid", "id"),
    "type": ("alerttype", "type", "category", "source"),
    "amount": ("amountminor", "amountcents", "minoramount", "cents"),
    "amount_major": ("transactionamount", "disputeamount", "alertamount", "amount", "value"),
    "currency": ("currencycode", "transactioncurrency", "amountcurrency", "currency"),
    "card_last4": ("cardlast4", "last4", "lastfour", "cardlastfour", "cardnumber", "pan", "card"),
    "card_bin": ("cardbin", "bin", "first6", "firstsix", "iin", "cardnumber", "pan", "card"),
    "arn": ("arn", "acquirerreferencenumber"),
    "descriptor": ("descriptor", "merchantdescriptor", "statementdescriptor", "billingdescriptor"),
    "transaction_at": (
        "transactiontimestamp",
        "transactiondatetime",
        "transactiondate",
        "transactionat",
        "purchasedate",
        "saledate",
    ),
}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: what stands there in the sample, not more of it than a line."""

    path: str
    value: str


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`path` empty: no place is known for it. `says`: what it is read as; `problem`: what stands
    there cannot be read, and why."""

    field: str
    path: str
    says: str
    problem: str


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """`told` None where the alert's own id is not there."""

    places: Sequence[Place]
    fields: Sequence[Read]
    told: Told | None


WHY: Final = {
    "amount": "This is no whole number of the smallest unit, such as 4990 for 49.90.",
    "amount_major": "This is no amount, or could mean two: write it like 49.90.",
    "currency": "This is no code of three letters, such as USD.",
    "card_last4": "There are no four digits in it.",
    "card_bin": "There is no digit in it.",
    "arn": "There is no digit in it.",
    "transaction_at": "Write a moment like 2026-11-02T12:00:00Z, or in seconds.",
}
NEEDED: Final = "Say where the alert's own id stands."


def sampled(body: bytes, given: Mapping[str, str] | None) -> Sample:
    """`given`: the mapping so far; without one it is guessed. `BadInput` for no JSON, or paths that
    cannot be followed."""
    decoded = mapping.decoded(body)
    if not isinstance(decoded, dict):
        raise errors.BadInput("An alert is a JSON object: it begins with {", sample="no object")
    places = list(_places(decoded))
    chosen = guessed(places) if given is None else dict(given)
    if chosen:
        mapping.checked({"alert_id": "alert_id", **chosen})
    try:
        found = mapping.told(body, {"alert_id": "\x00", **chosen})
    except errors.BadInput:
        found = None
    readable = found or mapping.told(b'{"id": "?", "given": ' + body + b"}", _under(chosen))
    fields = [_read(name, chosen.get(name, ""), readable, decoded) for name in FIELDS]
    return Sample(places=places, fields=fields, told=found)


def guessed(places: Sequence[Place]) -> dict[str, str]:
    """The place of each field, as far as names tell."""
    found: dict[str, str] = {}
    for field, names in KNOWN.items():
        for name in names:
            at = next((one.path for one in places if _named(one.path, name)), None)
            if at is not None:
                found[field] = at
                break
    if "amount" in found:
        found.pop("amount_major", None)
    return found


def _named(path: str, name: str) -> bool:
    """Whether the last words of a path say that name: `alert.card.last4` says last4 and
    cardlast4."""
    words = [re.sub(r"[^a-z0-9]", "", step.lower()) for step in path.split(".")]
    return name in (words[-1], "".join(words[-2:]))


def _under(chosen: Mapping[str, str]) -> dict[str, str]:
    moved = {name: f"given.{path}" for name, path in chosen.items() if name != "alert_id"}
    return {**moved, "alert_id": "id"}


def _places(given: Any, path: str = "", depth: int = 0) -> Iterator[Place]:
    """Where something stands that can be a field, in the sample's order."""
    seen = 0
    for step, value in _steps(given):
        at = f"{path}.{step}" if path else step
        if not PATH.fullmatch(at):
            continue
        inner = _places(value, at, depth + 1) if depth < DEEP else iter(())
        own = iter(()) if isinstance(value, dict | list) else iter([_place(at, value)])
        for one in (*own, *inner):
            yield one
            seen += 1
            if seen >= MOST:
                return


def _steps(given: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(given, dict):
        yield from given.items()
    elif isinstance(given, list):
        yield from ((str(place), value) for place, value in enumerate(given[:MOST]))


def _place(path: str, value: Any) -> Place:
    text = msgspec.json.encode(value).decode() if not isinstance(value, str) else value
    return Place(path=path, value=text[:SHORT] + ("…" if len(text) > SHORT else ""))


def _read(name: str, path: str, told: Told, decoded: Any) -> Read:
    if not path:
        problem = NEEDED if name == "alert_id" else ""
        return Read(field=name, path="", says="", problem=problem)
    raw = mapping.at(decoded, path)
    if raw is None or raw == "":
        return Read(field=name, path=path, says="", problem="Nothing stands there in the sample.")
    says = _says(name, told)
    return Read(field=name, path=path, says=says, problem="" if says else WHY.get(name, NEEDED))


def _says(name: str, told: Told) -> str:
    if name in ("amount", "amount_major"):
        if told.amount is None:
            return ""
        if told.currency is None:
            return f"{told.amount}, without a currency"
        return f"{Money(told.amount, told.currency).major():f} {told.currency.upper()}"
    if name == "transaction_at":
        return "" if told.at is None else times.rfc3339(told.at)
    own = {field: name for name, field in NAMES.items()}
    value = getattr(told, own.get(name, name))
    if name == "currency" and value:
        return str(value).upper()
    return str(value or "")
