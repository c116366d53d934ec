"""Access tokens: programs' and one's own."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.intake.connections import lookup
from tillwatch.kernel import errors, eyes
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import grants, roles, tokens
from tillwatch.people.grants import Wanted
from tillwatch.people.tokens import Person

router = APIRouter(tags=["access"])
Granter = Annotated[Person, Depends(may("tokens.write"))]
Giver = Annotated[Person, Depends(may("tokens.write", confirm=True))]
Word = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
Words = Annotated[list[Word], Field(max_length=200)]
Days = Annotated[int, Field(ge=1, le=3650)]


class OwnAsked(Body):
    """`permissions`: null for all one has. `connections`: null for all accounts one sees.
    `lives_days`: null for a token without an end."""

    name: str = Field(min_length=1, max_length=100)
    permissions: Words | None = None
    connections: Words | None = None
    lives_days: Days | None = None


class TokenAsked(OwnAsked):
    """`role`: null for the least that has all of `permissions`, without any: reader."""

    role: Word | None = None


class TokenMade(Model):
    """Shown this once."""

    token: str
    name: str
    role: str


class Access(Model):
    """`current`: what this request came with. `person_id`: whose session or token it is, null for
    a program's. `connections`: the accounts it is kept to, null for all. `made_by`: who made it."""

    id: str
    kind: str
    person_id: str | None
    person: str | None
    current: bool
    name: str
    role: str
    permissions: list[str]
    connections: list[str] | None
    made_by: str | None
    created: Moment
    expires: Moment | None
    last_used: Moment | None


class AccessPage(Model):
    data: list[Access]
    next_cursor: None


async def _owner(person: Annotated[Person, Depends(may("tokens.own"))]) -> Person:
    return _somebody(person)


async def _sure_owner(
    person: Annotated[Person, Depends(may("tokens.own", confirm=True))],
) -> Person:
    return _somebody(person)


Owner = Annotated[Person, Depends(_owner)]
SureOwner = Annotated[Person, Depends(_sure_owner)]


@router.post("/tokens", response_model=TokenMade, status_code=201)
async def create_token(desk: TheDesk, asked: TokenAsked, person: Giver) -> Response:
    """A program's token. 403 `more_than_own` for more than one may oneself."""
    store, clock = desk.house.store, desk.house.clock
    wanted = Wanted(**asked.model_dump())
    plain = await grants.service(store, clock, wanted, by=person, known=await _accounts(desk))
    return await _made(desk, plain)


@router.get("/tokens", response_model=AccessPage)
async def list_tokens(desk: TheDesk, person: Granter) -> Response:
    """Everybody's tokens and the sessions of browsers."""
    return await _page(desk, await tokens.everything(desk.house.store, desk.house.clock), person)


@router.delete("/tokens/{id}", status_code=204, response_class=Response)
async def revoke_token(desk: TheDesk, id: Id, person: Granter) -> Response:
    """Ends anybody's token or session."""
    await tokens.revoke(desk.house.store, desk.house.clock, id, who=person.name)
    desk.guard.forget()
    return Response(status_code=204)


@router.post("/me/tokens", response_model=TokenMade, status_code=201)
async def create_own_token(desk: TheDesk, asked: OwnAsked, person: SureOwner) -> Response:
    """A token of one's own: it never may more than oneself, and ends with oneself."""
    store, clock = desk.house.store, desk.house.clock
    wanted = Wanted(**asked.model_dump())
    plain = await grants.own(store, clock, wanted, by=person, known=await _accounts(desk))
    return await _made(desk, plain)


@router.get("/me/tokens", response_model=AccessPage)
async def list_own_tokens(desk: TheDesk, person: Owner) -> Response:
    store, clock = desk.house.store, desk.house.clock
    return await _page(desk, await grants.of_person(store, clock, str(person.person_id)), person)


@router.delete("/me/tokens/{id}", status_code=204, response_class=Response)
async def revoke_own_token(desk: TheDesk, id: Id, person: Owner) -> Response:
    await grants.end_own(desk.house.store, desk.house.clock, id, by=person)
    desk.guard.forget()
    return Response(status_code=204)


async def _made(desk: Desk, plain: str) -> Response:
    made: Any = await tokens.who(desk.house.store, desk.house.clock, plain)
    return answer({"token": plain, "name": made.name, "role": made.role}, 201)


async def _page(desk: Desk, found: list[Person], shown: Person) -> Response:
    ids = [id_ for one in found for id_ in (one.person_id, one.made_by)]
    names = await grants.names_of(desk.house.store, ids)
    return answer({"data": [_access(one, shown, names) for one in found], "next_cursor": None})


async def _accounts(desk: Desk) -> list[str]:
    """Of all accounts there are; the rule leaves those that the maker does not see."""
    with eyes.looking(eyes.OPEN):
        return [one.id for one in await lookup.everything(desk.house.store)]


def _somebody(person: Person) -> Person:
    if person.person_id is None:
        raise errors.NotFound("There is no profile: this is no person's session", code="no_person")
    return person


def _access(one: Person, shown: Person, names: dict[str, str]) -> Record:
    return {
        "id": one.id,
        "kind": one.kind,
        "person_id": one.person_id,
        "person": names.get(one.person_id or ""),
        "current": one.id == shown.id,
        "name": one.name,
        "role": one.role,
        "permissions": [name for name in roles.PERMISSIONS if one.may(name)],
        "connections": None if one.connections is None else sorted(one.connections),
        "made_by": names.get(one.made_by or ""),
        "created": shapes.moment(one.created),
        "expires": shapes.moment(one.expires),
        "last_used": shapes.moment(one.last_used),
    }
