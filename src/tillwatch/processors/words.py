"""What a processor says about its own codes, for a finance or support person.

Codes are the processor's, so their words are too: why a try failed and what to do about it, what a
dispute is about, what a balance entry is, what an event tells. A code without words keeps its own
name, with underscores as spaces, and honest sentences beside it; nothing here raises. `Telling`
is what a processor offers besides, for pages about one object.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.processors.reading import Payload


class Decline(msgspec.Struct, frozen=True, kw_only=True):
    """Why a try failed. `words` end a sentence ("not enough money on the card"); `means` and
    `advice` are sentences. `hard`: trying the same card again does not help; None: not known."""

    words: str
    means: str
    advice: str
    hard: bool | None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a dispute is about. `words` end a sentence ("the customer says nothing arrived");
    `means` is one. `network_words`: the card network's own reason code in words, if known."""

    words: str
    means: str
    network_words: str | None


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A balance entry's category for a bookkeeper. `one` names one entry ("Refund"), `many` their
    sum ("Refunds"), `fees` the sum of the fees inside such entries ("Stripe fees")."""

    one: str
    many: str
    fees: str


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event on an object's own timeline: what happened, without saying to what.
    `tone`: plain, good, bad, warn, info."""

    says: str
    detail: str | None
    tone: str
    amount: Money | None


class Words(Protocol):
    def decline(self, code: str | None) -> Decline: ...

    def claim(self, reason: str | None, network: str | None, network_code: str | None) -> Claim: ...

    def category(self, category: str) -> Category: ...

    def fee(self, type_: str) -> str:
        """A part of a fee: "Stripe fee", "tax"."""
        ...

    def fraud(self, type_: str) -> str:
        """What kind of fraud a card network warns of, to end a sentence."""
        ...

    def refund_failed(self, reason: str | None) -> str:
        """Why a refund failed, to end a sentence."""
        ...

    def happened(self, type_: str, payload: Payload) -> Happened:
        """Any event, also of a type nobody knows."""
        ...


class Telling(Protocol):
    """The part of a processor that pages about one object ask."""

    words: Words

    def page(self, kind: str, id_: str, *, mode: str | None, account_id: str | None) -> str | None:
        """The processor's own page of an object. `kind` names a ledger table, or is `event`."""
        ...

    def mentions(self, body: bytes) -> Sequence[str]:
        """The ids of the objects whose page an event belongs on: its own object's, and those of
        the payment and the try that one names. None for a body that cannot be read."""
        ...
