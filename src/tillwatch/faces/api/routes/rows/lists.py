"""Lists of every kind of row, and single rows.

`/payments`, `/payments/{connection_id}/{id}` and so on. Payments come with what belongs to them,
payouts with whether their entries add up, the balance with when it was read.
"""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import create_model
from starlette.responses import Response

from tillwatch.faces.api import raw, shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id, ListAsked, OneAsked, narrowing, question
from tillwatch.faces.api.routes.rows.shown import MORE, PATHS, noted, page_model, shown
from tillwatch.ledger.questions import lists, scope
from tillwatch.ledger.questions.finding import question as finding
from tillwatch.ledger.questions.finding.ways import SEARCHED

NOTE: Final = (str | None, None)

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


def _add(path: str, table: str) -> None:
    item = shapes.model(table, MORE.get(table))
    asked_model = narrowing(table, ListAsked, "Asked")
    single = create_model(f"{item.__name__}Single", __base__=(item, raw.WithRaw))

    async def page(desk: TheDesk, asked: Annotated[Any, Query()]) -> Response:
        wanted = await question(asked, table, desk.house.store)
        found = await finding.page(desk.house.store, wanted, asked.cursor, asked.limit)
        data = await shown(desk, table, found.rows, wanted.scope)
        body = {"data": data, "next_cursor": found.next_cursor}
        return answer(noted(body, wanted.typed))

    async def one(
        desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[OneAsked, Query()]
    ) -> Response:
        store = desk.house.store
        record = await lists.one(store, table, connection_id, id)
        within = await scope.scope(store)
        (row,) = await shown(desk, table, [record], within)
        found = partial(raw.raw, desk.house, table, connection_id, id)
        return answer(await raw.beside(row, asked, found))

    page.__annotations__["asked"] = Annotated[asked_model, Query()]
    name = path.replace("-", " ")
    many = page_model(item, **({"note": NOTE} if table in SEARCHED else {}))
    router.add_api_route(f"/{path}", page, response_model=many, name=f"List {name}", tags=[path])
    router.add_api_route(
        f"/{path}/{{connection_id}}/{{id}}",
        one,
        response_model=single,
        name=f"One of {name}",
        tags=[path],
    )


for _path, _table in PATHS.items():
    _add(_path, _table)
