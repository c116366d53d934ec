"""What a rule says, and whether it may be said."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.happening.shapes import KINDS
from tillwatch.kernel import errors, times

NOTIFY: Final = "notify"
REFUND: Final = "refund"
HOLD: Final = "hold"
TAG: Final = "tag"
BLOCK: Final = "block"
ACTIONS: Final = (NOTIFY, REFUND, HOLD, TAG, BLOCK)
WRITES: Final = (REFUND, HOLD, TAG)
"""What reaches beyond this installation."""
SAID: Final = {
    NOTIFY: "tell us",
    REFUND: "give the money back",
    HOLD: "have shipping held",
    TAG: "tag the payment",
    BLOCK: "put the buyer on the block list",
}
CURRENCY: Final = re.compile(r"[a-z]{3}")
TAG_MAX: Final = 40
VALUE_MAX: Final = 500
"""Characters of a key and a value of metadata (docs.stripe.com/api/metadata, read 2026-11)."""
_encode = msgspec.json.Encoder(order="sorted").encode


class When(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it has to hold; what is left out always does. `on`: kinds of happening. Amounts in
    minor units of `currency`, borders belong to it. `earlier`: paid payments before. `words`: one
    of them stands in the payment's description. `shipped` true or false: what is not told is
    neither."""

    on: tuple[str, ...]
    connections: tuple[str, ...] = ()
    currency: str | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    brands: tuple[str, ...] = ()
    fraud_types: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    card_countries: tuple[str, ...] = ()
    customer_countries: tuple[str, ...] = ()
    customer_days_from: int | None = None
    customer_days_to: int | None = None
    earlier_from: int | None = None
    earlier_to: int | None = None
    shipped: bool | None = None
    words: tuple[str, ...] = ()
    risk_from: int | None = None
    risk_to: int | None = None


class Then(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`tag` and `value` of a payment's metadata; `hook`: whom to call."""

    do: str
    tag: str | None = None
    value: str | None = None
    hook: str | None = None


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At most `amount` minor units of `currency` in a calendar month of the rule's zone."""

    currency: str
    amount: int


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`zone`: where the months of its budget begin, as in Europe/Berlin."""

    when: When
    then: tuple[Then, ...]
    budget: tuple[Cap, ...] = ()
    zone: str = "UTC"

    @property
    def writes(self) -> bool:
        return any(one.do in WRITES for one in self.then)

    def cap(self, currency: str) -> int | None:
        return next((one.amount for one in self.budget if one.currency == currency), None)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`livemode`: it acts in accounts of that mode only. `since`: it acts on what happened from
    then on; None while it is off. `tried`: the digest of what was tried on the past last."""

    id: str
    name: str
    description: str
    definition: Definition
    livemode: bool
    enabled: bool = False
    since: int | None = None
    enabled_by: str | None = None
    tried: "Tried | None" = None
    created: int = 0
    changed: int = 0


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """The last try of a rule on the past."""

    digest: str
    at: int
    days: int
    matched: int


def digest(definition: Definition) -> str:
    """Of what a rule does: a try counts for exactly that."""
    return hashlib.sha256(_encode(definition)).hexdigest()


def checked(definition: Definition) -> Definition:
    """`BadInput` for what cannot be a rule."""
    when = definition.when
    _among("on", when.on, KINDS)
    if not when.on:
        raise _bad("on", f"say what it is about: choose among {', '.join(KINDS)}")
    if (when.amount_from is not None or when.amount_to is not None) and when.currency is None:
        raise _bad("currency", "an amount needs its currency")
    if any(not CURRENCY.fullmatch(one) for one in _currencies(definition)):
        raise _bad("currency", "a currency has three small letters, like usd")
    for name in ("amount", "customer_days", "earlier", "risk"):
        low, high = getattr(when, f"{name}_from"), getattr(when, f"{name}_to")
        if low is not None and high is not None and low > high:
            raise _bad(f"{name}_from", "begins above where it ends")
    _actions(definition)
    times.zone(definition.zone)
    return definition


def _currencies(definition: Definition) -> list[str]:
    asked = [definition.when.currency] if definition.when.currency is not None else []
    return asked + [one.currency for one in definition.budget]


def _actions(definition: Definition) -> None:
    done = [one.do for one in definition.then]
    _among("do", done, ACTIONS)
    if not done or len(set(done)) < len(done):
        raise _bad("then", f"say once each what to do: {', '.join(ACTIONS)}")
    if REFUND in done and not definition.budget:
        raise _bad("budget", "a rule that gives money back needs a limit for each month")
    if any(one.amount < 0 for one in definition.budget):
        raise _bad("budget", "a limit is not below zero")
    if len({one.currency for one in definition.budget}) < len(definition.budget):
        raise _bad("budget", "one limit a currency")
    for one in definition.then:
        if one.do == TAG and not (one.tag and one.value):
            raise _bad("tag", "a tag needs a name and a value")
        if len(one.tag or "") > TAG_MAX or len(one.value or "") > VALUE_MAX:
            raise _bad("tag", f"a name takes {TAG_MAX} characters, a value {VALUE_MAX}")
        if one.do == HOLD and not one.hook:
            raise _bad("hook", "say whom to call: make the address known first")


def _among(name: str, given: Sequence[str], known: Sequence[str]) -> None:
    for one in given:
        if one not in known:
            raise _bad(name, f"“{one}” is none: choose among {', '.join(known)}")


def _bad(name: str, why: str) -> errors.BadInput:
    return errors.BadInput(f"{name}: {why}", **{name: why})
