"""Who may come in, and what they may."""

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.access import OPEN, LinkAsked, asks_second, origin
from tillwatch.faces.api.routes.team.shapes import (
    PersonChanged,
    PersonPage,
    PersonShown,
    SignInLink,
    person,
)
from tillwatch.faces.api.shapes import moment
from tillwatch.intake.connections import lookup
from tillwatch.kernel import eyes
from tillwatch.people.team import changing, members, sessions
from tillwatch.people.team.changing import Change
from tillwatch.people.tokens import Person

RESET_LIVES_S: Final = 3600
"""Long enough to be sent to somebody and opened there."""

router = APIRouter(tags=["people"])
Reader = Annotated[Person, Depends(may("people.read"))]
Writer = Annotated[Person, Depends(may("people.write"))]
Surely = Annotated[Person, Depends(may("people.write", confirm=True))]


@router.get("/people", response_model=PersonPage)
async def list_people(desk: TheDesk, asker: Reader) -> Response:
    """Everybody, the active first."""
    found = await members.everybody(desk.house.store, desk.house.clock)
    return answer({"data": [person(one, asker) for one in found], "next_cursor": None})


@router.get("/people/{id}", response_model=PersonShown)
async def one_person(desk: TheDesk, id: Id, asker: Reader) -> Response:
    return await _shown(desk, id, asker)


@router.patch("/people/{id}", response_model=PersonShown)
async def change_person(desk: TheDesk, id: Id, asker: Surely, asked: PersonChanged) -> Response:
    """Another role, other accounts; it counts at once. 409 `last_owner`; 403 `own_access`."""
    given = asked.model_fields_set
    wanted = Change(
        role=asked.role,
        connections=asked.connections if "connections" in given else msgspec.UNSET,
    )
    house = desk.house
    known = await account_ids(desk)
    await changing.change(house.store, house.clock, id, wanted, by=asker, known=known)
    desk.guard.forget()
    return await _shown(desk, id, asker)


@router.post("/people/{id}/deactivate", response_model=PersonShown)
async def deactivate(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """They may no longer come in; sessions, links and their own tokens end at once."""
    await changing.deactivate(desk.house.store, desk.house.clock, id, by=asker)
    desk.guard.forget()
    return await _shown(desk, id, asker)


@router.post("/people/{id}/reactivate", response_model=PersonShown)
async def reactivate(desk: TheDesk, id: Id, asker: Surely) -> Response:
    await changing.reactivate(desk.house.store, desk.house.clock, id, by=asker)
    desk.guard.forget()
    return await _shown(desk, id, asker)


@router.post("/people/{id}/reset", response_model=SignInLink, status_code=201)
async def reset(
    request: Request, desk: TheDesk, id: Id, asker: Surely, asked: LinkAsked | None = None
) -> Response:
    """A link that signs that person in, once, within an hour: they choose a new password then. The
    old one holds until they do."""
    house = desk.house
    code = await changing.reset_code(
        house.store,
        house.clock,
        id,
        by=asker,
        lives_s=RESET_LIVES_S,
        second_factor=asks_second(asker, asked),
    )
    expires = moment(int(house.clock.now()) + RESET_LIVES_S)
    return answer({"url": origin(request, desk) + OPEN + code, "expires": expires}, 201)


@router.delete("/people/{id}/sessions", status_code=204, response_class=Response)
async def end_sessions(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """That person is signed out everywhere."""
    await sessions.end_all(desk.house.store, desk.house.clock, id, by=asker)
    desk.guard.forget()
    return Response(status_code=204)


async def account_ids(desk: Desk) -> list[str]:
    """Of all accounts there are: whoever changes what people may sees them all."""
    with eyes.looking(eyes.OPEN):
        return [one.id for one in await lookup.everything(desk.house.store)]


async def _shown(desk: Desk, id_: str, asker: Person) -> Response:
    return answer(person(await members.one(desk.house.store, desk.house.clock, id_), asker))
