"""Lists of every kind of row, and single rows.

`/payments`, `/payments/{connection_id}/{id}` and so on. Payments come with what belongs to them,
single payouts with whether their entries add up, the balance with when it was read.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import create_model
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Cut, Id, ListAsked, OneAsked, narrowing, question
from tillwatch.faces.api.raw import raw
from tillwatch.faces.api.routes.rows.shown import MORE, PATHS, Contents, page_model, shown
from tillwatch.ledger.questions import lists, payouts, scope
from tillwatch.ledger.questions.finding import question as finding
from tillwatch.ledger.questions.scope import Record

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


async def _single_parts(desk: Desk, table: str, record: Record) -> Record:
    if table != "payout":
        return {}
    held = await payouts.contents(desk.house.store, record["connection_id"], record["id"])
    return {"entries": {**held, "net": shapes.money(held["net"], record["currency"])}}


def _add(path: str, table: str) -> None:
    item = shapes.model(table, MORE.get(table))
    asked_model = narrowing(table, ListAsked, "Asked")
    single_parts: Any = {"entries": (Contents, ...)} if table == "payout" else {}
    single = create_model(
        f"{item.__name__}Single",
        __base__=item,
        raw=(dict[str, Any] | None, None),
        **single_parts,
    )

    async def page(desk: TheDesk, asked: Annotated[Any, Query()]) -> Response:
        wanted = await question(asked, table, desk.house.store)
        found = await finding.page(desk.house.store, wanted, asked.cursor, asked.limit)
        data = await shown(desk, table, found.rows, wanted.scope)
        return answer({"data": data, "next_cursor": found.next_cursor})

    async def one(
        desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[OneAsked, Query()]
    ) -> Response:
        store = desk.house.store
        record = await lists.one(store, table, connection_id, id)
        within = await scope.scope(store)
        (row,) = await shown(desk, table, [record], within)
        row |= await _single_parts(desk, table, record)
        if asked.raw == "true":
            row["raw"] = await raw(desk.house, table, connection_id, id)
        return answer(row)

    page.__annotations__["asked"] = Annotated[asked_model, Query()]
    name = path.replace("-", " ")
    router.add_api_route(
        f"/{path}", page, response_model=page_model(item), name=f"List {name}", tags=[path]
    )
    router.add_api_route(
        f"/{path}/{{connection_id}}/{{id}}",
        one,
        response_model=single,
        name=f"One of {name}",
        tags=[path],
    )


for _path, _table in PATHS.items():
    _add(_path, _table)


@router.get(
    "/payouts/{connection_id}/{id}/entries",
    response_model=page_model(shapes.model("balance_entry")),
    tags=["payouts"],
)
async def entries_of_a_payout(
    desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[Cut, Query()]
) -> Response:
    """The balance entries that the payout holds, its own included; none while not known."""
    store = desk.house.store
    await lists.one(store, "payout", connection_id, id)
    found = await payouts.entries(store, connection_id, id, asked.cursor, asked.limit)
    within = await scope.scope(store)
    data = await shown(desk, "balance_entry", found.rows, within)
    return answer({"data": data, "next_cursor": found.next_cursor})
