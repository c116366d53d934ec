"""How a processor reaches this installation, and its webhook set up with one click."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.connected import Connected, shown, webhook_url
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.routes.connecting.offers import address_of
from tillwatch.faces.api.routes.connecting.shapes import Reach
from tillwatch.faces.api.shapes import moment
from tillwatch.intake import connections
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/connections", tags=["connecting"])
reading = [Depends(may("connections.read"))]
Writer = Annotated[Person, Depends(may("connections.write"))]


@router.get("/{id}/reach", response_model=Reach, dependencies=reading)
async def reach_of(request: Request, desk: TheDesk, id: Id) -> Response:
    """Whether events can be sent here, and whether one click sets that up."""
    connection = await connections.one(desk.house.store, id)
    processor = desk.house.processors.get(connection.processor)
    found = connections.reach(
        desk.house, connection, webhook_url(connection, origin(request, desk))
    )
    mode = connection.mode or "test"
    return answer(
        address_of(processor, found.url, mode)
        | {
            "can_create": found.create_why is None,
            "create_why": found.create_why,
            "events": found.types,
            "webhooks_url": processor.place("webhooks", mode),
            "create_webhook_url": processor.place("create_webhook", mode),
            "has_secret": connection.has_secret,
            "first_event_at": moment(connection.first_event_at),
        }
    )


@router.post("/{id}/endpoint", response_model=Connected, status_code=201)
async def create_endpoint(request: Request, desk: TheDesk, id: Id, person: Writer) -> Response:
    """Creates the webhook at the processor, with the events of what the connection is for, and
    keeps its signing secret."""
    house = desk.house
    url = webhook_url(await connections.one(house.store, id), origin(request, desk))
    made = await connections.set_up(house, id, url)
    await desk.noted(person, "connection.endpoint", id)
    (told,) = await shown(house, [made], origin(request, desk))
    return answer(told, 201)
