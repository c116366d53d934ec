"""Stories: everything a page about one object shows, in one answer.

`links.stripe` is the object's page at the processor, null where it has none or cannot be told.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import create_model
from starlette.responses import Response

from tillwatch.faces.api import raw, shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id, OneAsked
from tillwatch.faces.api.routes import rows
from tillwatch.faces.api.shapes import Model
from tillwatch.faces.api.shown.described import Described
from tillwatch.intake import connections
from tillwatch.ledger.questions import lists, scope
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories import customer, dispute, payment, payout, subscription
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.told import (
    CustomerStory,
    DisputeStory,
    PaymentStory,
    PayoutStory,
    SubscriptionStory,
)

Tell = Callable[[Ask, Record], Awaitable[msgspec.Struct]]


class Links(Model):
    stripe: str | None


router = APIRouter(dependencies=[Depends(may("ledger.read"))])
described = Described()


def _add(path: str, table: str, struct: type[msgspec.Struct], tell: Tell) -> None:
    """`/{path}/{connection_id}/{id}/story`: the row as in its list, its story, its links."""
    row = shapes.model(table, rows.MORE.get(table))
    more: dict[str, Any] = {table: row, "links": Links}
    story = described.model(struct, **more)
    single = create_model(struct.__name__, __base__=(story, raw.WithRaw), __doc__=struct.__doc__)

    async def one(
        desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[OneAsked, Query()]
    ) -> Response:
        store = desk.house.store
        record = await lists.one(store, table, connection_id, id)
        ask = await asking(desk, connection_id)
        (shown,) = await rows.shown(desk, table, [record], await scope.scope(store))
        body = {
            table: shown,
            "links": {"stripe": ask.page(table, id)},
            **described.shown(await tell(ask, record)),
        }
        found = partial(raw.together, desk.house, table, connection_id, id)
        return answer(await raw.beside(body, asked, found))

    router.add_api_route(
        f"/{path}/{{connection_id}}/{{id}}/story",
        one,
        response_model=single,
        name=f"The story of one of {path}",
        tags=[path],
    )


async def asking(desk: Desk, connection_id: str) -> Ask:
    """What the questions need; `NotFound` where the connection's processor is not offered."""
    house = desk.house
    connection = await connections.one(house.store, connection_id, disconnected=True)
    return Ask(
        store=house.store,
        processor=house.processors.get(connection.processor),
        connection_id=connection.id,
        mode=connection.mode,
        account_id=connection.account_id,
        now=house.clock.now(),
    )


_add("payments", "payment", PaymentStory, payment.story)
_add("customers", "customer", CustomerStory, customer.story)
_add("subscriptions", "subscription", SubscriptionStory, subscription.story)
_add("disputes", "dispute", DisputeStory, dispute.story)
_add("payouts", "payout", PayoutStory, payout.story)
