"""The second step of signing in, and signing in with a passkey alone."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api import sites
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import (
    Everybody,
    address,
    agent,
    cookie_name,
    half_name,
    let_in,
    only_our_page,
)
from tillwatch.faces.api.routes.factors.shapes import PasskeyAsked, PasskeyShown, SecondFactorShown
from tillwatch.kernel import errors
from tillwatch.people import tokens
from tillwatch.people.factors import half
from tillwatch.people.factors.half import Half
from tillwatch.people.factors.held import PASSKEY
from tillwatch.people.factors.passkeys import AT_THE_DOOR as DOOR

router = APIRouter(tags=["people"])
FROM_OUR_PAGE: Final = [Depends(Everybody("nobody has signed in yet")), Depends(only_our_page)]


async def _half(request: Request, desk: TheDesk) -> tuple[Half, list[str]]:
    """Who has shown a password, in this browser, a while ago. `NotSignedIn` (half_over)."""
    plain = request.cookies.get(half_name(request))
    here = address(request)
    desk.guard.throttle.check(here)
    try:
        return await half.whose(desk.house.store, desk.house.clock, plain)
    except errors.NotSignedIn:
        desk.guard.throttle.failed(here, tokens.digest(plain or ""))
        raise


HalfIn = Annotated[tuple[Half, list[str]], Depends(_half)]


@router.post(
    "/sign-in/second", status_code=204, response_class=Response, dependencies=FROM_OUR_PAGE
)
async def second_step(
    request: Request, desk: TheDesk, asked: SecondFactorShown, who: HalfIn
) -> Response:
    """Gives the browser its session. 401 `wrong_code` or `wrong_passkey`; 401 `half_over`: begin
    with the password again; 429 after many wrong codes."""
    one, ways = who
    if asked.way not in ways:
        raise errors.Conflict("This way is not set up: take another", code="no_such_way")
    where = sites.known(request, desk) if asked.way == PASSKEY else sites.NOWHERE
    before = request.cookies.get(cookie_name(request))
    plain = await desk.proofs.second(where, one, asked.shown(), agent=agent(request), before=before)
    return _in(request, desk, plain)


@router.delete(
    "/sign-in/second", status_code=204, response_class=Response, dependencies=FROM_OUR_PAGE
)
async def leave_second_step(request: Request, desk: TheDesk) -> Response:
    """Forgets the password that was shown: somebody else signs in."""
    await half.leave(desk.house.store, request.cookies.get(half_name(request), ""))
    gone = Response(status_code=204)
    gone.delete_cookie(half_name(request), path="/")
    return gone


@router.post("/sign-in/second/passkey", response_model=PasskeyAsked, dependencies=FROM_OUR_PAGE)
async def ask_second_passkey(request: Request, desk: TheDesk, who: HalfIn) -> Response:
    """What the browser is asked, for the second step. 409 `no_passkeys` where there can be none."""
    one, _ = who
    asked = desk.proofs.passkeys.ask(
        sites.known(request, desk), one.id, one.person_id, verified=False
    )
    return answer({"public_key": await asked})


@router.post("/sign-in/passkey/options", response_model=PasskeyAsked, dependencies=FROM_OUR_PAGE)
async def ask_passkey(request: Request, desk: TheDesk) -> Response:
    """What the browser is asked, of somebody nobody knows yet. 409 `no_passkeys`."""
    asked = desk.proofs.passkeys.ask(sites.known(request, desk), DOOR, verified=True)
    return answer({"public_key": await asked})


@router.post(
    "/sign-in/passkey", status_code=204, response_class=Response, dependencies=FROM_OUR_PAGE
)
async def sign_in_with_passkey(request: Request, desk: TheDesk, asked: PasskeyShown) -> Response:
    """A session for who shows a passkey whose device has looked at its owner: both factors at
    once. 401 `wrong_passkey`."""
    here, shown = address(request), asked.answer()
    desk.guard.throttle.check(here)
    before = request.cookies.get(cookie_name(request))
    where = sites.known(request, desk)
    try:
        plain = await desk.proofs.alone(where, shown, agent=agent(request), before=before)
    except errors.NotSignedIn:
        desk.guard.throttle.failed(here, tokens.digest(asked.signature + asked.client_data))
        raise
    return _in(request, desk, plain)


def _in(request: Request, desk: Desk, plain: str) -> Response:
    desk.guard.forget()
    return let_in(request, Response(status_code=204), plain, desk.public_url)
