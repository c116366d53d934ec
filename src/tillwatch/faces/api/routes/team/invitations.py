"""Inviting somebody, and joining with the link."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import (
    Everybody,
    address,
    agent,
    cookie_name,
    let_in,
    may,
    only_our_page,
)
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.routes.team.people import account_ids
from tillwatch.faces.api.routes.team.shapes import (
    InvitationMade,
    InvitationPage,
    Invite,
    Invited,
    Joined,
    invitation,
)
from tillwatch.faces.api.shapes import moment
from tillwatch.kernel import errors
from tillwatch.people import roles, tokens
from tillwatch.people.profiles import Wishes
from tillwatch.people.team import invitations, joining
from tillwatch.people.tokens import Person

JOIN: Final = "/join/"
"""The page of the app that makes a person of an invitation."""

router = APIRouter(tags=["people"])
doors = APIRouter(
    tags=["people"], dependencies=[Depends(Everybody("whoever is invited has no session yet"))]
)
Reader = Annotated[Person, Depends(may("people.read"))]
Writer = Annotated[Person, Depends(may("people.write"))]
Surely = Annotated[Person, Depends(may("people.write", confirm=True))]


@router.get("/invitations", response_model=InvitationPage)
async def list_invitations(desk: TheDesk, _asker: Reader) -> Response:
    """Those that were neither used nor withdrawn, newest first."""
    now = desk.house.clock.now()
    found = await invitations.pending(desk.house.store)
    return answer({"data": [invitation(one, now) for one in found], "next_cursor": None})


@router.post("/invitations", response_model=InvitationMade, status_code=201)
async def invite(request: Request, desk: TheDesk, asker: Surely, asked: Invite) -> Response:
    """A link for somebody, good once and for seven days. 409 `here_already`, `invited_already`."""
    if await desk.guard.is_first():
        raise errors.Conflict("Make the owner of this Tillwatch first", code="setup_needed")
    house = desk.house
    id_, code = await invitations.make(
        house.store,
        house.clock,
        asked.email,
        asked.role,
        asked.connections,
        by=asker,
        known=await account_ids(desk),
    )
    return answer(_made(request, desk, id_, code), 201)


@router.post("/invitations/{id}/link", response_model=InvitationMade, status_code=201)
async def invite_again(request: Request, desk: TheDesk, id: Id, asker: Surely) -> Response:
    """Another link for the same invitation, good for seven days; the old one opens nothing."""
    code = await invitations.again(desk.house.store, desk.house.clock, id, by=asker)
    return answer(_made(request, desk, id, code), 201)


@router.delete("/invitations/{id}", status_code=204, response_class=Response)
async def withdraw(desk: TheDesk, id: Id, asker: Writer) -> Response:
    await invitations.withdraw(desk.house.store, desk.house.clock, id, by=asker)
    return Response(status_code=204)


@doors.get("/join/{code}", response_model=Invited)
async def opened(request: Request, desk: TheDesk, code: Id) -> Response:
    """Who invites whom, as what. 404 for a code that opens nothing, whatever the reason."""
    here, guard = address(request), desk.guard
    guard.throttle.check(here)
    try:
        found = await invitations.look(desk.house.store, desk.house.clock, code)
    except errors.NotFound:
        guard.throttle.failed(here, tokens.digest(code))
        raise
    role = roles.TABLE[found.role]
    return answer(
        {
            "email": found.email,
            "role": role.name,
            "about": role.about,
            "inviter": found.inviter,
            "expires": moment(found.expires),
        }
    )


@doors.post(
    "/join/{code}",
    status_code=204,
    response_class=Response,
    dependencies=[Depends(only_our_page)],
)
async def accept(request: Request, desk: TheDesk, code: Id, asked: Joined) -> Response:
    """Makes the person, and gives the browser their session. Once."""
    here, guard, house = address(request), desk.guard, desk.house
    guard.throttle.check(here)
    try:
        plain = await joining.join(
            house.store,
            house.clock,
            code,
            Wishes(name=asked.name, zone=asked.zone, currency=asked.currency),
            asked.password,
            hashing=desk.door.hashing,
            agent=agent(request),
            before=request.cookies.get(cookie_name(request)),
        )
    except errors.NotFound:
        guard.throttle.failed(here, tokens.digest(code))
        raise
    guard.forget()
    return let_in(request, Response(status_code=204), plain, desk.public_url)


def _made(request: Request, desk: TheDesk, id_: str, code: str) -> dict[str, str | None]:
    expires = moment(int(desk.house.clock.now()) + invitations.LIVES_S)
    return {"id": id_, "url": origin(request, desk) + JOIN + code, "expires": expires}
