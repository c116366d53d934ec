"""Disputes against sales by month, and what other choices would have meant."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import flag
from tillwatch.faces.api.routes.measuring import told
from tillwatch.faces.api.routes.measuring.asked import MICRO, MeasuresAsked, WhatIfAsked
from tillwatch.faces.api.routes.measuring.shapes import MonthsShown, WhatIfShown
from tillwatch.features.disputes.judging import kept, rates
from tillwatch.features.disputes.measure import ahead, dashboard, reading
from tillwatch.features.disputes.value import Choices
from tillwatch.intake import connections
from tillwatch.kernel import errors
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Scope

router = APIRouter(tags=["disputes"], dependencies=[Depends(may("ledger.read"))])


@router.get("/disputes/measures/months", response_model=MonthsShown)
async def measure_dispute_months(
    desk: TheDesk, asked: Annotated[MeasuresAsked, Query()]
) -> Response:
    """Chargebacks of each calendar month against its sales, by when they were opened (activity) and
    by when the sale was (cohort). At most 36 months, the latest."""
    about, livemode = await asked.about(desk)
    found = await dashboard.by_month(desk.house.store, desk.lake, about)
    return answer(
        {
            "as_of": shapes.moment(int(about.now)),
            "livemode": livemode,
            "months": [told.month(one) for one in found],
            "words": told.words(("activity", "cohort")),
        }
    )


@router.get("/disputes/measures/what-if", response_model=WhatIfShown)
async def what_if_disputes(desk: TheDesk, asked: Annotated[WhatIfAsked, Query()]) -> Response:
    """Which of the last disputes would have been fought with other fees, work or a least chance,
    what that was expected to bring, and what it did bring where it is known. Chances are those that
    were kept; nothing is changed by asking."""
    store, now = desk.house.store, desk.house.clock.now()
    within, livemode = await scope.one_mode(store, asked.connection_id, flag(asked.livemode))
    wanted = reading.Wanted(scope=within, period=None, currency=asked.currency)
    every = await reading.disputes(store, wanted)
    cases = every[-asked.last :]
    chosen = await kept.choices(store)
    rate = await rates.known(store, int(now))
    countries = await _countries(desk, within)
    as_set = ahead.what_if(cases, countries, chosen, None, rate)
    fee, changed = _changed(asked, chosen)
    as_asked = ahead.what_if(cases, countries, changed, fee, rate)
    return answer(
        {
            "livemode": livemode,
            "cases": as_set.cases,
            "of": as_set.of,
            "as_set": told.outlook(as_set),
            "as_asked": told.outlook(as_asked),
        }
    )


def _changed(asked: WhatIfAsked, chosen: Choices) -> tuple[Money | None, Choices]:
    fee = None
    if asked.fee is not None or asked.labour is not None:
        if asked.currency is None:
            sentence = "Say the currency of the fee and the work: currency=usd"
            raise errors.BadInput(sentence, currency=sentence)
        fee = None if asked.fee is None else Money(asked.fee, asked.currency)
        if asked.labour is not None:
            labour = Money(asked.labour, asked.currency)
            chosen = msgspec.structs.replace(chosen, labour=labour)
    if asked.minimum_percent is not None:
        least = asked.minimum_percent * (MICRO // 100)
        chosen = msgspec.structs.replace(chosen, minimum_ppm=least)
    if asked.smart is not None:
        chosen = msgspec.structs.replace(chosen, smart=flag(asked.smart) or False)
    if asked.smart_percent is not None:
        chance = asked.smart_percent * (MICRO // 100)
        chosen = msgspec.structs.replace(chosen, smart_ppm=chance)
    return fee, chosen


async def _countries(desk: Desk, within: Scope) -> dict[str, str | None]:
    known = {
        one.id: one.account
        for one in await connections.everything(desk.house.store, disconnected=True)
    }
    return {
        id_: account.country if (account := known.get(id_)) is not None else None
        for id_ in within.each()
    }
