"""Which payment an alert is about. Exact rules, and words for what they found. Pure.

A payment fits whose amount and currency are the alert's, whose card ends alike, and that was made
within two days of the transaction (a bank's day is not ours). What both sides tell of the card's
first digits has to agree. Of several that fit, the statement's words decide, then the same day;
where neither does, a person has to.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.networks.mapping import Told
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import DAY, Period

ONE: Final = "one"
NONE: Final = "none"
SEVERAL: Final = "several"
NEAR_S: Final = 2 * DAY
BACK_S: Final = 180 * DAY
"""Where the alert does not say when: disputes come up to half a year after."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that could be meant."""

    connection_id: str
    payment: str
    attempt: str
    at: int
    last4: str | None
    bin: str | None
    descriptor: str | None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    found: str
    why: str
    candidates: Sequence[Candidate]


def lacking(told: Told) -> str | None:
    """Why nothing can be looked for; None where it can."""
    if told.amount is None or told.currency is None:
        return "The alert does not say an amount with its currency, so no payment can be found."
    if told.last4 is None and told.at is None:
        return "The alert says neither how the card ends nor when it was paid: that fits too many."
    return None


def within(told: Told, now: int) -> Period:
    """When the payment was made."""
    if told.at is None:
        return Period(now - BACK_S, now + 1)
    return Period(told.at - NEAR_S, told.at + NEAR_S + 1)


def matched(told: Told, fitting: Sequence[Candidate]) -> Match:
    """`fitting`: payments of that amount and currency in that time, whatever their cards."""
    asked = _asked(told)
    ends = [one for one in fitting if told.last4 is None or one.last4 == told.last4]
    if not ends:
        other = f" {len(fitting)} of that amount were paid by other cards." if fitting else ""
        return Match(found=NONE, why=f"There is no payment {asked}.{other}", candidates=[])
    begins = [one for one in ends if _agree(told.bin, one.bin)]
    if not begins:
        some = "The payment" if len(ends) == 1 else f"All {len(ends)} payments"
        why = f"{some} {asked}: the card begins with other digits than the alert's."
        return Match(found=NONE, why=why, candidates=[])
    if len(begins) == 1:
        return Match(found=ONE, why=f"The only payment {asked}.", candidates=begins)
    return _decided(told, begins, asked)


def _decided(told: Told, fits: Sequence[Candidate], asked: str) -> Match:
    if told.descriptor:
        said = [one for one in fits if _alike(told.descriptor, one.descriptor)]
        if len(said) == 1:
            why = f"Of {len(fits)} payments {asked}, the only one whose statement says the same."
            return Match(found=ONE, why=why, candidates=said)
        fits = said or fits
    if told.at is not None:
        day = [one for one in fits if one.at // DAY == told.at // DAY]
        if len(day) == 1:
            why = f"Of {len(fits)} payments {asked}, the only one of that day."
            return Match(found=ONE, why=why, candidates=day)
        fits = day or fits
    why = f"{len(fits)} payments {asked} differ in nothing that the alert says: choose one."
    return Match(found=SEVERAL, why=why, candidates=fits)


def _asked(told: Told) -> str:
    money = Money(told.amount or 0, told.currency or "")
    card = f" by a card that ends in {told.last4}" if told.last4 else ""
    when = " within two days of it" if told.at is not None else " of the last half year"
    return f"of {money.major():f} {money.currency.upper()}{card}{when}"


def _agree(one: str | None, other: str | None) -> bool:
    """The first digits, as far as both tell them."""
    if not one or not other:
        return True
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _alike(one: str, other: str | None) -> bool:
    mine, theirs = _letters(one), _letters(other or "")
    return bool(mine and theirs) and (mine.startswith(theirs) or theirs.startswith(mine))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
