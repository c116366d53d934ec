"""The dashboard of disputes, and the rows behind its numbers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.measuring import told
from tillwatch.faces.api.routes.measuring.asked import (
    BookedAsked,
    MeasuredRowsAsked,
    MeasuresAsked,
)
from tillwatch.faces.api.routes.measuring.shapes import BookedPage, MeasuredPage, MeasuresShown
from tillwatch.features.disputes.measure import dashboard

router = APIRouter(tags=["disputes"], dependencies=[Depends(may("ledger.read"))])


@router.get("/disputes/measures", response_model=MeasuresShown)
async def measure_disputes(desk: TheDesk, asked: Annotated[MeasuresAsked, Query()]) -> Response:
    """What came, what was answered, what was won, what it cost, how long it took, and what comes
    back: each number with its base and how it is made. Without `livemode`: live if any account
    asked about is live, else test."""
    about, livemode = await asked.about(desk)
    found = await dashboard.measured(desk.house.store, about)
    return answer(told.dashboard(found, about, livemode=livemode))


@router.get("/disputes/measures/rows", response_model=MeasuredPage)
async def list_measured_disputes(
    desk: TheDesk, asked: Annotated[MeasuredRowsAsked, Query()]
) -> Response:
    """The disputes behind a number of the dashboard, newest first."""
    narrowed = asked.narrowed()
    about, _ = await asked.about(desk)
    found = await dashboard.rows(desk.house.store, about, narrowed, asked.cursor, asked.limit)
    return answer({"data": [told.row(one) for one in found.rows], "next_cursor": found.next_cursor})


@router.get("/disputes/measures/booked", response_model=BookedPage)
async def list_booked(desk: TheDesk, asked: Annotated[BookedAsked, Query()]) -> Response:
    """The entries behind what disputes cost, as booked in the period, newest first."""
    part = asked.checked()
    about, _ = await asked.about(desk)
    found = await dashboard.entries(desk.house.store, about, part, asked.cursor, asked.limit)
    rows = [told.piece(one) for one in found.rows]
    return answer({"data": rows, "next_cursor": found.next_cursor})
