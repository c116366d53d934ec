"""`/payments/totals` and so on: how many rows a list has, and what they sum to, per currency."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Created, narrowing, question
from tillwatch.faces.api.routes.rows.shown import PATHS, noted
from tillwatch.faces.api.shapes import Model, Money
from tillwatch.ledger.questions.finding import question as finding


class Sum(Model):
    field: str
    amounts: list[Money]


class Totals(Model):
    """Of all rows the list with the same parameters has; `sums`: one for each amount of a row.
    `more`: a search found more than `count`; then `sums` is empty. `note`: why somebody who may be
    here is not found, for whom people are hidden from."""

    count: int
    more: bool
    sums: list[Sum]
    note: str | None = None


router = APIRouter(dependencies=[Depends(may("ledger.read"))])


def _add(path: str, table: str) -> None:
    async def totals(desk: TheDesk, asked: Annotated[Any, Query()]) -> Response:
        wanted = await question(asked, table, desk.house.store)
        found = await finding.totalled(desk.house.store, wanted)
        sums = [
            {"field": name, "amounts": shapes.amounts(sums)}
            for name, sums in (found.sums or {}).items()
        ]
        body = {"count": found.count, "more": found.sums is None, "sums": sums}
        return answer(noted(body, wanted.typed))

    asked_model = narrowing(table, Created, "Narrowed")
    totals.__annotations__["asked"] = Annotated[asked_model, Query()]
    name = f"Totals of {path.replace('-', ' ')}"
    router.add_api_route(f"/{path}/totals", totals, response_model=Totals, name=name, tags=[path])


for _path, _table in PATHS.items():
    if _table != "balance":
        _add(_path, _table)
