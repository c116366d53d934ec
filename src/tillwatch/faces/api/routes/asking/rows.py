"""The rows behind a number, and rows of any fact."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response, StreamingResponse

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.asking import listed, sheets
from tillwatch.faces.api.routes.asking.background import Background, background
from tillwatch.faces.api.routes.asking.listed import Listing, ListingPage, RowsShown
from tillwatch.features.monitoring import listing
from tillwatch.features.monitoring.listing import Wanted
from tillwatch.features.monitoring.listing.opens import opens
from tillwatch.features.monitoring.wording import Wording
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["metrics"])
READS = may("ledger.read")
Reader = Annotated[Person, Depends(READS)]
BATCH: Final = 500


@router.post("/metrics/rows", response_model=RowsShown, dependencies=[Depends(READS)])
async def metrics_rows(desk: TheDesk, asked: ListingPage) -> Response:
    """The rows behind a number, or all of a fact, newest first: their count and sum are that
    number. Each says what it belongs to and which page it leads to."""
    wanted, behind, livemode = await _wanted(desk, asked)
    page = await listing.page(desk.lake, wanted, asked.cursor, asked.limit)
    total = await listing.totalled(desk.lake, wanted)
    opened = await opens(desk.house.store, page.rows)
    wording = _wording(behind, wanted)
    told = listed.told(page, total, wanted, opened, wording, livemode=livemode)
    return answer({**told, "customers": await listing.customers(desk.lake, wanted)})


@router.post("/metrics/rows.csv", response_class=StreamingResponse, responses=sheets.GIVES)
async def metrics_rows_sheet(desk: TheDesk, asked: Listing, person: Reader) -> Response:
    """All of the same rows as a sheet, told while they are read."""
    wanted, behind, livemode = await _wanted(desk, asked)
    total = await listing.totalled(desk.lake, wanted)
    after = {"rows": total.count, "fact": wanted.fact, "metric": wanted.base}
    await desk.noted(person, "list.export", "metrics rows", after=after)
    day = datetime.fromtimestamp(desk.house.clock.now(), wanted.zone).date().isoformat()
    named = f'attachment; filename="{wanted.base or wanted.fact}-{day}.csv"'
    return StreamingResponse(
        _lines(desk, wanted, _wording(behind, wanted), livemode),
        media_type=sheets.MEDIA_TYPE,
        headers={"content-disposition": named},
    )


async def _lines(
    desk: Desk, wanted: Wanted, wording: Wording, livemode: bool
) -> AsyncGenerator[bytes]:
    heads, cursor = [sheets.row_heads(wanted)], None
    while True:
        # a client that goes cancels this; a question is always let end
        page = await asyncio.shield(listing.page(desk.lake, wanted, cursor, BATCH))
        rows = [sheets.row_cells(row, wanted, wording, livemode=livemode) for row in page.rows]
        yield sheets.written([*heads, *rows])
        heads, cursor = [], page.next_cursor
        if cursor is None:
            return


async def _wanted(desk: Desk, asked: Listing) -> tuple[Wanted, Background, bool]:
    within, livemode = await scope.one_mode(desk.house.store, asked.connection_id, asked.livemode)
    behind = await background(desk, within)
    return asked.wanted(within, behind.choices), behind, livemode


def _wording(behind: Background, wanted: Wanted) -> Wording:
    return behind.wording(wanted.fact, wanted.ranges or ())
