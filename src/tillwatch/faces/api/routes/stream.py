"""What is new, as it happens: server-sent events.

`id` is the change sequence, so a browser that lost the line says where it was (`Last-Event-ID`)
and gets everything since as one summary. Comments keep the line open. A ring of the bell that got
lost costs a second: the stream also looks by the clock.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import StreamingResponse

from tillwatch.faces.api.desk import Desk, TheDesk
from tillwatch.faces.api.guard import may
from tillwatch.kernel import bell
from tillwatch.ledger.questions import news

LOOK_S: Final = 1.0
SILENCE_S: Final = 15.0
RETRY_MS: Final = 1000

router = APIRouter(tags=["events"])
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=30)]


@router.get(
    "/stream",
    dependencies=[Depends(may("ledger.read"))],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream(
    request: Request, desk: TheDesk, last_event_id: LastEventId = None
) -> StreamingResponse:
    """`event: changes`, `data: {"seq", "kinds": {"payment": 2}, "connection_ids": [...]}`."""
    newest = await news.last(desk.house.store)
    place = newest
    if last_event_id is not None and last_event_id.isdecimal():
        place = min(int(last_event_id), newest)
    return StreamingResponse(
        _told(request, desk, place),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _told(request: Request, desk: Desk, place: int) -> AsyncIterator[str]:
    clock = desk.house.clock
    with desk.house.bell.listen(bell.CHANGES) as ear:
        yield f"retry: {RETRY_MS}\n\n"
        spoke = clock.now()
        while not desk.closing.is_set() and not await request.is_disconnected():
            found = await news.since(desk.house.store, place)
            if found is not None:
                place = found.seq
                data = msgspec.json.encode(found).decode()
                yield f"id: {place}\nevent: changes\ndata: {data}\n\n"
                spoke = clock.now()
            elif abs(clock.now() - spoke) >= SILENCE_S:
                yield ": still here\n\n"
                spoke = clock.now()
            await ear.wait(LOOK_S)
