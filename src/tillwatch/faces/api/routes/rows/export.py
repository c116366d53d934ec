"""`/payments.csv` and so on: all rows of a list, as a sheet, told while it is read.

Rows are read a batch at a time, newest first, each batch behind the last row of the one before, so
that memory stays flat and nothing is held in the store between batches; when the client goes,
reading ends. UTF-8 without a byte-order mark, lines end with CR LF, as RFC 4180 has them.

A sheet with people in it needs a permission of its own (`personal.export`), and a browser a person
who has shown a moment ago who they are; whoever has no such permission gets pseudonyms instead.
Each sheet is in the log of deeds before its first line leaves.
"""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk
from tillwatch.faces.api.guard import Credentials, Permit, may, permitted
from tillwatch.faces.api.guard.permits import confirmed
from tillwatch.faces.api.parameters import SheetAsked, narrowing, question
from tillwatch.faces.api.routes.rows import sheets
from tillwatch.faces.api.routes.rows.shown import PATHS
from tillwatch.kernel import eyes, times
from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import payments
from tillwatch.ledger.questions.finding import question as finding
from tillwatch.ledger.questions.finding.question import Question
from tillwatch.ledger.questions.scope import LIVE, TEST, Record
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

BATCH: Final = 200
"""Small, because the same loop takes in webhooks: a batch is written in some milliseconds."""
MEDIA_TYPE: Final = "text/csv"
TYPED: Final = ("q", "email")
"""Filters whose value says who somebody is."""

router = APIRouter()


class Taking(Permit):
    """`ledger.read`; `widened` by the permission to take personal data out."""

    widened: Final = "personal.export"

    async def __call__(self, request: Request, shown: Credentials) -> Person:
        person = await permitted(request, shown, self.permission)
        if person.may(self.widened) and person.may("personal.read"):
            confirmed(request, person)
        else:
            eyes.open_to(msgspec.structs.replace(eyes.now(), personal=False))
        return person


READS: Final = may("ledger.read")
TAKES: Final = Taking("ledger.read")


async def lines(store: Store, wanted: Question, tz: ZoneInfo) -> AsyncGenerator[bytes]:
    """The sheet in pieces of `BATCH` rows; the first begins with the heads."""
    heads, cursor = [sheets.heads(wanted.table)], None
    while True:
        # a client that goes cancels this; the store is never left in the middle of a question
        page = await asyncio.shield(_batch(store, wanted, cursor))
        yield _written([*heads, *(_cells(wanted, row, tz) for row in page.rows)])
        heads, cursor = [], page.next_cursor
        if cursor is None:
            return


async def _batch(store: Store, wanted: Question, cursor: str | None) -> Page[Record]:
    page = await finding.page(store, wanted, cursor, BATCH)
    if wanted.table != "payment":
        return page
    return Page(await payments.complete(store, page.rows), page.next_cursor)


def _cells(wanted: Question, row: Record, tz: ZoneInfo) -> list[str]:
    whose = row["connection_id"]
    livemode = wanted.scope.livemode(whose, row["livemode"])
    mode = None if livemode is None else LIVE if livemode else TEST
    account = wanted.scope.names.get(whose)
    return sheets.cells(wanted.table, {**row, "account": account, "mode": mode}, tz)


def _written(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode()


async def _note(desk: Desk, person: Person, path: str, wanted: Question) -> None:
    """Who takes which rows out, and how many; of what was searched for only that it was."""
    given = {**wanted.filters, **({"q": wanted.typed} if wanted.typed is not None else {})}
    found = await finding.totalled(desk.house.store, wanted)
    after = {
        "rows": found.count,
        "more": found.sums is None,
        "personal": wanted.table in sheets.PERSONAL and eyes.now().personal,
        "accounts": None if wanted.scope.ids is None else list(wanted.scope.ids),
        "from": shapes.moment(wanted.since),
        "until": shapes.moment(wanted.until),
        "filters": {name: eyes.HIDDEN if name in TYPED else given[name] for name in given},
    }
    await desk.noted(person, "list.export", path, after=after)


def _add(path: str, table: str) -> None:
    permit = TAKES if table in sheets.PERSONAL else READS

    async def sheet(desk: TheDesk, person: Any, asked: Annotated[Any, Query()]) -> Response:
        """All rows of the list. Without `personal.export` it has pseudonyms for people."""
        tz = times.zone(asked.tz)
        wanted = await question(asked, table, desk.house.store)
        await _note(desk, person, path, wanted)
        day = datetime.fromtimestamp(desk.house.clock.now(), tz).date().isoformat()
        return StreamingResponse(
            lines(desk.house.store, wanted, tz),
            media_type=MEDIA_TYPE,
            headers={"content-disposition": f'attachment; filename="{path}-{day}.csv"'},
        )

    asked_model = narrowing(table, SheetAsked, "Sheet")
    sheet.__annotations__["person"] = Annotated[Person, Depends(permit)]
    sheet.__annotations__["asked"] = Annotated[asked_model, Query()]
    router.add_api_route(
        f"/{path}.csv",
        sheet,
        response_class=StreamingResponse,
        responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
        name=f"{path.replace('-', ' ')} as a sheet",
        tags=[path],
    )


for _path, _table in PATHS.items():
    if _table in sheets.SHEETS:
        _add(_path, _table)
