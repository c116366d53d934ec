"""`/disputes/queue.csv`: the queue as a sheet."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from tillwatch.faces.api.desk import TheDesk
from tillwatch.faces.api.routes.queueing.asked import QueueSheetAsked, narrowed
from tillwatch.faces.api.routes.queueing.told import decimal
from tillwatch.faces.api.routes.rows.export import MEDIA_TYPE, TAKES
from tillwatch.faces.api.routes.rows.sheets import amount, moment, plain
from tillwatch.features.disputes.queue import listed, stages
from tillwatch.features.disputes.queue.asked import Asked
from tillwatch.features.disputes.queue.listed import Listed
from tillwatch.kernel import eyes, times
from tillwatch.ledger.questions.scope import LIVE, TEST, Scope
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store

PART: Final = 500
HIDES: Final = {"q"}
GIVES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "The sheet"}
}
HEADS: Final = (
    "Dispute",
    "Opened",
    "Answer due by",
    "Our deadline",
    "How far",
    "Customer name",
    "Customer e-mail",
    "Currency",
    "Amount",
    "Reason",
    "Card network",
    "Network reason code",
    "Looked after by",
    "Decision",
    "Suggestion",
    "Chance",
    "Expected gain",
    "Evidence there",
    "Evidence asked for",
    "Sending",
    "Status",
    "Payment",
    "Updated",
    "Account",
    "Connection",
    "Mode",
)

router = APIRouter(prefix="/disputes", tags=["dispute-work"])


@router.get("/queue.csv", response_class=StreamingResponse, responses=GIVES)
async def dispute_queue_as_a_sheet(
    desk: TheDesk,
    asker: Annotated[Person, Depends(TAKES)],
    asked: Annotated[QueueSheetAsked, Query()],
) -> Response:
    """All cases of the list, in its order. Without `personal.export` it has pseudonyms for people.
    Evidence is counted in half points."""
    tz, now = times.zone(asked.tz), int(desk.house.clock.now())
    wanted = await narrowed(desk.house.store, asked, asker, now)
    filters = asked.model_dump(exclude_defaults=True, exclude={"tz", *HIDES})
    filters |= {name: eyes.HIDDEN for name in HIDES if getattr(asked, name) is not None}
    after = {"filters": filters, "personal": eyes.now().personal}
    await desk.noted(asker, "list.export", "dispute-queue", after=after)
    day = datetime.fromtimestamp(now, tz).date().isoformat()
    named = f'attachment; filename="dispute-queue-{day}.csv"'
    told = _lines(desk.house.store, wanted, tz)
    return StreamingResponse(told, media_type=MEDIA_TYPE, headers={"content-disposition": named})


async def _lines(store: Store, wanted: Asked, tz: ZoneInfo) -> AsyncGenerator[bytes]:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADS)
    cursor, more = None, True
    while more:
        # a client that goes cancels this; the store is never left in the middle of a question
        page = await asyncio.shield(listed.page(store, wanted, cursor, PART))
        sheet.writerows(_cells(one, wanted.scope, tz) for one in page.rows)
        yield text.getvalue().encode()
        text.truncate(text.seek(0))
        cursor = page.next_cursor
        more = cursor is not None


def _cells(one: Listed, within: Scope, tz: ZoneInfo) -> list[str]:
    row, brief, person = one.row, one.brief, one.person or {}
    whose = row["connection_id"]
    livemode = within.livemode(whose, row["livemode"])
    mode = None if livemode is None else LIVE if livemode else TEST
    ends = [moment(at, tz) for at in (row["created"], row["due_by"], stages.ours(row["due_by"]))]
    said = (one.stage, person.get("name"), person.get("email"), row["currency"])
    codes = (row["reason"], row["network"], row["network_reason_code"], one.owner, row["decision"])
    judged = [one.verdict, decimal(brief.chance)] if brief else ["", ""]
    gain = amount(brief.gain, row["currency"]) if brief and one.verdict else ""
    there = [brief.got, brief.of] if brief else ["", ""]
    last = (one.sending, row["status"], row["payment"])
    account = (within.names.get(whose), whose, mode)
    return [
        row["id"],
        *ends,
        *map(plain, said),
        amount(row["amount"], row["currency"]),
        *map(plain, (*codes, *judged)),
        gain,
        *map(plain, (*there, *last)),
        moment(one.updated, tz),
        *map(plain, account),
    ]
