"""What was unusual, and any series beside what is usual."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Cut, Flag, Moment, Text, flag
from tillwatch.faces.api.routes.anomalies import told
from tillwatch.faces.api.routes.anomalies.told import AnomalyPage, SeriesShown, WatchedList
from tillwatch.features.monitoring.anomalies import kept, listing
from tillwatch.features.monitoring.anomalies import series as curves
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, DIMENSIONS
from tillwatch.kernel import errors, eyes, paging, times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["anomalies"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
KNOWN: Final[dict[str, Any]] = {"enum": list(DIMENSIONS)}


class AnomaliesAsked(Cut):
    """Which ones."""

    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: Flag | None = None
    standing: Literal["open", "snoozed", "resolved", "all"] = "all"


class SeriesAsked(BaseModel):
    """Of one account. `dimension` and `value`: of one slice; of all tries without them."""

    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId
    measure: Literal["payments", "failed"] = "failed"
    dimension: Text | None = Field(None, json_schema_extra=KNOWN)
    value: Text | None = None
    created_from: Moment
    created_until: Moment


class WatchedAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    livemode: Flag | None = None


@router.get("/anomalies", response_model=AnomalyPage)
async def list_anomalies(
    desk: TheDesk, asker: Reader, asked: Annotated[AnomaliesAsked, Query()]
) -> Response:
    """What was unusual though no rule says so, the latest found first.

    Each is an alert of the same id: read, snooze and resolve it there.
    """
    store = desk.house.store
    within = await scope.scope(store, asked.connection_id, flag(asked.livemode))
    before = paging.decode(asked.cursor, (int, str)) if asked.cursor is not None else None
    question = listing.Asked(
        person=asker.person_id or asker.id,
        now=int(desk.house.clock.now()),
        state=asked.standing,
        connections=within.ids,
        before=(int(before[0]), str(before[1])) if before is not None else None,
        limit=asked.limit,
    )
    found = await listing.listed(store, question, eyes.now())
    shown, more = found[: asked.limit], len(found) > asked.limit
    last = paging.encode(shown[-1].at, shown[-1].id) if more else None
    return answer({"data": [told.anomaly(one) for one in shown], "next_cursor": last})


@router.get("/anomalies/series", response_model=SeriesShown)
async def anomaly_series(
    desk: TheDesk, asker: Reader, asked: Annotated[SeriesAsked, Query()]
) -> Response:
    """Payments or failed payments of one slice, part of time by part of time, beside what was usual
    before the period."""
    await scope.scope(desk.house.store, [asked.connection_id])
    period = Period(times.parse(asked.created_from), times.parse(asked.created_until))
    if period.end <= period.start:
        sentence = "The period ends before it begins"
        raise errors.BadInput(sentence, created_until=sentence)
    if (asked.dimension is None) != (asked.value is None):
        sentence = "Give both dimension and value, or neither"
        raise errors.BadInput(sentence, dimension=sentence)
    if asked.dimension is not None and asked.dimension not in DIMENSIONS:
        sentence = f"dimension is one of {', '.join(DIMENSIONS)}"
        raise errors.BadInput(sentence, dimension=sentence)
    piece = (asked.dimension, asked.value or "") if asked.dimension is not None else ALL
    step, points = await curves.series(desk.lake, asked.connection_id, asked.measure, piece, period)
    shown = [told.point(one) for one in points]
    return answer({"step_s": step, "points": shown, **told.MINIMUM})


@router.get("/anomalies/watched", response_model=WatchedList)
async def anomalies_watched(
    desk: TheDesk, asker: Reader, asked: Annotated[WatchedAsked, Query()]
) -> Response:
    """Which accounts are looked at, up to when, and whether there is history enough."""
    store, now = desk.house.store, int(desk.house.clock.now())
    within = await scope.scope(store, (), flag(asked.livemode))
    shown = [
        {
            "connection_id": id_,
            "until": shapes.moment(await kept.reached(store, id_)),
            "enough": await curves.is_enough(desk.lake, id_, now),
            **told.MINIMUM,
        }
        for id_ in within.each()
    ]
    return answer({"data": shown})
