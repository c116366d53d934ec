"""What every answer about prevention is made of: what happened, in the accounts asked about."""

import msgspec

from tillwatch.faces import cases
from tillwatch.faces.api.desk import Desk
from tillwatch.faces.api.routes.disputing.here import whole
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.judging import rates as stored
from tillwatch.features.disputes.prevent.acting import kept
from tillwatch.features.disputes.prevent.happening import reading
from tillwatch.features.disputes.prevent.happening.reading import Past
from tillwatch.features.disputes.prevent.happening.shapes import DISPUTE, INQUIRY, WARNING
from tillwatch.features.disputes.prevent.pricing import priced
from tillwatch.features.disputes.prevent.pricing.priced import Choices, Priced, Rates
from tillwatch.features.disputes.value.exact import Rate
from tillwatch.kernel.times import DAY, Period
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Scope

YEAR_S = 365 * DAY
CHOICES = "choices"


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """`priced`: warnings and questions of banks, newest first."""

    scope: Scope
    livemode: bool
    past: Past
    rates: Rates
    priced: list[Priced]
    rate: Rate
    choices: Choices


async def gathered(desk: Desk, connections: list[str], livemode: bool | None) -> Gathered:
    """Of a year, in one mode."""
    store, now = desk.house.store, int(desk.house.clock.now())
    within, live = await scope.one_mode(store, connections, livemode)
    with whole():
        sources = await cases.sources(desk.house)
        past = await happened(desk, sources, within, 365)
    known = priced.rates(past.happenings, now, lambda one: reading.answered(past, one))
    choices = await chosen(desk)
    rate = await stored.known(store, now)
    standing = {
        one.id: reading.standing(past, one) for one in past.happenings if one.kind in priced.PRICED
    }
    return Gathered(
        scope=within,
        livemode=live,
        past=past,
        rates=known,
        priced=priced.priced(past.happenings, standing, known, choices, rate),
        rate=rate,
        choices=choices,
    )


async def happened(desk: Desk, sources: Sources, within: Scope, days: int) -> Past:
    now = int(desk.house.clock.now())
    kinds = (WARNING, INQUIRY, DISPUTE, "alert")
    period = Period(now - days * DAY, now + 1)
    return await reading.happened(sources, within.each(), period, now, kinds)


async def chosen(desk: Desk) -> Choices:
    found = await kept.chosen(desk.house.store, CHOICES)
    if found is None:
        return Choices()
    return msgspec.convert(found, Choices)
