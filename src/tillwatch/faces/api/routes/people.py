"""The door, the first start, signing in with a password, and what a person says of themselves."""

from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import (
    Everybody,
    address,
    agent,
    confirmed,
    cookie_name,
    half_name,
    half_signed_in,
    let_half_in,
    let_in,
    only_our_page,
    signed_in,
)
from tillwatch.faces.api.shapes import Body, Model
from tillwatch.faces.api.sites import site
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import profiles, tokens
from tillwatch.people.factors import half
from tillwatch.people.profiles import Wishes
from tillwatch.people.tokens import Person

router = APIRouter(tags=["people"])
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Secret = Annotated[str, Field(max_length=1000)]


class Door(Model):
    """`state`: `first_start` until there is an owner, then `sign_in`, `second_factor` while this
    browser has shown a password and must show more; others may come. `ways`: to make that second
    step: `totp`, `passkey`, `recovery`. `passkeys`: whether the address can have any."""

    state: str
    ways: list[str]
    passkeys: bool
    demo: bool


class FirstStart(Body):
    """`zone`: an IANA name; `currency`: three letters."""

    name: Line
    email: Line
    password: Secret
    zone: Line
    currency: Line


class SignIn(Body):
    email: Line
    password: Secret


class SecondStep(Model):
    """`state`: `second_factor`. `ways`: `totp`, `passkey`, `recovery`, those the person has."""

    state: str
    ways: list[str]


class Me(Model):
    """`zone`: an IANA name; `currency`: lower-case ISO code. `words`: what they call otherwise
    (`GET /terms`). `password_proven`: a one-time link was opened a moment ago, so a new password
    needs no old one."""

    id: str
    name: str
    email: str
    role: str
    zone: str
    currency: str
    language: str
    words: dict[str, str]
    password_proven: bool


class MeChanged(Body):
    """What is left out stays."""

    name: Line | None = None
    email: Line | None = None
    zone: Line | None = None
    currency: Line | None = None
    language: Line | None = None
    words: Annotated[dict[Line, Line], Field(max_length=20)] | None = None


class PasswordChanged(Body):
    """`old` may be left out while `password_proven`."""

    old: Secret | None = None
    new: Secret


Signed = Annotated[Person, Depends(signed_in)]


async def _starter(desk: TheDesk, person: Annotated[Person, Depends(half_signed_in)]) -> Person:
    """A session by link; a program makes no owner."""
    if person.kind != tokens.SESSION:
        raise errors.NotAllowed("The owner is made in a browser that opened a sign-in link")
    if desk.simulator_url is not None:
        raise errors.Conflict("The demo needs no owner: you are signed in", code="demo")
    return person


async def _somebody(person: Signed) -> Person:
    """Whoever has a profile: programs and the demo's visitor have none."""
    if person.person_id is None:
        raise errors.NotFound("There is no profile: this is no person's session", code="no_person")
    return person


OUR_PAGE: Final = Depends(only_our_page)
Somebody = Annotated[Person, Depends(_somebody)]


async def _themselves(person: Somebody) -> Person:
    """In a browser: somebody's token cannot take their sign-in away from them."""
    if person.kind != tokens.SESSION:
        raise errors.NotAllowed("Change this in a browser: a token does not change its person")
    return person


Themselves = Annotated[Person, Depends(_themselves)]
AT_THE_DOOR: Final = Depends(Everybody("nobody has signed in yet"))


@router.get("/door", response_model=Door, dependencies=[AT_THE_DOOR])
async def door(request: Request, desk: TheDesk) -> Response:
    """What the page shows to somebody who is not signed in. Open to everybody."""
    demo = desk.simulator_url is not None
    over = demo or await desk.guard.peopled()
    state, ways = ("sign_in" if over else "first_start"), list[str]()
    if shown := request.cookies.get(half_name(request)):
        with suppress(errors.NotSignedIn):
            _, ways = await half.whose(desk.house.store, desk.house.clock, shown)
            state = "second_factor"
    possible = site(request, desk) is not None
    return answer({"state": state, "ways": ways, "passkeys": possible, "demo": demo})


@router.post("/first-start", response_model=Me, status_code=201)
async def first_start(
    desk: TheDesk, person: Annotated[Person, Depends(_starter)], asked: FirstStart
) -> Response:
    """Makes the owner, whose session this is from now on. Once: 409 afterwards."""
    wishes = Wishes(name=asked.name, email=asked.email, zone=asked.zone, currency=asked.currency)
    id_ = await desk.door.begin(person, wishes, asked.password)
    desk.guard.forget()
    return answer(await _me(desk, id_, person), 201)


@router.post(
    "/sign-in",
    response_model=SecondStep,
    responses={204: {"description": "Signed in"}},
    dependencies=[AT_THE_DOOR, OUR_PAGE],
)
async def sign_in(request: Request, desk: TheDesk, asked: SignIn) -> Response:
    """Gives the browser a session (204), or, for who has a second factor, asks for it (200, then
    `POST /sign-in/second`). 401 `wrong_credentials`, 429 after many wrong tries."""
    entered = await desk.door.sign_in(
        asked.email,
        asked.password,
        address(request),
        request.cookies.get(cookie_name(request)),
        agent(request),
    )
    desk.guard.forget()
    if entered.ways:
        more = answer({"state": "second_factor", "ways": entered.ways})
        return let_half_in(request, more, entered.plain, desk.public_url)
    return let_in(request, Response(status_code=204), entered.plain, desk.public_url)


@router.get("/me", response_model=Me)
async def me(desk: TheDesk, person: Somebody) -> Response:
    """The profile of who is signed in; 404 `no_person` for a program."""
    return answer(await _me(desk, person.person_id, person))


@router.patch("/me", response_model=Me)
async def change_me(
    request: Request, desk: TheDesk, person: Themselves, asked: MeChanged
) -> Response:
    """Another e-mail, which one signs in with, takes having shown a moment ago who one is."""
    if asked.email is not None:
        confirmed(request, person)
    wishes = Wishes(**asked.model_dump())
    house = desk.house
    await profiles.change(house.store, house.clock, str(person.person_id), wishes, who=person.name)
    desk.guard.forget()
    return answer(await _me(desk, person.person_id, person))


@router.post("/me/password", status_code=204, response_class=Response)
async def change_password(
    request: Request, desk: TheDesk, person: Themselves, asked: PasswordChanged
) -> Response:
    """A new password; the person's other sessions end."""
    await desk.door.change_password(person, asked.old, asked.new, address(request))
    desk.guard.forget()
    return Response(status_code=204)


async def _me(desk: Desk, id_: str | None, shown: Person) -> Record:
    found = await profiles.find(desk.house.store, id_ or "")
    if found is None:
        raise errors.NotFound("There is no such person", code="no_person")
    proven = (shown.proven_until or 0) > desk.house.clock.now()
    told = {name: getattr(found, name) for name in Me.model_fields if name != "password_proven"}
    return {**told, "words": found.words or {}, "password_proven": proven}
