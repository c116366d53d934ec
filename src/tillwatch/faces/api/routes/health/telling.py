"""How true the copy is, how each kind of event comes, and what could not be read."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.health.shapes import (
    AsidePage,
    HealthPage,
    HealthShown,
    Retried,
    shown,
)
from tillwatch.faces.api.shapes import moment
from tillwatch.intake import connections, health, retry
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

router = APIRouter(tags=["health"])
reading = [Depends(may("connections.read"))]
Runner = Annotated[Person, Depends(may("import.run"))]


@router.get("/health", response_model=HealthPage, dependencies=reading)
async def health_of_all(desk: TheDesk) -> Response:
    found = await connections.everything(desk.house.store)
    told = await health.of_all(desk.house, found)
    data = [shown(id_, one) for id_, one in told.items()]
    return answer({"data": data, "next_cursor": None})


@router.get("/connections/{id}/health", response_model=HealthShown, dependencies=reading)
async def health_of_one(desk: TheDesk, id: Id) -> Response:
    return answer(shown(id, await health.of(desk.house, id)))


@router.get("/connections/{id}/set-aside", response_model=AsidePage, dependencies=reading)
async def set_aside(desk: TheDesk, id: Id) -> Response:
    """What was kept but not taken in, and why; and what could not be listed."""
    found = await health.unread(desk.house, id)
    told: Record = msgspec.to_builtins(found)
    data = [{**one, "connection_id": id, "at": moment(one["at"])} for one in told["aside"]]
    return answer(
        {
            "data": data,
            "total": found.total,
            "not_listed": told["not_listed"],
            "next_cursor": None,
        }
    )


@router.post("/set-aside/{id}/retry", response_model=Retried)
async def try_again(desk: TheDesk, id: Id, person: Runner) -> Response:
    """Takes one up once more; `taken` false: it stays aside, with the reason it met now."""
    taken = await retry.try_again(desk.house, id)
    await desk.noted(person, "set-aside.retry", id)
    return answer({"taken": taken})
