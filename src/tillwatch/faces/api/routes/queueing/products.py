"""What is sold, and of which kind it is: it decides which evidence a dispute asks for."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId, Id
from tillwatch.faces.api.routes.queueing.asked import OfConnection
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.features.disputes.judging import following
from tillwatch.features.disputes.told import policies
from tillwatch.features.disputes.told.policies import EVERY, Product
from tillwatch.intake import connections
from tillwatch.kernel import bell, errors, ids
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/dispute-products", tags=["dispute-work"])
Writer = Annotated[Person, Depends(may("disputes.write"))]
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_ZERO)]


class SoldAsked(Body):
    """A payment is of it whose description has one of `words`; without words, every payment that
    nothing else says more of. `product`: its kind. `connection_id` null: in all accounts."""

    name: Word
    words: list[Word] = Field([], max_length=40)
    product: Literal["physical", "digital", "service"]
    description: Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")] = ""
    connection_id: ConnectionId | None = None


class SoldShown(Model):
    """`connection_id` null: in all accounts."""

    id: str
    connection_id: str | None
    name: str
    words: list[str]
    product: str
    description: str
    by: str
    at: Moment


class SoldPage(Model):
    """The oldest first."""

    data: list[SoldShown]


@router.get("", response_model=SoldPage, dependencies=[Depends(may("ledger.read"))])
async def what_is_sold(desk: TheDesk, asked: Annotated[OfConnection, Query()]) -> Response:
    """What is sold, in all accounts; with `connection_id`, what counts for that one."""
    named = [asked.connection_id] if asked.connection_id else []
    within = await scope.scope(desk.house.store, named)
    found = await policies.own_products(desk.house.store, [EVERY, *within.each()])
    return answer({"data": [_shown(one) for one in found]})


@router.post("", response_model=SoldShown, status_code=201)
async def add_what_is_sold(desk: TheDesk, asker: Writer, asked: SoldAsked) -> Response:
    """Open cases are judged anew within seconds."""
    one = await _made(desk, ids.new("sld"), asker, asked)
    await _put(desk, asker, one, None)
    return answer(_shown(one), 201)


@router.put("/{id}", response_model=SoldShown)
async def change_what_is_sold(desk: TheDesk, id: Id, asker: Writer, asked: SoldAsked) -> Response:
    """All of it anew."""
    before = await _one(desk, id)
    one = await _made(desk, id, asker, asked)
    await _put(desk, asker, one, before)
    return answer(_shown(one))


@router.delete("/{id}", status_code=204, response_class=Response)
async def forget_what_is_sold(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Cases that chose their kind by it are judged without it."""
    before = await _one(desk, id)
    async with desk.house.store.writing() as tx:
        await policies.drop_product(tx, id)
        await following.ask_again(tx)
    await desk.noted(asker, "disputes.product", before.name, before=_logged(before))
    desk.house.bell.ring(bell.CHANGES)
    return Response(status_code=204)


async def _one(desk: Desk, id_: str) -> Product:
    within = await scope.scope(desk.house.store)
    for one in await policies.own_products(desk.house.store, [EVERY, *within.each()]):
        if one.id == id_:
            return one
    raise errors.NotFound("There is no such product (any more): load the page again")


async def _made(desk: Desk, id_: str, asker: Person, asked: SoldAsked) -> Product:
    if asked.connection_id is not None:
        await connections.one(desk.house.store, asked.connection_id, disconnected=True)
    return Product(
        id=id_,
        connection_id=asked.connection_id or EVERY,
        name=asked.name,
        words=list(dict.fromkeys(asked.words)),
        product=asked.product,
        description=asked.description,
        by=asker.name,
        at=int(desk.house.clock.now()),
    )


async def _put(desk: Desk, asker: Person, one: Product, before: Product | None) -> None:
    async with desk.house.store.writing() as tx:
        await policies.put_product(tx, one)
        await following.ask_again(tx)
    stood = _logged(before) if before else None
    await desk.noted(asker, "disputes.product", one.name, before=stood, after=_logged(one))
    desk.house.bell.ring(bell.CHANGES)


def _logged(one: Product) -> Record:
    return {"name": one.name, "product": one.product, "words": list(one.words)}


def _shown(one: Product) -> Record:
    told: Record = msgspec.structs.asdict(one)
    own = {"connection_id": one.connection_id or None, "at": shapes.moment(one.at)}
    return {**told, **own}
