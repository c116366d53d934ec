"""Calendars that follow the deadlines of disputes: one's own, and the address a calendar asks.

The address opens by its secret alone, as calendars cannot sign in; wrong ones are counted as wrong
tokens are. It shows what its person may see at that moment.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import Everybody, may
from tillwatch.faces.api.guard.cookies import address
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.features.disputes.deadlines import calendar, feeds, ics
from tillwatch.features.disputes.deadlines.feeds import Feed
from tillwatch.kernel import errors, eyes
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import audit
from tillwatch.people.tokens import Person

MEDIA_TYPE: Final = "text/calendar"
NAME: Final = "Disputes to answer"
ADDRESS: Final = "/api/v1/disputes/calendar/{secret}.ics"
GIVES: Final = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "The calendar"}
}
Secret = Annotated[str, Path(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_]+$")]

router = APIRouter(tags=["disputes"])


class CalendarAsked(Body):
    """`livemode`: only deadlines of live accounts, or only of test ones; null: of both."""

    livemode: bool | None = None


class CalendarShown(Model):
    """`used`: when a calendar asked last, within an hour; null: never."""

    id: str
    livemode: bool | None
    created: Moment
    used: Moment | None


class CalendarMade(CalendarShown):
    """`url` is shown this once: whoever has it reads the deadlines."""

    url: str


class CalendarPage(Model):
    data: list[CalendarShown]
    next_cursor: None


@router.get("/dispute-calendars", response_model=CalendarPage)
async def list_calendars(
    desk: TheDesk, person: Annotated[Person, Depends(may("ledger.read"))]
) -> Response:
    """One's own calendars of deadlines, the newest first."""
    found = await feeds.of_person(desk.house.store, person.person_id)
    mine = found if person.person_id is not None or _demo(desk) else []
    return answer({"data": [_shown(one) for one in mine], "next_cursor": None})


@router.post("/dispute-calendars", response_model=CalendarMade, status_code=201)
async def make_calendar(
    desk: TheDesk,
    request: Request,
    asked: CalendarAsked,
    person: Annotated[Person, Depends(may("monitoring.own"))],
) -> Response:
    """An address to subscribe to in a calendar program: every deadline with reminders 7, 3 and 1
    days and 6 hours before. It shows what its person may see, and ends with them."""
    store, clock = desk.house.store, desk.house.clock
    owner = _somebody(desk, person)
    async with store.writing() as tx:
        feed, secret = await feeds.make(tx, owner, asked.livemode, int(clock.now()))
        after = {"livemode": asked.livemode}
        await audit.write(tx, clock, person.name, "disputes.feed", feed.id, after=after)
    url = origin(request, desk) + ADDRESS.format(secret=secret)
    return answer({**_shown(feed), "url": url}, 201)


@router.delete("/dispute-calendars/{id}", status_code=204, response_class=Response)
async def end_calendar(
    desk: TheDesk, id: Id, person: Annotated[Person, Depends(may("monitoring.own"))]
) -> Response:
    """Its address opens nothing any more."""
    store, clock = desk.house.store, desk.house.clock
    owner = _somebody(desk, person)
    async with store.writing() as tx:
        await feeds.end(tx, owner, id, int(clock.now()))
        await audit.write(tx, clock, person.name, "disputes.feed_removed", id)
    return Response(status_code=204)


@router.get(
    "/disputes/calendar/{secret}.ics",
    dependencies=[Depends(Everybody("the secret in the address is what opens it"))],
    response_class=Response,
    responses=GIVES,  # type: ignore[arg-type]  # FastAPI types it more narrowly than it takes it
)
async def read_calendar(desk: TheDesk, request: Request, secret: Secret) -> Response:
    """The deadlines of disputes for a calendar program, as its person may see them now. 404 for an
    address that was ended, or whose person may no longer come in."""
    house, here = desk.house, address(request)
    desk.guard.throttle.check(here)
    found = await feeds.opened(
        house.store, secret, house.vault.derived("pseudonyms"), demo=_demo(desk)
    )
    if found is None:
        desk.guard.throttle.failed(here, feeds.digest(secret))
        raise errors.NotFound("There is no such calendar any more: make a new one in Tillwatch")
    feed, seeing = found
    now = int(house.clock.now())
    with eyes.looking(seeing):
        within = await scope.scope(house.store, (), feed.livemode)
        events = await calendar.events(house.store, within, now, origin(request, desk))
    await feeds.touch(house.store, feed, now)
    headers = {"cache-control": "private, no-store"}
    return Response(ics.calendar(NAME, events), media_type=MEDIA_TYPE, headers=headers)


def _demo(desk: TheDesk) -> bool:
    return desk.simulator_url is not None


def _somebody(desk: TheDesk, person: Person) -> str | None:
    """Whose calendar it is; a program has none, since nothing would end it."""
    if person.person_id is None and not _demo(desk):
        raise errors.BadInput("A calendar belongs to a person: sign in to make one")
    return person.person_id


def _shown(one: Feed) -> Record:
    return {
        "id": one.id,
        "livemode": one.livemode,
        "created": shapes.moment(one.created),
        "used": shapes.moment(one.used),
    }
