"""Every kind of ledger row: a list and single rows, made from two tables.

`/payments`, `/payments/{connection_id}/{id}` and so on. Payments come with what belongs to them,
single payouts with whether their entries add up, the balance with when it was read.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, create_model
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Cut, Id, OneAsked, list_asked
from tillwatch.faces.api.raw import raw
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.ledger.questions import balance, lists, payments, payouts, scope
from tillwatch.ledger.questions.scope import Record, Scope

PATHS: Final = {
    "payments": "payment",
    "attempts": "attempt",
    "refunds": "refund",
    "disputes": "dispute",
    "fraud-warnings": "fraud_warning",
    "payouts": "payout",
    "balance": "balance",
    "balance-entries": "balance_entry",
    "customers": "customer",
    "products": "product",
    "prices": "price",
    "invoices": "invoice",
    "invoice-payments": "invoice_payment",
    "subscriptions": "subscription",
}


class ProductRef(Model):
    id: str | None
    name: str | None


class PayoutRef(Model):
    id: str
    status: str
    arrival_date: Moment


class Contents(Model):
    """Of a payout: whether its entries are known, how many, the net of those that are not its
    own, and whether that is its amount (null: it cannot be said)."""

    known: bool
    count: int
    net: Money | None
    equal: bool | None


MORE: Final[dict[str, dict[str, Any]]] = {
    "payment": {
        "fee": Money | None,
        "net": Money | None,
        "available_on": Moment | None,
        "payout": PayoutRef | None,
        "product": ProductRef | None,
    },
    "balance": {"as_of": Moment | None},
}

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


def page_model(item: type[BaseModel]) -> type[BaseModel]:
    return create_model(
        f"{item.__name__}Page",
        __base__=Model,
        # a model made at run time is no type to the checker
        data=(list[item], ...),  # type: ignore[valid-type]
        next_cursor=(str | None, ...),
    )


async def shown(desk: Desk, table: str, records: Sequence[Record], asked: Scope) -> list[Record]:
    """The JSON of rows of one kind, with what is added to that kind."""
    store = desk.house.store
    if table == "payment":
        full = await payments.complete(store, records)
        return [{**shapes.row(table, one, asked), **_payment_parts(one)} for one in full]
    rows = [shapes.row(table, one, asked) for one in records]
    if table == "balance":
        read = await balance.read_at(store, [one["connection_id"] for one in records])
        return [{**row, "as_of": shapes.moment(read.get(row["connection_id"]))} for row in rows]
    return rows


def _payment_parts(one: Record) -> Record:
    payout = one["payout"]
    if payout is not None:
        payout = {**payout, "arrival_date": shapes.moment(payout["arrival_date"])}
    return {
        "fee": shapes.money(one["fee"], one["settlement_currency"]),
        "net": shapes.money(one["net"], one["settlement_currency"]),
        "available_on": shapes.moment(one["available_on"]),
        "payout": payout,
        "product": one["product"],
    }


async def _single_parts(desk: Desk, table: str, record: Record) -> Record:
    if table != "payout":
        return {}
    held = await payouts.contents(desk.house.store, record["connection_id"], record["id"])
    return {"entries": {**held, "net": shapes.money(held["net"], record["currency"])}}


def _add(path: str, table: str) -> None:
    item = shapes.model(table, MORE.get(table))
    asked_model = list_asked(table)
    single_parts: Any = {"entries": (Contents, ...)} if table == "payout" else {}
    single = create_model(
        f"{item.__name__}Single",
        __base__=item,
        raw=(dict[str, Any] | None, None),
        **single_parts,
    )

    async def page(desk: TheDesk, asked: Annotated[Any, Query()]) -> Response:
        within = await asked.scope(desk.house.store)
        found = await lists.page(
            desk.house.store,
            table,
            within,
            equal=asked.equal(table),
            since=asked.since(),
            until=asked.until(),
            cursor=asked.cursor,
            limit=asked.limit,
        )
        data = await shown(desk, table, found.rows, within)
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
