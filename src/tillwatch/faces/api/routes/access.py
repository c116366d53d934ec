"""Signing in and who may: sessions, one-time links."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import (
    Everybody,
    address,
    agent,
    cookie_name,
    half_signed_in,
    let_half_in,
    let_in,
    may,
)
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.kernel import errors, terms
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import links, profiles, roles, tokens
from tillwatch.people.tokens import Person

OPEN: Final = "/open/"
USED: Final = "/?link=used"
FIRST_START: Final = "/first-start"
"""The page of the app that makes the owner."""

router = APIRouter(tags=["access"])
Owner = Annotated[Person, Depends(may("owners.write", confirm=True))]
Signed = Annotated[Person, Depends(half_signed_in)]
doors = APIRouter(tags=["access"])
"""Outside /api/v1: the address a person opens."""


class Word(Model):
    """What somebody calls one of them, and several."""

    one: str
    many: str


class SessionPerson(Model):
    """`zone`: an IANA name; `currency`: lower-case ISO code. `words`: what they call otherwise, by
    its usual name: `customers`, `payments`."""

    id: str
    name: str
    email: str
    zone: str
    currency: str
    language: str
    words: dict[str, Word]


class Session(Model):
    """`demo`: figures come from the simulator at `simulator_url`. `person`: null for a program
    and in the demo. `setup_needed`: there is no owner yet, make one with `POST /first-start`.
    `second_factor_by`: from when on they may do nothing without a second factor, which they have
    not set up yet; null when it is not required, or there. `second_factor_needed`: that is now."""

    signed_in: bool
    name: str
    role: str
    role_title: str
    permissions: list[str]
    person: SessionPerson | None
    setup_needed: bool
    second_factor_by: Moment | None
    second_factor_needed: bool
    demo: bool
    simulator_url: str | None


class LinkAsked(Body):
    """`second_factor` false: the link does not ask for it, for somebody who lost everything. Only
    for the machine itself."""

    second_factor: bool = True


class LinkMade(Model):
    """Opens once, within ten minutes."""

    url: str


@router.get("/session", response_model=Session)
async def session(desk: TheDesk, person: Signed) -> Response:
    return answer(
        {
            "signed_in": True,
            "name": person.name,
            "role": person.role,
            "role_title": roles.title(person.role),
            "permissions": [name for name in roles.PERMISSIONS if person.may(name)],
            "person": await _profile(desk, person),
            "setup_needed": await desk.guard.setup_needed(person),
            "second_factor_by": shapes.moment(await desk.guard.second_factor_by(person)),
            "second_factor_needed": await desk.guard.second_factor_needed(person),
            "demo": desk.simulator_url is not None,
            "simulator_url": desk.simulator_url,
        }
    )


@router.delete("/session", status_code=204, response_class=Response)
async def sign_out(request: Request, desk: TheDesk, person: Signed) -> Response:
    """Ends the session, or the token, that this request came with."""
    if person.kind == tokens.LOCAL:
        raise errors.Conflict("The running server's own token ends with the server")
    await tokens.revoke(desk.house.store, desk.house.clock, person.id, who=person.name)
    desk.guard.forget()
    gone = Response(status_code=204)
    gone.delete_cookie(cookie_name(request), path="/")
    return gone


@doors.get(
    OPEN + "{code}",
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Depends(Everybody("the link is what opens the door"))],
)
async def open_link(request: Request, code: Id, desk: TheDesk) -> Response:
    """Uses a one-time link up: the browser gets a session and goes to the first page, before
    there is an owner to the one that makes them."""
    desk.guard.throttle.check(address(request))
    try:
        entered = await links.redeem(desk.house.store, desk.house.clock, code, agent(request))
    except errors.NotSignedIn:
        desk.guard.throttle.failed(address(request), tokens.digest(code))
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(USED, status_code=303)  # a person, whom the page tells
        raise
    page = FIRST_START if await desk.guard.is_first() else "/"
    enter = let_half_in if entered.ways else let_in
    return enter(request, RedirectResponse(page, status_code=303), entered.plain, desk.public_url)


@router.post("/users/reset", response_model=LinkMade, status_code=201)
async def reset_user(
    request: Request, desk: TheDesk, person: Owner, asked: LinkAsked | None = None
) -> Response:
    """A new link that signs a browser in as the first owner, or makes them."""
    second = asks_second(person, asked)
    house = desk.house
    code = await links.create(house.store, house.clock, who=person.name, second_factor=second)
    return answer({"url": origin(request, desk) + OPEN + code}, 201)


def asks_second(person: Person, asked: LinkAsked | None) -> bool:
    """Whether the link asks for the second factor. `NotAllowed` to say no from elsewhere than the
    machine: an owner whose session is stolen must not let the thief in as somebody else."""
    if asked is None or asked.second_factor:
        return True
    if person.kind != tokens.LOCAL:
        raise errors.NotAllowed(
            "Only on the machine itself: tillwatch user reset EMAIL --without-second-factor"
        )
    return False


def origin(request: Request, desk: Desk) -> str:
    """Where this installation is reached: as the settings say, else as this request came."""
    return desk.public_url or str(request.base_url).rstrip("/")


async def _profile(desk: Desk, shown: Person) -> Record | None:
    found = shown.person_id and await profiles.find(desk.house.store, shown.person_id)
    if not found:
        return None
    told = {name: getattr(found, name) for name in SessionPerson.model_fields}
    return {**told, "words": terms.said(found.words)}
