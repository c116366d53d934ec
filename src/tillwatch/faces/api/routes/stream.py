"""What is new, as it happens: server-sent events.

`id` is the change sequence, so a browser that lost the line says where it was (`Last-Event-ID`)
and gets everything since as one summary. Comments keep the line open. A ring of the bell that got
lost costs a second: the stream also looks by the clock. That alerts came, or that somebody did
something about one, is told without saying what: whoever hears it asks.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import StreamingResponse

from tillwatch.faces.api.desk import Desk, TheDesk
from tillwatch.faces.api.guard import Credentials, may
from tillwatch.kernel import bell, errors, eyes
from tillwatch.ledger.questions import news
from tillwatch.people.tokens import Person

LOOK_S: Final = 1.0
SILENCE_S: Final = 15.0
PAUSE_S: Final = 0.2
"""A flood of changes is told a few times a second, each time as one summary."""
RETRY_MS: Final = 1000

router = APIRouter(tags=["events"])
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=30)]


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream(
    request: Request,
    desk: TheDesk,
    shown: Credentials,
    person: Annotated[Person, Depends(may("ledger.read"))],
    last_event_id: LastEventId = None,
) -> StreamingResponse:
    """`event: changes`, `data: {"seq", "kinds": {"payment": 2}, "connection_ids": [...]}`; and
    `event: alerts` when there is another alert, or one was read, put off or dealt with.

    It ends with the access it was opened with, also when its person may more by now: who opens it
    again reads anew what was shown or hidden until then.
    """
    newest = await news.last(desk.house.store)
    place = newest
    if last_event_id is not None and last_event_id.isdecimal():
        place = min(int(last_event_id), newest)
    return StreamingResponse(
        _told(request, desk, shown, person, place),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _told(
    request: Request, desk: Desk, shown: Credentials, person: Person, place: int
) -> AsyncIterator[str]:
    clock = desk.house.clock
    turns = desk.guard.turns
    spoke = checked = clock.now()
    listen = desk.house.bell.listen
    with listen(bell.CHANGES) as ear, listen(bell.ALERTS) as alerts:
        yield f"retry: {RETRY_MS}\n\n"
        while not desk.closing.is_set() and not await request.is_disconnected():
            now = clock.now()
            if abs(now - checked) >= SILENCE_S or turns != desk.guard.turns:
                turns, checked = desk.guard.turns, now
                if not await _same_access(request, desk, shown, person):
                    return
            found = await news.since(desk.house.store, place)
            if found is not None:
                place = found.seq
            if found is not None and found.kinds:
                spoke = now
                data = msgspec.json.encode(found).decode()
                yield f"id: {place}\nevent: changes\ndata: {data}\n\n"
                await asyncio.sleep(PAUSE_S)
            elif abs(now - spoke) >= SILENCE_S:
                spoke = now
                yield ": still here\n\n"
            if alerts.rang():
                spoke = now
                yield "event: alerts\ndata: {}\n\n"
            await ear.wait(LOOK_S)


async def _same_access(request: Request, desk: Desk, shown: Credentials, before: Person) -> bool:
    saw = eyes.now()
    try:
        person = await desk.guard.person(request, shown)
        return person.permissions == before.permissions and eyes.now() == saw
    except (errors.NotSignedIn, errors.NotAllowed):
        return False
