"""What was unusual: the list, the same as a sheet, and how much is watched."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import flag
from tillwatch.faces.api.routes.anomalies import sheet, told
from tillwatch.faces.api.routes.anomalies.asked import (
    AnomaliesAsked,
    Narrowed,
    SheetAsked,
    WatchedAsked,
)
from tillwatch.faces.api.routes.anomalies.told import AnomalyPage, WatchedList
from tillwatch.faces.api.routes.asking import sheets
from tillwatch.features.monitoring import choices
from tillwatch.features.monitoring.anomalies import costing, kept, listing
from tillwatch.features.monitoring.anomalies import series as curves
from tillwatch.features.monitoring.anomalies.costing import Cost
from tillwatch.features.monitoring.anomalies.listing import LISTED_MAX, Anomaly
from tillwatch.kernel import eyes, paging, times
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["anomalies"])
Reader = Annotated[Person, Depends(may("ledger.read"))]


@router.get("/anomalies", response_model=AnomalyPage)
async def list_anomalies(
    desk: TheDesk, asker: Reader, asked: Annotated[AnomaliesAsked, Query()]
) -> Response:
    """What was unusual though no rule says so, the latest found first or the dearest first.

    Each is an alert of the same id: read, snooze and resolve it there.
    """
    if asked.sort == "impact":
        return await _dearest(desk, asker, asked)
    before = paging.decode(asked.cursor, (int, str)) if asked.cursor is not None else None
    question = msgspec.structs.replace(
        await _question(desk, asker, asked),
        before=(int(before[0]), str(before[1])) if before is not None else None,
        limit=asked.limit,
    )
    found = await listing.listed(desk.house.store, question, eyes.now())
    shown, more = found[: asked.limit], len(found) > asked.limit
    known = await _costs(desk, shown)
    last = paging.encode(shown[-1].at, shown[-1].id) if more else None
    return answer(_page(shown, known, last))


async def _dearest(desk: Desk, asker: Person, asked: AnomaliesAsked) -> Response:
    """A page of those that cost most; the cursor is how many came before."""
    some, known = await _in_order(desk, asker, asked)
    start = int(paging.decode(asked.cursor, (int, str))[0]) if asked.cursor is not None else 0
    end = max(0, start) + asked.limit
    shown = some[max(0, start) : end]
    last = paging.encode(end, shown[-1].id) if len(some) > end and shown else None
    return answer(_page(shown, known, last))


@router.get("/anomalies.csv", response_class=Response, responses=sheets.GIVES)
async def anomalies_as_csv(
    desk: TheDesk, asker: Reader, asked: Annotated[SheetAsked, Query()]
) -> Response:
    """The same as a sheet: a line for each anomaly and currency that it costs something in."""
    tz = times.zone(asked.tz)
    some, _ = await _in_order(desk, asker, asked)
    within = await scope.scope(desk.house.store, asked.connection_id, flag(asked.livemode))
    now = desk.house.clock.now()
    await desk.noted(asker, "list.export", "anomalies", after={"rows": len(some)})
    return sheets.response(sheet.lines(some, within.names, tz), "anomalies", now, tz)


@router.get("/anomalies/watched", response_model=WatchedList)
async def anomalies_watched(
    desk: TheDesk, asker: Reader, asked: Annotated[WatchedAsked, Query()]
) -> Response:
    """Which accounts are looked at, up to when, and whether there is history enough."""
    store, now = desk.house.store, int(desk.house.clock.now())
    within = await scope.scope(store, (), flag(asked.livemode))
    shown = []
    for id_ in within.each():
        reached = await kept.reached(store, id_)
        shown.append(
            {
                "connection_id": id_,
                "since": shapes.moment(reached.since if reached is not None else None),
                "until": shapes.moment(reached.until if reached is not None else None),
                "enough": await curves.is_enough(desk.lake, id_, now),
                **told.MINIMUM,
            }
        )
    return answer({"data": shown})


async def _question(desk: Desk, asker: Person, asked: Narrowed) -> listing.Asked:
    within = await scope.scope(desk.house.store, asked.connection_id, flag(asked.livemode))
    return listing.Asked(
        person=asker.person_id or asker.id,
        now=int(desk.house.clock.now()),
        state=asked.standing,
        connections=within.ids,
        kinds=tuple(asked.kind),
        severity=asked.severity,
        since=asked.since(),
        until=asked.until(),
        words=asked.words(),
        limit=LISTED_MAX,
    )


async def _in_order(
    desk: Desk, asker: Person, asked: Narrowed
) -> tuple[list[Anomaly], Mapping[str, Cost]]:
    question = await _question(desk, asker, asked)
    found = (await listing.listed(desk.house.store, question, eyes.now()))[:LISTED_MAX]
    known = await _costs(desk, found)
    return (costing.dearest(found, known) if asked.sort == "impact" else found), known


async def _costs(desk: Desk, some: Sequence[Anomaly]) -> Mapping[str, Cost]:
    store = desk.house.store
    return await costing.costs(store, desk.lake, await choices.kept(store), some)


def _page(
    some: Sequence[Anomaly], known: Mapping[str, Cost], cursor: str | None
) -> dict[str, object]:
    data = [told.anomaly(one, known.get(one.id)) for one in some]
    return {"data": data, "next_cursor": cursor}
