"""Where one is signed in, and signing out there."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import cookie_name, signed_in
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.team.shapes import SessionPage, session
from tillwatch.kernel import errors
from tillwatch.people import tokens
from tillwatch.people.team import sessions
from tillwatch.people.tokens import Person

router = APIRouter(tags=["people"])


async def _themselves(person: Annotated[Person, Depends(signed_in)]) -> Person:
    """In a browser: a program signs nobody out."""
    if person.person_id is None or person.kind != tokens.SESSION:
        raise errors.NotFound("There is no profile: this is no person's session", code="no_person")
    return person


Themselves = Annotated[Person, Depends(_themselves)]


@router.get("/me/sessions", response_model=SessionPage)
async def list_sessions(desk: TheDesk, person: Themselves) -> Response:
    """The browsers one is signed in with, newest first."""
    found = await sessions.of(desk.house.store, desk.house.clock, str(person.person_id))
    return answer({"data": [session(one, person) for one in found], "next_cursor": None})


@router.delete("/me/sessions/{id}", status_code=204, response_class=Response)
async def end_session(desk: TheDesk, id: Id, person: Themselves) -> Response:
    await sessions.end_one(desk.house.store, desk.house.clock, id, of=person)
    desk.guard.forget()
    return Response(status_code=204)


@router.delete("/me/sessions", status_code=204, response_class=Response)
async def end_everywhere(request: Request, desk: TheDesk, person: Themselves) -> Response:
    """Signs out everywhere, here too; links that would sign in end as well."""
    await sessions.end_all(desk.house.store, desk.house.clock, str(person.person_id), by=person)
    desk.guard.forget()
    gone = Response(status_code=204)
    gone.delete_cookie(cookie_name(request), path="/")
    return gone
