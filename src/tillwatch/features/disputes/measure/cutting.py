"""The same counts and rates, cut: by what a bank says, by card, by country, by product, account,
and month. The slices of a cut hold every dispute once, so that their counts add up to the whole."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.disputes.learn.measures import Rate
from tillwatch.features.disputes.measure.counting import (
    Alike,
    Cells,
    Tally,
    by_number,
    count,
    put,
    tally,
    within,
)
from tillwatch.features.disputes.measure.known import Measured
from tillwatch.kernel.money import Money

Cut = Callable[[Measured, ZoneInfo], str]
CUTS: Final[Mapping[str, Cut]] = {
    "reason": lambda one, zone: one.reason,
    "brand": lambda one, zone: one.network or "",
    "issuer_country": lambda one, zone: one.country or "",
    "issuer": lambda one, zone: one.issuer or "",
    "product": lambda one, zone: one.product or "",
    "kind": lambda one, zone: one.kind or "",
    "account": lambda one, zone: one.connection_id,
    "month": lambda one, zone: month(one.created, zone),
    "month_sold": lambda one, zone: month(one.sold_at, zone) if one.sold_at else "",
}
"""An empty value is not known. `month_sold`: of the payment."""
DATED: Final = ("month", "month_sold")


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """`counts`: by group, those of the dashboard. `lost_amounts`: of what was lost or not fought,
    `won_amounts` of what was won."""

    value: str
    received: Tally
    counts: Mapping[str, int]
    of_fought: Rate
    of_all: Rate
    won_amounts: Sequence[Money]
    lost_amounts: Sequence[Money]


class Sliced(msgspec.Struct, frozen=True, kw_only=True):
    """Months in their order, the rest by how many there are."""

    cut: str
    slices: Sequence[Slice]


TOLD: Final = (
    "chargebacks",
    "questions",
    "prevented",
    "countered",
    "won",
    "lost",
    "not_fought",
    "withdrawn",
    "open",
)


def cut(disputes: Sequence[tuple[Measured, Alike]], name: str, zone: ZoneInfo) -> Sliced:
    """Of disputes as they are sorted out, which is the same for every cut."""
    by: dict[str, list[tuple[Measured, Alike]]] = {}
    of = CUTS[name]
    for one in disputes:
        by.setdefault(of(one[0], zone), []).append(one)
    slices = [_slice(value, put(some)) for value, some in sorted(by.items())]
    if name not in DATED:
        slices.sort(key=lambda one: (-one.received.count, one.value))
    return Sliced(cut=name, slices=slices)


def month(at: int, zone: ZoneInfo) -> str:
    day = datetime.fromtimestamp(at, zone)
    return f"{day.year}-{day.month:02}"


def _slice(value: str, of: Cells) -> Slice:
    return Slice(
        value=value,
        received=tally(of),
        counts={name: count(within(of, name)) for name in TOLD},
        of_fought=by_number(within(of, "fought"), "won"),
        of_all=by_number(within(of, "over"), "won"),
        won_amounts=tally(within(of, "won")).amounts,
        lost_amounts=tally(within(of, "gone")).amounts,
    )
