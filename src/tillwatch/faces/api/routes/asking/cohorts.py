"""Cohorts: what began in one month, followed through the months after."""

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import Field, JsonValue
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId
from tillwatch.faces.api.routes.asking.asked import Slug, Span, Zone, narrowing, one_of
from tillwatch.faces.api.routes.asking.told import MadeShown, made
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.features.monitoring import choices, cohorts
from tillwatch.features.monitoring.cohorts import KINDS, Cohort, Following
from tillwatch.kernel import times
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Record

router = APIRouter(tags=["metrics"], dependencies=[Depends(may("ledger.read"))])
EXAMPLE: dict[str, Any] = {
    "kind": "customers",
    "period": {"from": "2026-05-01", "until": "2026-11-01"},
    "tz": "Europe/Berlin",
}


class CohortsAsked(Body):
    """`kind`: disputes (sales of a month, and how many were charged back since) or customers (who
    paid for the first time in a month, and how many paid again). `period`: in which months they
    begin. `filter`: as of a question."""

    kind: Slug = Field(json_schema_extra=one_of(*KINDS))
    period: Span = Field(examples=[EXAMPLE["period"]])
    tz: Zone = "UTC"
    filter: JsonValue = None
    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: bool | None = None


class CohortPoint(Model):
    """`after`: months since the cohort's own, which is 0. `complete`: that month has passed."""

    after: int
    start: Moment
    numerator: int
    denominator: int
    complete: bool


class CohortShown(Model):
    """`size`: its sales, or its customers. `matures`: when its last point hardly changes any more;
    `mature`: that has passed; null where it does not matter."""

    start: Moment
    end: Moment
    size: int
    matures: Moment | None
    mature: bool | None
    points: list[CohortPoint]


class CohortsShown(Model):
    """The oldest first. `explain`: how each fact was asked."""

    livemode: bool
    kind: str
    name: str
    question: str
    about: str
    cohorts: list[CohortShown]
    explain: list[MadeShown]


@router.post("/metrics/cohorts", response_model=CohortsShown)
async def metrics_cohorts(desk: TheDesk, asked: CohortsAsked) -> Response:
    """Sales or customers by the month they began in, followed through the months since."""
    within, livemode = await scope.one_mode(desk.house.store, asked.connection_id, asked.livemode)
    now, zone = int(desk.house.clock.now()), times.zone(asked.tz)
    following = cohorts.checked(
        Following(
            kind=asked.kind,
            period=asked.period.period(zone),
            zone=zone,
            now=now,
            connections=within.ids,
            filter=narrowing(asked.filter),
            ranges=(await choices.kept(desk.house.store)).amount_ranges,
        )
    )
    found = await cohorts.follow(desk.lake, following)
    kind = KINDS[following.kind]
    return answer(
        {
            "livemode": livemode,
            "kind": following.kind,
            "name": kind.name,
            "question": kind.question,
            "about": kind.note,
            "cohorts": [_cohort(one, now) for one in found.cohorts],
            "explain": [made(one) for one in found.made],
        }
    )


def _cohort(one: Cohort, now: int) -> Record:
    return {
        "start": shapes.moment(one.start),
        "end": shapes.moment(one.end),
        "size": one.size,
        "matures": shapes.moment(one.matures),
        "mature": None if one.matures is None else one.matures <= now,
        "points": [
            {
                "after": point.after,
                "start": shapes.moment(point.start),
                "numerator": point.numerator,
                "denominator": point.denominator,
                "complete": point.whole,
            }
            for point in one.points
        ],
    }
