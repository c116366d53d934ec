"""Any series beside what is usual, which were the least likely, and what a count is made of."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.anomalies import told
from tillwatch.faces.api.routes.anomalies.asked import SeriesAsked, SlicesAsked
from tillwatch.faces.api.routes.anomalies.told import BehindShown, SeriesShown, SlicesShown
from tillwatch.features.monitoring.anomalies import series as curves
from tillwatch.features.monitoring.anomalies import slices
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["anomalies"])
Reader = Annotated[Person, Depends(may("ledger.read"))]


@router.get("/anomalies/series", response_model=SeriesShown)
async def anomaly_series(
    desk: TheDesk, asker: Reader, asked: Annotated[SeriesAsked, Query()]
) -> Response:
    """Payments, failed payments or sales of one slice, part of time by part of time, beside what
    was usual before the period."""
    await scope.scope(desk.house.store, [asked.connection_id])
    id_, measure = asked.connection_id, asked.measure
    step, points = await curves.series(
        desk.lake, id_, measure, asked.piece(), asked.period(desk.house.clock.now())
    )
    shown = [told.point(one) for one in points]
    return answer({"step_s": step, "points": shown, **told.MINIMUM})


@router.get("/anomalies/slices", response_model=SlicesShown)
async def anomaly_slices(
    desk: TheDesk, asker: Reader, asked: Annotated[SlicesAsked, Query()]
) -> Response:
    """Which series of an account were the least likely in a period, the most unusual first."""
    await scope.scope(desk.house.store, [asked.connection_id])
    id_, measure = asked.connection_id, asked.measure
    found = await slices.ranked(desk.lake, id_, measure, asked.period(desk.house.clock.now()))
    shown = [msgspec.structs.asdict(one) for one in found or ()]
    return answer({"enough": found is not None, "data": shown, **told.MINIMUM})


@router.get("/anomalies/tries", response_model=BehindShown)
async def anomaly_tries(
    desk: TheDesk, asker: Reader, asked: Annotated[SeriesAsked, Query()]
) -> Response:
    """The tries that a count of a series is made of, the newest first; a payment counts once."""
    await scope.scope(desk.house.store, [asked.connection_id])
    id_, measure = asked.connection_id, asked.measure
    found = await slices.tries(
        desk.lake, id_, measure, asked.piece(), asked.period(desk.house.clock.now())
    )
    shown = [
        {**msgspec.structs.asdict(one), "at": shapes.moment(one.at)}
        for one in found[: slices.TRIES_MAX]
    ]
    counted = len({one.payment or one.id for one in found})
    more = len(found) > slices.TRIES_MAX
    return answer({"counted": None if more else counted, "more": more, "data": shown})
