"""Widgets of boards: a question each, how it is shown, and where."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.kept import kept_question, shapes
from tillwatch.faces.api.routes.kept.shapes import WidgetAsked, WidgetChanged, WidgetShown
from tillwatch.features.monitoring.kept import widgets
from tillwatch.features.monitoring.kept.widgets import Wish
from tillwatch.people.tokens import Person

router = APIRouter(tags=["boards"])
Keeper = Annotated[Person, Depends(may("monitoring.own"))]


@router.post("/boards/{id}/widgets", response_model=WidgetShown, status_code=201)
async def make_widget(desk: TheDesk, id: Id, asker: Keeper, asked: WidgetAsked) -> Response:
    """Put a widget on a board. Its question is checked, and has no period: the board's is taken."""
    wish = await _wish(desk, asked)
    id_ = await widgets.make(desk.house.store, desk.house.clock, id, wish, by=asker)
    return await _shown(desk, id_, asker, 201)


@router.patch("/widgets/{id}", response_model=WidgetShown)
async def change_widget(desk: TheDesk, id: Id, asker: Keeper, asked: WidgetChanged) -> Response:
    """Change a widget: what it asks, how it is shown, its place, its period."""
    wish = await _wish(desk, asked)
    await widgets.change(desk.house.store, desk.house.clock, id, wish, by=asker)
    return await _shown(desk, id, asker)


@router.delete("/widgets/{id}", status_code=204, response_class=Response)
async def delete_widget(desk: TheDesk, id: Id, asker: Keeper) -> Response:
    """Take a widget off its board. It can be put back for thirty days."""
    await widgets.take_away(desk.house.store, desk.house.clock, id, by=asker)
    return Response(status_code=204)


@router.post("/widgets/{id}/restore", response_model=WidgetShown)
async def restore_widget(desk: TheDesk, id: Id, asker: Keeper) -> Response:
    """Put a widget back on its board."""
    await widgets.put_back(desk.house.store, desk.house.clock, id, by=asker)
    return await _shown(desk, id, asker)


async def _wish(desk: Desk, asked: WidgetAsked | WidgetChanged) -> Wish:
    question: dict[str, Any] | None = asked.question
    if question is not None:
        question = await kept_question.checked(desk.house.store, question)
    said = "period" in asked.model_fields_set
    return Wish(
        name=asked.name,
        description=asked.description,
        question=question,
        chart=asked.chart,
        place=asked.place.place() if asked.place else None,
        period=(shapes.period(asked.period) if asked.period else None) if said else msgspec.UNSET,
    )


async def _shown(desk: Desk, id_: str, asker: Person, status: int = 200) -> Response:
    return answer(shapes.widget(await widgets.one(desk.house.store, id_, asker)), status)
