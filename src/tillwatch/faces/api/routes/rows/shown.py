"""The rows as they are shown: which there are, what is added to some kinds, their JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, create_model

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.intake import erasure
from tillwatch.ledger.questions import balance, behind, lists, payments, payouts
from tillwatch.ledger.questions.finding import ways
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


class PersonRef(Model):
    """Who paid; `id` is the customer's, null of a guest."""

    id: str | None
    name: str | None
    email: str | None


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
    "refund": {"person": PersonRef | None},
    "dispute": {"person": PersonRef | None},
    "subscription": {"person": PersonRef | None, "product": ProductRef | None},
    "payout": {"entries": Contents},
    "balance": {"as_of": Moment | None},
    "customer": {"erased_at": Moment | None},
}


def noted(body: Record, typed: str | None) -> Record:
    """`body`, with the `note` why somebody who may be here is not found, where there is one."""
    note = ways.note(typed)
    return body if note is None else {**body, "note": note}


def page_model(item: type[BaseModel], **more: Any) -> type[BaseModel]:
    return create_model(
        f"{item.__name__}Page",
        __base__=Model,
        # a model made at run time is no type to the checker
        data=(list[item], ...),  # type: ignore[valid-type]
        next_cursor=(str | None, ...),
        **more,
    )


async def shown(desk: Desk, table: str, records: Sequence[Record], asked: Scope) -> list[Record]:
    """The JSON of rows of one kind, with what is added to that kind."""
    store = desk.house.store
    if table == "payment":
        full = await payments.complete(store, records)
        return [{**shapes.row(table, one, asked), **_payment_parts(one)} for one in full]
    rows = [shapes.row(table, one, asked) for one in records]
    if table == "payout":
        keys = [(one["connection_id"], one["id"]) for one in records]
        held = await payouts.contents_of(store, keys)
        return [{**row, "entries": _entries(row, held)} for row in rows]
    if table in behind.NAMED:
        persons = await behind.persons(store, table, records)
        rows = [{**row, "person": persons.get(_key(row))} for row in rows]
    if table == "subscription":
        products = await behind.products(store, records)
        rows = [{**row, "product": products.get(_key(row))} for row in rows]
    if table == "customer":
        return await _with_erasures(desk, rows)
    if table == "balance":
        read = await balance.read_at(store, [one["connection_id"] for one in records])
        return [{**row, "as_of": shapes.moment(read.get(row["connection_id"]))} for row in rows]
    return rows


async def _with_erasures(desk: Desk, rows: Sequence[Record]) -> list[Record]:
    """Customers, with when their personal data was erased."""
    at: dict[lists.Key, int] = {}
    for id_ in {row["connection_id"] for row in rows}:
        mine = [row["id"] for row in rows if row["connection_id"] == id_]
        erased = await erasure.erased_at(desk.house, id_, mine)
        at |= {(id_, customer): moment for customer, moment in erased.items()}
    return [{**row, "erased_at": shapes.moment(at.get(_key(row)))} for row in rows]


def _key(row: Record) -> lists.Key:
    return (row["connection_id"], row["id"])


def _entries(row: Record, held: Mapping[lists.Key, Record]) -> Record:
    of = held[_key(row)]
    return {**of, "net": shapes.money(of["net"], row["currency"])}


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
