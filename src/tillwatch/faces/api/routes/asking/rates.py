"""Exchange rates of the business's own, or of the European Central Bank: uploaded, told of, taken
away."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Asked, flag
from tillwatch.faces.api.routes.asking.asked import one_of
from tillwatch.faces.api.shapes import Model
from tillwatch.features.monitoring import rates
from tillwatch.features.monitoring.rates import keeping, reading
from tillwatch.features.monitoring.rates.keeping import KEPT, Pair
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import DAY
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/monitoring/rates", tags=["metrics"])
Writer = Annotated[Person, Depends(may("monitoring.write"))]
Kept = Annotated[str, Path(min_length=1, max_length=40, json_schema_extra=one_of(*KEPT))]
SHEET: Final[dict[str, Any]] = {"schema": {"type": "string"}}
TAKES: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"text/csv": SHEET}},
}


class PairShown(Model):
    """On how many days there is a rate from `currency` to `target`, and which days. `source`:
    balance, own or ecb."""

    source: str
    currency: str
    target: str
    count: int
    first_day: str
    last_day: str


class RatesShown(Model):
    data: list[PairShown]


@router.get("", response_model=RatesShown, dependencies=[Depends(may("ledger.read"))])
async def exchange_rates(desk: TheDesk, asked: Annotated[Asked, Query()]) -> Response:
    """The rates there are, by source and pair: those that Stripe used for these accounts, which
    their balance tells, and those that were uploaded."""
    within, _ = await scope.one_mode(desk.house.store, asked.connection_id, flag(asked.livemode))
    return answer(_pairs(await rates.told(desk.house.store, desk.lake, within.ids)))


@router.put("/{origin}", response_model=RatesShown, openapi_extra=TAKES)
async def upload_exchange_rates(
    request: Request, desk: TheDesk, origin: Kept, person: Writer
) -> Response:
    """A CSV of at most 1 MiB, into the rates there are; the same day and pair is replaced. `own`
    begins with `date,currency,target,rate`; `ecb` is the bank's eurofxref-hist.csv, or a part of it
    with its first line. One wrong line, and nothing is kept; each is named, up to twenty. Answers
    what is uploaded now."""
    quotes = reading.read(_known(origin), await request.body())
    await keeping.keep(desk.house.store, origin, quotes, desk.house.clock.now())
    after = {"source": origin, "rates": len(quotes)}
    await desk.noted(person, "rates.upload", origin, after=after)
    return answer(_pairs(await keeping.pairs(desk.house.store)))


@router.delete("/{origin}", status_code=204, response_class=Response)
async def forget_exchange_rates(desk: TheDesk, origin: Kept, person: Writer) -> Response:
    """All rates of that source."""
    count = await keeping.forget(desk.house.store, _known(origin))
    await desk.noted(person, "rates.forget", origin, before={"rates": count})
    return Response(status_code=204)


def _known(source: str) -> str:
    if source not in KEPT:
        raise errors.NotFound(f"Rates that are uploaded are one of {', '.join(KEPT)}")
    return source


def _pairs(found: list[Pair]) -> Record:
    return {"data": [_pair(one) for one in found]}


def _pair(one: Pair) -> Record:
    return {
        "source": one.source,
        "currency": one.currency,
        "target": one.target,
        "count": one.count,
        "first_day": times.rfc3339(one.first * DAY)[:10],
        "last_day": times.rfc3339(one.last * DAY)[:10],
    }
