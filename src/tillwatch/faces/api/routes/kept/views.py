"""Saved views: a screen with its filters, metrics and dimensions, by a name."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.kept import shapes
from tillwatch.faces.api.routes.kept.shapes import (
    FirstView,
    ScreenName,
    ViewAsked,
    ViewChanged,
    ViewPage,
    ViewShown,
)
from tillwatch.features.monitoring.kept import views
from tillwatch.features.monitoring.kept.views import Wish
from tillwatch.people.tokens import Person

router = APIRouter(tags=["views"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Keeper = Annotated[Person, Depends(may("monitoring.own"))]


class OfScreen(BaseModel):
    model_config = ConfigDict(extra="forbid")

    screen: ScreenName | None = None


@router.get("/views", response_model=ViewPage)
async def list_views(desk: TheDesk, asker: Reader, asked: Annotated[OfScreen, Query()]) -> Response:
    """One's own and those that are shared, by name; of all screens when none is named."""
    found = await views.of_screen(desk.house.store, asked.screen, asker)
    return answer({"data": [shapes.view(one) for one in found], "next_cursor": None})


@router.get("/views/{id}", response_model=ViewShown)
async def one_view(desk: TheDesk, id: Id, asker: Reader) -> Response:
    """One saved view. 404 for one that is somebody else's own."""
    return await _shown(desk, id, asker)


@router.post("/views", response_model=ViewShown, status_code=201)
async def make_view(desk: TheDesk, asker: Keeper, asked: ViewAsked) -> Response:
    """Save a view. One that is `shared` takes the permission monitoring.write."""
    wish = Wish(**asked.model_dump(exclude={"screen"}))
    house = desk.house
    id_ = await views.make(house.store, house.clock, asked.screen, wish, by=asker)
    return await _shown(desk, id_, asker, 201)


@router.patch("/views/{id}", response_model=ViewShown)
async def change_view(desk: TheDesk, id: Id, asker: Keeper, asked: ViewChanged) -> Response:
    """Change a saved view. One that is shared takes the permission monitoring.write."""
    await views.change(desk.house.store, desk.house.clock, id, Wish(**asked.model_dump()), by=asker)
    return await _shown(desk, id, asker)


@router.delete("/views/{id}", status_code=204, response_class=Response)
async def delete_view(desk: TheDesk, id: Id, asker: Keeper) -> Response:
    """Delete a saved view. It can be put back for thirty days."""
    await views.take_away(desk.house.store, desk.house.clock, id, by=asker)
    return Response(status_code=204)


@router.post("/views/{id}/restore", response_model=ViewShown)
async def restore_view(desk: TheDesk, id: Id, asker: Keeper) -> Response:
    """Put a deleted view back."""
    await views.put_back(desk.house.store, desk.house.clock, id, by=asker)
    return await _shown(desk, id, asker)


@router.put("/first-view", status_code=204, response_class=Response)
async def choose_first_view(desk: TheDesk, asker: Keeper, asked: FirstView) -> Response:
    """Choose the view a screen opens with. For whoever asks, nobody else."""
    house = desk.house
    await views.choose_first(house.store, house.clock, asked.screen, asked.view_id, asker)
    return Response(status_code=204)


async def _shown(desk: Desk, id_: str, asker: Person, status: int = 200) -> Response:
    return answer(shapes.view(await views.one(desk.house.store, id_, asker)), status)
