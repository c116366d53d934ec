"""Erasing a person's data, and whose was erased.

An erasure is a run: `progress` says how far it is, `result` what was blanked and what is not
reached. It goes on by itself when Tillwatch is restarted meanwhile.
"""

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Id, Text
from tillwatch.faces.api.routes.work import RunShown, run_shown
from tillwatch.faces.api.runs import Report
from tillwatch.faces.api.shapes import Body, Model, Moment, moment
from tillwatch.intake import connections, erasure
from tillwatch.intake.erasure import Erasure
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

router = APIRouter(tags=["privacy"])
Eraser = Annotated[Person, Depends(may("personal.erase", confirm=True))]
WORK = "erase"


class EraseAsked(Body):
    """`confirm`: the customer's id once more, so that nobody is erased by mistake."""

    confirm: Text


class EraseGuestAsked(Body):
    """Everything that carries this address: of guests, and of customers who have it."""

    connection_id: ConnectionId
    email: Annotated[str, Field(min_length=3, max_length=320)]


class ErasuresAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId | None = None


class CountsShown(Model):
    """What was not blank before: bodies of deliveries, objects, rows."""

    deliveries: int
    objects: int
    rows: int


class ErasureShown(Model):
    """`subject`: the customer's id, or the SHA-256 of an address. `done`: everything stored was
    gone through; what comes is blanked from the beginning."""

    connection_id: str
    kind: Literal["customer", "email"]
    subject: str
    at: Moment
    done: bool
    counts: CountsShown | None


class ErasureList(Model):
    data: list[ErasureShown]
    next_cursor: None


class BeforeErasing(Model):
    """What will be blank, what stays, what is not reached: sentences. `stripe`: the customer's page
    there. `erasure`: the one that was asked for already."""

    blanked: list[str]
    stays: list[str]
    not_reached: list[str]
    stripe: str | None
    erasure: ErasureShown | None


@router.get("/erasures", response_model=ErasureList, dependencies=[Depends(may("personal.erase"))])
async def erasures(desk: TheDesk, asked: Annotated[ErasuresAsked, Query()]) -> Response:
    """Whose data was erased, the newest first."""
    found = await erasure.all_of(desk.house, asked.connection_id)
    return answer({"data": [_shown(one) for one in found], "next_cursor": None})


@router.post("/erasures", response_model=RunShown, status_code=202)
async def erase_guest(desk: TheDesk, person: Eraser, asked: EraseGuestAsked) -> Response:
    """Erases everything that carries an e-mail address, for guests who are no customers."""
    one = await erasure.email_of(desk.house, asked.connection_id, asked.email)
    return await _started(desk, person, one)


@router.get(
    "/customers/{connection_id}/{id}/erase",
    response_model=BeforeErasing,
    dependencies=[Depends(may("personal.erase"))],
)
async def before(desk: TheDesk, connection_id: Id, id: Id) -> Response:
    """What erasing this customer would do."""
    house = desk.house
    one = await erasure.customer_of(house, connection_id, id)
    known = await connections.one(house.store, connection_id, disconnected=True)
    processor = house.processors.get(known.processor)
    page = processor.page("customer", id, mode=known.mode, account_id=known.account_id)
    asked = await erasure.one_of(house, one)
    return answer(
        {
            "blanked": [said.format(processor=processor.label) for said in erasure.BLANKED],
            "stays": list(erasure.STAYS),
            "not_reached": erasure.not_reached(processor.label, sqlite=house.store.sqlite),
            "stripe": page,
            "erasure": None if asked is None else _shown(asked),
        }
    )


@router.post("/customers/{connection_id}/{id}/erase", response_model=RunShown, status_code=202)
async def erase(
    desk: TheDesk, connection_id: Id, id: Id, person: Eraser, asked: EraseAsked
) -> Response:
    """Blanks what is personal of a customer, for good, and of whatever still comes of them."""
    if asked.confirm != id:
        raise errors.BadInput(f"Type {id} to erase this customer", confirm="not the id")
    one = await erasure.customer_of(desk.house, connection_id, id)
    return await _started(desk, person, one)


async def _started(desk: Desk, person: Person, one: Erasure) -> Response:
    house = desk.house
    account = await connections.one(house.store, one.connection_id)
    label = house.processors.get(account.processor).label
    await erasure.begin(house, one, person.name)

    async def body(report: Report) -> Any:
        await erasure.go_on(house, report)
        done = await erasure.one_of(house, one)
        counts = {} if done is None or done.counts is None else dict(done.counts)
        return {**counts, "not_reached": erasure.not_reached(label, sqlite=house.store.sqlite)}

    about = f"{one.connection_id}/{one.subject}"
    return answer(run_shown(desk.runs.start(WORK, about, body)), 202)


def _shown(one: Erasure) -> Record:
    told: Record = msgspec.to_builtins(one)
    return told | {"at": moment(one.at)}
