"""How often what happened becomes a dispute: the merchant's own share, or a general figure.

Counted are those that could become one (the money was not given back before) and that are old
enough to have: 90 days. Fewer than 20 of them say too little, and the general figure stands in.

The general figure for warnings is what Stripe's own advice amounts to: give back what is not more
than 35 % above the dispute fee. That breaks even at q = 1.35 / 2.35. For questions of a bank nobody
publishes one: half is assumed, and said to be.
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.happening import fates
from tillwatch.features.disputes.prevent.happening.shapes import INQUIRY, WARNING, Happening
from tillwatch.rows.base import Times

OWN_FROM: Final = 20
GENERAL: Final = {WARNING: Fraction(135, 235), INQUIRY: Fraction(1, 2)}
SAID: Final = {
    WARNING: "a general figure, from Stripe's own advice on when a refund pays",
    INQUIRY: "an assumption: nobody publishes a figure",
}
Z: Final = Decimal("1.959963984540054")
MILLION: Final = 1_000_000


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """`disputed` of `counted` became a dispute. `ppm`: the share that is reckoned with, in
    millionths, `low` and `high` the bounds of Wilson's interval (95 %), None for a general one."""

    kind: str
    disputed: int
    counted: int
    own: bool
    ppm: int
    low: int | None
    high: int | None
    says: str

    @property
    def exact(self) -> Fraction:
        return Fraction(self.disputed, self.counted) if self.own else GENERAL[self.kind]


def share(kind: str, happenings: Iterable[Happening], now: Times) -> Share:
    """Of the happenings of that kind."""
    could = [
        one
        for one in happenings
        if one.kind == kind and one.open and now - one.at >= fates.MATURE_S
    ]
    told = [one.became == fates.DISPUTED for one in could if one.became != fates.REFUNDED]
    disputed, counted = sum(told), len(told)
    own = counted >= OWN_FROM
    exact = Fraction(disputed, counted) if own else GENERAL[kind]
    low, high = wilson(disputed, counted) if own else (None, None)
    return Share(
        kind=kind,
        disputed=disputed,
        counted=counted,
        own=own,
        ppm=round(exact * MILLION),
        low=low,
        high=high,
        says=_says(kind, disputed, counted, own=own),
    )


def _says(kind: str, disputed: int, counted: int, *, own: bool) -> str:
    what = "warnings" if kind == WARNING else "questions of a bank"
    if own:
        return f"{disputed} of your {counted} {what} that nobody refunded became a dispute."
    few = f"{counted} of your own {what} are old enough, {OWN_FROM} are needed"
    return f"{SAID[kind][0].upper()}{SAID[kind][1:]} ({few})."


def wilson(numerator: int, denominator: int) -> tuple[int, int]:
    """Wilson's interval, 95 %, in millionths (J. Am. Stat. Assoc. 22, 1927)."""
    with localcontext() as context:
        context.prec = 40
        n, z2 = Decimal(denominator), Z * Z
        rate = Decimal(numerator) / n
        middle = rate + z2 / (2 * n)
        half = Z * ((rate * (1 - rate) + z2 / (4 * n)) / n).sqrt()
        low = max((middle - half) / (1 + z2 / n), Decimal(0))
        high = min((middle + half) / (1 + z2 / n), Decimal(1))
        return int(low * MILLION), -int(-high * MILLION // 1)
