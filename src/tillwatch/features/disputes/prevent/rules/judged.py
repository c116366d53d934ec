"""Whether a rule holds for what happened, and what it then would do. Pure.

What is not known is no condition that holds: a rule for payments that were not shipped leaves alone
those of which nobody told.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from tillwatch.features.disputes.prevent.happening.shapes import Happening
from tillwatch.features.disputes.prevent.rules.shapes import REFUND, Definition, Then, When

LISTS: Final = (
    ("brands", "brand", "the card's brand"),
    ("fraud_types", "fraud_type", "the kind of fraud"),
    ("reasons", "reason", "the reason"),
    ("card_countries", "card_country", "the card's country"),
    ("customer_countries", "customer_country", "the customer's country"),
)
BORDERS: Final = (
    ("amount", "amount", "the amount"),
    ("customer_days", "customer_days", "how long the customer is known"),
    ("earlier", "earlier", "how often they paid before"),
    ("risk", "risk_score", "the risk score"),
)


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """`unknown`: what it asks for and nobody told; empty where something else does not hold."""

    holds: bool
    unknown: tuple[str, ...] = ()


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One action. `amount` of a refund. `why_not`: why it would not be done; empty: it would."""

    then: Then
    amount: int | None = None
    why_not: str = ""


def judged(when: When, one: Happening) -> Judged:
    if one.kind not in when.on or (when.connections and one.connection_id not in when.connections):
        return Judged(holds=False)
    if when.currency is not None and one.currency != when.currency:
        return Judged(holds=False)
    unknown: list[str] = []
    for holds, name in _conditions(when, one):
        if holds is None:
            unknown.append(name)
        elif not holds:
            return Judged(holds=False)
    return Judged(holds=not unknown, unknown=tuple(unknown))


def _conditions(when: When, one: Happening) -> list[tuple[bool | None, str]]:
    """Those that are asked for: whether each holds, None where nobody can tell."""
    found: list[tuple[bool | None, str]] = []
    for name, fact, said in LISTS:
        wanted = {text.casefold() for text in getattr(when, name)}
        if wanted:
            found.append((_told(getattr(one, fact), _one_of(wanted)), said))
    for name, fact, said in BORDERS:
        low, high = getattr(when, f"{name}_from"), getattr(when, f"{name}_to")
        if low is not None or high is not None:
            found.append((_told(getattr(one, fact), _between(low, high)), said))
    if when.shipped is not None:
        found.append((_told(one.shipped, lambda v: v is when.shipped), "whether it was shipped"))
    if when.words:
        said_of = one.description.casefold()
        holds = any(word.casefold() in said_of for word in when.words)
        found.append((holds if said_of else None, "what was bought"))
    return found


def _told(value: Any, holds: Callable[[Any], bool]) -> bool | None:
    return None if value is None else holds(value)


def _one_of(wanted: set[str]) -> Callable[[str], bool]:
    return lambda value: value.casefold() in wanted


def _between(low: int | None, high: int | None) -> Callable[[int], bool]:
    return lambda value: (low is None or value >= low) and (high is None or value <= high)


def planned(definition: Definition, one: Happening) -> list[Planned]:
    """What it does about a happening that it holds for, as far as the payment's state then lets
    it. Budgets are looked at when it is done, or by `trying`."""
    return [_planned(definition, then, one) for then in definition.then]


def _planned(definition: Definition, then: Then, one: Happening) -> Planned:
    if then.do == REFUND:
        return Planned(then=then, amount=one.left, why_not=_no_refund(definition, one))
    if then.do != "notify" and one.attempt is None:
        return Planned(then=then, why_not="The payment is not known here.")
    return Planned(then=then)


def _no_refund(definition: Definition, one: Happening) -> str:
    if not one.open:
        return one.why_not
    if definition.cap(one.currency) is None:
        return f"The rule has no budget in {one.currency.upper()}."
    return ""
