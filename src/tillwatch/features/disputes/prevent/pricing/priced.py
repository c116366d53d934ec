"""Every warning and every question of a bank, with what it costs to act and to wait."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from tillwatch.features.disputes.fees import fees_of
from tillwatch.features.disputes.prevent.happening import fates
from tillwatch.features.disputes.prevent.happening.shapes import (
    DISPUTE,
    FRAUD,
    INQUIRY,
    LABELS,
    WARNING,
    Happening,
)
from tillwatch.features.disputes.prevent.pricing import cost
from tillwatch.features.disputes.prevent.pricing.cost import Comparison, Terms
from tillwatch.features.disputes.prevent.pricing.share import (
    MILLION,
    OWN_FROM,
    Share,
    share,
)
from tillwatch.features.disputes.value.exact import Rate
from tillwatch.kernel.money import Money
from tillwatch.rows.base import Times

PRICED: Final = (WARNING, INQUIRY)


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What a business may set. `margin_ppm`: how much of a refund is lost where the goods were not
    shipped yet; shipped goods are lost whole. `count`: what one dispute less is worth."""

    margin_ppm: int = MILLION
    count: Money | None = None


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: open (something can be done), or what it came to."""

    happening: Happening
    label: str
    state: str
    comparison: Comparison


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """The merchant's own shares, and how many fraud disputes it wins of those it fights."""

    warning: Share
    inquiry: Share
    won: int
    fought: int

    def of(self, kind: str) -> Share:
        return self.warning if kind == WARNING else self.inquiry

    @property
    def win_ppm(self) -> int | None:
        if self.fought < OWN_FROM:
            return None
        return round(Fraction(self.won, self.fought) * MILLION)


def rates(
    happenings: Iterable[Happening], now: Times, answered: Callable[[Happening], bool]
) -> Rates:
    """`answered`: whether somebody sent an answer to that dispute."""
    known = list(happenings)
    closed = [
        one
        for one in known
        if one.kind == DISPUTE and one.reason == FRAUD and one.became in ("won", "lost")
    ]
    fought = [one for one in closed if answered(one)]
    return Rates(
        warning=share(WARNING, known, now),
        inquiry=share(INQUIRY, known, now),
        won=sum(1 for one in fought if one.became == "won"),
        fought=len(fought),
    )


def priced(
    happenings: Sequence[Happening],
    now_of: Mapping[str, Happening],
    known: Rates,
    choices: Choices,
    rate: Rate,
) -> list[Priced]:
    """Newest first. `now_of`: the same happenings by id, as their payments stand now: what can
    still be done about them."""
    return [
        _one(one, now_of.get(one.id, one), known, choices, rate)
        for one in sorted(happenings, key=lambda one: (-one.at, one.id))
        if one.kind in PRICED
    ]


def _one(one: Happening, now: Happening, known: Rates, choices: Choices, rate: Rate) -> Priced:
    state = "open" if now.open and not _over(one) else _state(one)
    why = now.why_not or _closed(one)
    comparison = cost.no_action(why) if state != "open" else _compared(now, known, choices, rate)
    return Priced(happening=one, label=LABELS[one.kind], state=state, comparison=comparison)


def _over(one: Happening) -> bool:
    return one.became not in ("", fates.EARLY)


def _state(one: Happening) -> str:
    if not one.open and one.became in ("", fates.EARLY, fates.NOTHING):
        return "late" if "dispute" in one.why_not else one.became or fates.NOTHING
    return one.became or fates.NOTHING


def _closed(one: Happening) -> str:
    if one.became == fates.DISPUTED:
        return "It has become a dispute."
    return "Nothing came of it in 90 days: nothing needs to be done."


def _compared(one: Happening, known: Rates, choices: Choices, rate: Rate) -> Comparison:
    fees = fees_of(one.country, one.currency, one.network, one.at, None)
    terms = Terms(
        received=Money(fees.received.amount, fees.received.currency),
        countered=Money(fees.countered.amount, fees.countered.currency),
        count=choices.count,
        margin_ppm=MILLION if one.shipped else choices.margin_ppm,
        win_ppm=known.win_ppm if one.kind == WARNING else None,
    )
    return cost.compare(Money(one.left, one.currency), known.of(one.kind), terms, rate)
