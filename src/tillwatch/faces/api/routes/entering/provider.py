"""Signing in with the provider a company has, and linking it with the person one is here.

What goes wrong on the way is told by the page: the browser is sent to it with the error's code.
"""

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import (
    Everybody,
    Permit,
    address,
    agent,
    cookie_name,
    let_in,
    signed_in,
)
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.kernel import errors
from tillwatch.people.provider import begun, identities
from tillwatch.people.tokens import Person

if TYPE_CHECKING:
    from tillwatch.people.provider.door import ProviderDoor, Sent

START: Final = "/sign-in/provider"
BACK: Final = START + "/back"
PROFILE: Final = "/settings/profile"
COOKIE: Final = "_provider"

router = APIRouter(tags=["access"])
doors = APIRouter(tags=["access"])
AT_THE_DOOR: Final = Depends(Everybody("nobody has signed in yet"))
Path = Annotated[str, Field(max_length=1000)]
Told = Annotated[str, Field(max_length=4000)]


class To(BaseModel):
    """`to`: the page to go to afterwards."""

    model_config = ConfigDict(extra="forbid")

    to: Path = "/"


class Brought(BaseModel):
    """What the provider has the browser say; whatever else it says is left alone."""

    state: Told = ""
    code: Told = ""
    error: Told = ""
    iss: Told = ""


class Provider(Model):
    """`name`: what follows “Sign in with”; null: there is none."""

    name: str | None


class Linked(Model):
    """`name`: the provider's, null when there is none. `linked`: since when one comes in with it,
    null: one does not. `has_password`: without one, it is the only way in."""

    name: str | None
    linked: Moment | None
    has_password: bool


class Elsewhere(Model):
    """`url`: the provider's page, to which the browser goes now."""

    url: str


class ConfirmingElsewhere(Body):
    """`to`: the page to go to afterwards."""

    to: Path = "/"


async def _themselves(person: Annotated[Person, Depends(signed_in)]) -> Person:
    return _somebody(person)


async def _sure(person: Annotated[Person, Depends(Permit(None, confirm=True))]) -> Person:
    return _somebody(person)


Themselves = Annotated[Person, Depends(_themselves)]
Sure = Annotated[Person, Depends(_sure)]


@router.get("/provider", response_model=Provider, dependencies=[AT_THE_DOOR])
async def provider(desk: TheDesk) -> Response:
    """Whom one can sign in with beside a password. Open to everybody."""
    return answer({"name": desk.provider.name if desk.provider else None})


@doors.get(START, status_code=303, response_class=RedirectResponse, dependencies=[AT_THE_DOOR])
async def start(request: Request, desk: TheDesk, asked: Annotated[To, Query()]) -> Response:
    """Sends the browser to the provider."""
    door = _door(desk)
    try:
        sent = await door.send(begun.SIGN_IN, origin(request, desk) + BACK, to=asked.to)
    except errors.TillwatchError as problem:
        return _told(problem, "/")
    return _hold(request, desk, RedirectResponse(sent.url, status_code=303), sent)


@doors.get(BACK, status_code=303, response_class=RedirectResponse, dependencies=[AT_THE_DOOR])
async def back(request: Request, desk: TheDesk, brought: Annotated[Brought, Query()]) -> Response:
    """The provider sends the browser here: it gets its session, once."""
    door, session = _door(desk), await _session(request, desk)
    given = {name: value for name, value in brought.model_dump().items() if value}
    held = request.cookies.get(cookie_name(request) + COOKIE)
    before = request.cookies.get(cookie_name(request))
    try:
        done = await door.back(given, held, session=session, before=before, agent=agent(request))
    except errors.TillwatchError as problem:
        if session is None:
            await desk.door.wrong.note(address(request), None, "by provider")
        return _told(problem, PROFILE if session else "/")
    desk.guard.forget()
    gone = RedirectResponse(done.to, status_code=303)
    gone.delete_cookie(cookie_name(request) + COOKIE, path="/")
    return gone if done.token is None else let_in(request, gone, done.token, desk.public_url)


@router.get("/me/provider", response_model=Linked)
async def linked(desk: TheDesk, person: Themselves) -> Response:
    """Whether one comes in with the provider."""
    store, id_ = desk.house.store, str(person.person_id)
    since = await identities.linked_at(store, desk.provider.issuer, id_) if desk.provider else None
    told = {
        "name": desk.provider.name if desk.provider else None,
        "linked": shapes.moment(since),
        "has_password": await identities.has_password(store, id_),
    }
    return answer(told)


@router.post("/me/provider", response_model=Elsewhere)
async def link(request: Request, desk: TheDesk, person: Sure) -> Response:
    """Begins to link who one is at the provider; the browser is sent there."""
    return await _send(request, desk, begun.LINK, f"{PROFILE}?provider=linked", person)


@router.post("/me/provider/confirm", response_model=Elsewhere)
async def confirm(
    request: Request, desk: TheDesk, asked: ConfirmingElsewhere, person: Themselves
) -> Response:
    """Begins to show again who one is, by signing in at the provider anew."""
    return await _send(request, desk, begun.CONFIRM, asked.to, person)


@router.delete("/me/provider", status_code=204, response_class=Response)
async def unlink(desk: TheDesk, person: Sure) -> Response:
    """One no longer comes in with the provider; 409 for who could not come in at all then."""
    house = desk.house
    await identities.unlink(house.store, house.clock, str(person.person_id), who=person.name)
    return Response(status_code=204)


async def _send(request: Request, desk: Desk, purpose: str, to: str, person: Person) -> Response:
    there = origin(request, desk) + BACK
    sent = await _door(desk).send(purpose, there, to=to, person_id=person.person_id)
    return _hold(request, desk, answer({"url": sent.url}), sent)


def _hold(request: Request, desk: Desk, given: Response, sent: "Sent") -> Response:
    """`given`, which has the browser keep what it needs when it is back."""
    given.set_cookie(
        cookie_name(request) + COOKIE,
        sent.held,
        max_age=begun.LIVES_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=origin(request, desk).startswith("https:"),
    )
    return given


def _door(desk: Desk) -> "ProviderDoor":
    if desk.provider is None:
        raise errors.NotFound("No sign-in provider is set up here", code="no_provider")
    return desk.provider


def _told(problem: errors.TillwatchError, page: str) -> Response:
    return RedirectResponse(f"{page}?{urlencode({'provider': problem.code})}", status_code=303)


def _somebody(person: Person) -> Person:
    if person.person_id is None:
        raise errors.NotFound("There is no profile: this is no person's session", code="no_person")
    return person


async def _session(request: Request, desk: Desk) -> Person | None:
    """Whose browser it is; None: nobody's yet."""
    try:
        return await desk.guard.person(request, None, half_way=True)
    except errors.TillwatchError:
        return None
