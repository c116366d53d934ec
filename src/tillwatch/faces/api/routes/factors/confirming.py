"""Step-up: who is signed in shows again that it is them, for ten minutes."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import sites
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import address
from tillwatch.faces.api.routes.factors.shapes import (
    Code,
    PasskeyAsked,
    PasskeyShown,
    Somebody,
    shown,
)
from tillwatch.faces.api.shapes import Body, Model
from tillwatch.kernel import errors
from tillwatch.people import audit, sessions
from tillwatch.people.factors.held import PASSKEY, RECOVERY, held
from tillwatch.people.factors.proofs import wrong
from tillwatch.people.provider import identities
from tillwatch.people.tokens import Person

router = APIRouter(tags=["people"])
PROVIDER: Final = "provider"
PASSWORD: Final = "password"  # noqa: S105  # the name of a way


class WaysToConfirm(Model):
    """`ways`: `password`, `totp`, `passkey`, `provider` (`POST /me/provider/confirm`), those this
    person has; none: they sign in again instead. `confirmed`: they need not now, for `left_s`
    seconds more."""

    ways: list[str]
    confirmed: bool
    left_s: int


class Confirmation(Body):
    """`password`, `code` or `passkey`, as `way` says."""

    way: Literal["password", "totp", "passkey"]
    password: Annotated[str, Field(max_length=1000)] = ""
    code: Code = ""
    passkey: PasskeyShown | None = None


@router.get("/confirm", response_model=WaysToConfirm)
async def ways_to_confirm(request: Request, desk: TheDesk, person: Somebody) -> Response:
    """How who is signed in can confirm that it is them."""
    async with desk.house.store.reading() as tx:
        has = await held(tx, str(person.person_id))
    gone = {RECOVERY} if sites.site(request, desk) else {RECOVERY, PASSKEY}
    ways = [way for way in has.ways() if way not in gone]
    first = [PASSWORD] if await desk.door.has_password(person) else []
    last = [PROVIDER] if await _is_linked(desk, person) else []
    left_s = max(0, int((person.confirmed_until or 0) - desk.house.clock.now()))
    return answer({"ways": first + ways + last, "confirmed": left_s > 0, "left_s": left_s})


@router.post("/confirm/passkey", response_model=PasskeyAsked)
async def ask_passkey_to_confirm(request: Request, desk: TheDesk, person: Somebody) -> Response:
    """What the browser is asked. 409 `no_passkeys` where there can be none."""
    where = sites.known(request, desk)
    asked = desk.proofs.passkeys.ask(where, person.id, person.person_id, verified=True)
    return answer({"public_key": await asked})


@router.post("/confirm", status_code=204, response_class=Response)
async def confirm(
    request: Request, desk: TheDesk, person: Somebody, asked: Confirmation
) -> Response:
    """For ten minutes this session may do what needs it. 422 `wrong_credentials`, `wrong_code` or
    `wrong_passkey`; 429 after many wrong tries."""
    if asked.way == PASSWORD:
        if not await desk.door.is_password(person, asked.password, address(request)):
            sentence = "This is not your password"
            raise errors.BadInput(sentence, code="wrong_credentials", password=sentence)
    else:
        where = sites.known(request, desk) if asked.way == PASSKEY else sites.NOWHERE
        given = shown(asked.way, asked.code, asked.passkey)
        id_ = str(person.person_id)
        if not await desk.proofs.confirms(where, person.id, id_, person.name, given):
            problem = wrong(asked.way)
            raise errors.BadInput(problem.message, code=problem.code)
    async with desk.house.store.writing() as tx:
        await sessions.confirm(tx, desk.house.clock, person.id)
        await audit.write(tx, desk.house.clock, person.name, "session.confirm", asked.way)
    desk.guard.forget()
    return Response(status_code=204)


async def _is_linked(desk: Desk, person: Person) -> bool:
    """Whether they can sign in with the provider, and so show there who they are."""
    if desk.provider is None:
        return False
    of = desk.provider.issuer
    return await identities.linked_at(desk.house.store, of, str(person.person_id)) is not None
