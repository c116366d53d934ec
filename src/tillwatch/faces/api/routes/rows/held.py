"""What a payout holds: its balance entries, each with the payment it is about."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field, create_model
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Cut, Id, Text
from tillwatch.faces.api.routes.rows.shown import page_model, shown
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.ledger.questions import lists, payments, payouts, scope
from tillwatch.ledger.questions.scope import Record

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


class EntriesAsked(Cut):
    """`category`: only entries of these."""

    category: list[Text] = Field([], max_length=20)


class PaymentRef(Model):
    """The payment behind an entry: who paid how much, when and with what."""

    id: str
    created: Moment | None
    status: str
    amount: Money | None
    customer: str | None
    name: str | None
    email: str | None
    method: str | None
    card_brand: str | None
    card_last4: str | None


PLAIN = ("id", "status", "customer", "name", "email", "method", "card_brand", "card_last4")
_entry: Any = shapes.model("balance_entry")
HeldEntry = create_model("HeldEntry", __base__=_entry, payment=(PaymentRef | None, ...))


@router.get(
    "/payouts/{connection_id}/{id}/entries", response_model=page_model(HeldEntry), tags=["payouts"]
)
async def entries_of_a_payout(
    desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[EntriesAsked, Query()]
) -> Response:
    """The balance entries that the payout holds, its own included; none while not known."""
    store = desk.house.store
    await lists.one(store, "payout", connection_id, id)
    found = await payouts.entries(
        store, connection_id, id, asked.cursor, asked.limit, categories=asked.category
    )
    about = await payments.behind(store, found.rows)
    rows = await shown(desk, "balance_entry", found.rows, await scope.scope(store))
    data = [{**row, "payment": _payment(about.get((connection_id, row["id"])))} for row in rows]
    return answer({"data": data, "next_cursor": found.next_cursor})


def _payment(row: Record | None) -> Record | None:
    if row is None:
        return None
    return {
        **{name: row[name] for name in PLAIN},
        "created": shapes.moment(row["created"] or None),
        "amount": shapes.money(row["amount"], row["currency"]),
    }
