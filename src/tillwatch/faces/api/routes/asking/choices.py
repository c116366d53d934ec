"""What the business chose for its numbers: shown, changed."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.asking.asked import Currency, Source, Word, one_of
from tillwatch.faces.api.shapes import Body, Model
from tillwatch.features.monitoring import choices
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.choices.choice import (
    BORDER_MAX,
    BORDERS_MAX,
    COMPARED,
    FEE_BASES,
    TERMS,
)
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/monitoring/choices", tags=["metrics"])
Writer = Annotated[Person, Depends(may("monitoring.write"))]
Borders = Annotated[
    list[Annotated[int, Field(ge=1, le=BORDER_MAX)]], Field(min_length=1, max_length=BORDERS_MAX)
]


class ChoicesShown(Model):
    """`amount_ranges`, `dispute_ranges`: borders of amounts in major units, whatever the currency.
    `fee_basis`: sales or net_sales: what the cost of payment is a part of. `terms`: sales or
    gross_sales, what money taken is called. `rates`: balance, own or ecb; `currency`: what money is
    told in, null for each in its own; `compare`: what numbers are held against, previous, year or
    none: where a question says nothing else, on screens."""

    amount_ranges: list[int]
    dispute_ranges: list[int]
    fee_basis: str
    terms: str
    rates: str
    currency: str | None
    compare: str


class ChoicesAsked(Body):
    """All of them; borders rise."""

    amount_ranges: Borders
    dispute_ranges: Borders
    fee_basis: Annotated[Word, Field(json_schema_extra=one_of(*FEE_BASES))]
    terms: Annotated[Word, Field(json_schema_extra=one_of(*TERMS))]
    rates: Source
    currency: Currency | None
    compare: Annotated[Word, Field(json_schema_extra=one_of(*COMPARED))] = COMPARED[0]


@router.get("", response_model=ChoicesShown, dependencies=[Depends(may("ledger.read"))])
async def monitoring_choices(desk: TheDesk) -> Response:
    """What was chosen for numbers: borders of amounts, basis of fees, terms, rates."""
    return answer(await choices.kept(desk.house.store))


@router.put("", response_model=ChoicesShown)
async def choose_for_monitoring(desk: TheDesk, asked: ChoicesAsked, person: Writer) -> Response:
    """Choose all of them anew; every number that is asked for from now on follows."""
    given: dict[str, Any] = asked.model_dump()
    chosen = choices.checked(msgspec.convert(given, Choices))
    before = await choices.kept(desk.house.store)
    async with desk.house.store.writing() as tx:
        await choices.keep(tx, chosen, desk.house.clock.now())
    told = {"before": msgspec.to_builtins(before), "after": msgspec.to_builtins(chosen)}
    await desk.noted(person, "monitoring.choose", "numbers", **told)
    return answer(chosen)
