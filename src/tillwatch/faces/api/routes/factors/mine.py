"""One's own second factor: a code app and passkeys, set up and taken away.

Whoever sets up the first gets ten recovery codes with it. While the owners require a second factor
the last one stays.
"""

from typing import Any, Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from tillwatch.faces.api import shapes, sites
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.factors.shapes import (
    Code,
    Confirmed,
    Name,
    Packed,
    Passkey,
    PasskeyAsked,
    PasskeyMade,
    RecoveryCodes,
    Somebody,
    passkey,
)
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.kernel import errors
from tillwatch.people import audit
from tillwatch.people.factors import codes, passkeys, recovery, rule
from tillwatch.people.factors.held import held
from tillwatch.people.tokens import Person

router = APIRouter(tags=["people"])
STAYS: Final = "The owners require a second factor: set up another before you remove this one"


class SecondFactor(Model):
    """`totp`: there is a code app. `recovery_left`: codes that are not used up.
    `passkeys_possible`: false at an address without a name. `required_from`: from when on the
    owners require one of everybody, null when they do not."""

    totp: bool
    passkeys: list[Passkey]
    passkeys_possible: bool
    recovery_left: int
    required_from: Moment | None


class AppBegun(Model):
    """What a code app is given: `address` (otpauth), or `secret` typed in. `picture`: the address
    as a QR code, an SVG path in a square of `side` units. `pending` goes back with a first code,
    within half an hour."""

    secret: str
    address: str
    side: int
    picture: str
    pending: str


class AppMade(Body):
    pending: Packed
    code: Code


class PasskeyAdded(RecoveryCodes):
    passkey: Passkey


class PasskeyNamed(Body):
    name: Name


@router.get("/me/second-factor", response_model=SecondFactor)
async def second_factor(request: Request, desk: TheDesk, person: Somebody) -> Response:
    id_, store = str(person.person_id), desk.house.store
    async with store.reading() as tx:
        has = await held(tx, id_)
    required = await rule.read(store)
    return answer(
        {
            "totp": has.totp,
            "passkeys": [passkey(one) for one in await passkeys.listed(store, id_)],
            "passkeys_possible": sites.site(request, desk) is not None,
            "recovery_left": has.recovery,
            "required_from": shapes.moment(required.from_) if required.required else None,
        }
    )


@router.post("/me/totp/begin", response_model=AppBegun)
async def begin_app(desk: TheDesk, person: Confirmed) -> Response:
    """A new secret for a code app; nothing changes until its first code was right."""
    id_ = str(person.person_id)
    email = await desk.proofs.email(id_)
    return answer(codes.begin(desk.house.vault, desk.house.clock, id_, email))


@router.post("/me/totp", response_model=RecoveryCodes, status_code=201)
async def add_app(desk: TheDesk, person: Confirmed, asked: AppMade) -> Response:
    """The app's codes are asked for from here on, instead of those of an app before. 422
    `wrong_code`, 409 `over` when it was begun too long ago."""
    house, id_ = desk.house, str(person.person_id)
    secret = codes.pending_secret(house.vault, house.clock, id_, asked.pending)
    async with house.store.writing() as tx:
        if not await codes.keep(tx, house.vault, house.clock, id_, secret, asked.code):
            sentence = "This is not the code that your app shows now: is its clock right?"
            raise errors.BadInput(sentence, code="wrong_code")
        made = await _first(tx, id_)
        await _noted(tx, desk, person, "second_factor.add", "code app")
    desk.guard.forget()
    return answer({"codes": made}, 201)


@router.delete("/me/totp", status_code=204, response_class=Response)
async def remove_app(desk: TheDesk, person: Confirmed) -> Response:
    """404 when there is none, 409 `second_factor_stays` when it is the last and one is required."""
    async with desk.house.store.writing() as tx:
        if not await codes.remove(tx, str(person.person_id)):
            raise errors.NotFound("You have no code app")
        await _last(tx, desk, person)
        await _noted(tx, desk, person, "second_factor.remove", "code app")
    desk.guard.forget()
    return Response(status_code=204)


@router.post("/me/passkeys/options", response_model=PasskeyAsked)
async def begin_passkey(request: Request, desk: TheDesk, person: Confirmed) -> Response:
    """What the browser is asked to make. 409 `no_passkeys` where there can be none."""
    where = sites.known(request, desk)
    asked = desk.proofs.passkeys.begin(where, str(person.person_id))
    return answer({"public_key": await asked})


@router.post("/me/passkeys", response_model=PasskeyAdded, status_code=201)
async def add_passkey(
    request: Request, desk: TheDesk, person: Confirmed, asked: PasskeyMade
) -> Response:
    """422 `wrong_passkey`, 409 `over` or `known`."""
    where, id_ = sites.known(request, desk), str(person.person_id)
    async with desk.house.store.writing() as tx:
        add = desk.proofs.passkeys.add
        kept = await add(tx, where, id_, asked.name, asked.answer())
        made = await _first(tx, id_)
        await _noted(tx, desk, person, "second_factor.add", f"passkey {kept.name}")
    desk.guard.forget()
    return answer({"passkey": passkey(kept), "codes": made}, 201)


@router.patch("/me/passkeys/{id}", status_code=204, response_class=Response)
async def rename_passkey(desk: TheDesk, id: Id, person: Confirmed, asked: PasskeyNamed) -> Response:
    async with desk.house.store.writing() as tx:
        before = await passkeys.rename(tx, str(person.person_id), id, asked.name)
        names = {"before": {"name": before}, "after": {"name": asked.name}}
        await _noted(tx, desk, person, "passkey.rename", id, **names)
    return Response(status_code=204)


@router.delete("/me/passkeys/{id}", status_code=204, response_class=Response)
async def remove_passkey(desk: TheDesk, id: Id, person: Confirmed) -> Response:
    """It opens nothing here any more. 409 `second_factor_stays` as of the code app."""
    async with desk.house.store.writing() as tx:
        name = await passkeys.remove(tx, str(person.person_id), id)
        await _last(tx, desk, person)
        await _noted(tx, desk, person, "second_factor.remove", f"passkey {name}")
    desk.guard.forget()
    return Response(status_code=204)


async def _first(tx: AsyncConnection, person_id: str) -> list[str] | None:
    """Recovery codes for who has none left."""
    has = await held(tx, person_id)
    return None if has.recovery else await recovery.make(tx, person_id)


async def _last(tx: AsyncConnection, desk: Desk, person: Person) -> None:
    """Recovery codes end with the last of the rest; `Conflict` when that has to stay."""
    if (await held(tx, str(person.person_id))).any:
        return
    if (await rule.read(desk.house.store)).required:
        raise errors.Conflict(STAYS, code="second_factor_stays")
    await recovery.remove(tx, str(person.person_id))


async def _noted(
    tx: AsyncConnection, desk: Desk, person: Person, what: str, about: str, **more: Any
) -> None:
    await audit.write(tx, desk.house.clock, person.name, what, about, **more)
