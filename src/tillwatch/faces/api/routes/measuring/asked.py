"""What may be asked of the measures of disputes."""

from collections.abc import Collection
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from tillwatch.faces.api.desk import Desk
from tillwatch.faces.api.parameters import Asked, Cut, Flag, Moment, Text, flag
from tillwatch.features.disputes.measure.booked import PARTS
from tillwatch.features.disputes.measure.cutting import CUTS
from tillwatch.features.disputes.measure.dashboard import About, Narrowed
from tillwatch.features.disputes.measure.known import GROUPS
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.figures import spans

YEAR: Final = 365
MICRO: Final = 1_000_000
Currency = Annotated[str, Field(pattern=r"^[a-z]{3}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Millionths = Annotated[int, Field(ge=0, le=MICRO)]
Minor = Annotated[int, Field(ge=0, le=10**12)]


class MeasuresAsked(Asked):
    """Disputes opened from `period_from` until before `period_until`: a year to now without them.
    `tz`: an IANA zone. `currency`: only what was disputed in it."""

    tz: Text = "UTC"
    period_from: Moment | None = None
    period_until: Moment | None = None
    currency: Currency | None = None

    async def about(self, desk: Desk) -> tuple[About, bool]:
        """And whether it is of live accounts. Without `livemode`: live if any account asked about
        is live, else test."""
        now, zone = desk.house.clock.now(), times.zone(self.tz)
        within, livemode = await scope.one_mode(
            desk.house.store, self.connection_id, flag(self.livemode)
        )
        first, last = self.period_from, self.period_until
        period = self._year(now)
        if first is not None or last is not None:
            start = None if first is None else times.parse(first, zone)
            end = None if last is None else times.parse(last, zone)
            period = spans.asked(start, end, now, zone)
        about = About(scope=within, period=period, zone=zone, now=now, currency=self.currency)
        return about, livemode

    def _year(self, now: float) -> Period:
        zone = times.zone(self.tz)
        day = times.today(now, zone) - timedelta(days=YEAR)
        return Period(times.midnight(day, zone), int(now) + 1)


class MeasuredSheetAsked(MeasuresAsked):
    """`of`: the group of disputes. `cut` with `value` (empty: not known): a slice. `chance_from`
    and `chance_until`: of the chance that was kept, in millionths, half-open."""

    of: Text = "received"
    cut: Text | None = None
    value: Annotated[str, Field(max_length=255)] = ""
    chance_from: Millionths | None = None
    chance_until: Annotated[int, Field(ge=0, le=MICRO + 1)] | None = None

    def narrowed(self) -> Narrowed:
        one_of("of", self.of, GROUPS)
        if self.cut is not None:
            one_of("cut", self.cut, CUTS)
        return Narrowed(
            group=self.of,
            cut=self.cut,
            value=self.value,
            chance_from=self.chance_from,
            chance_until=self.chance_until,
        )


class MeasuredRowsAsked(MeasuredSheetAsked, Cut):
    """A page of them."""


class BookedSheetAsked(MeasuresAsked):
    """`part`: of the net loss; all without it."""

    part: Text | None = None

    def checked(self) -> str | None:
        return None if self.part is None else one_of("part", self.part, PARTS)


class BookedAsked(BookedSheetAsked, Cut):
    """A page of them."""


class WhatIfAsked(Asked):
    """Of the last `last` disputes. `fee`: what an answer costs, `labour`: what its work costs, in
    minor units of `currency`; without them as they are. `minimum_percent`: the least chance worth
    fighting for. `smart`: whether the processor may be let answer; `smart_percent`: its chance."""

    last: Annotated[int, Field(ge=1, le=2000)] = 500
    currency: Currency | None = None
    fee: Minor | None = None
    labour: Minor | None = None
    minimum_percent: Percent | None = None
    smart: Flag | None = None
    smart_percent: Percent | None = None


def one_of(name: str, given: str, among: Collection[str]) -> str:
    """`BadInput` with what there is."""
    if given not in among:
        sentence = f"“{given}” is not one of {', '.join(among)}"
        raise errors.BadInput(sentence, **{name: sentence})
    return given
