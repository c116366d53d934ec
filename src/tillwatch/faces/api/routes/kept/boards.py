"""Boards: pages of widgets with a period for all of them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.kept import kept_question, shapes
from tillwatch.faces.api.routes.kept.shapes import (
    BoardAsked,
    BoardChanged,
    BoardOrder,
    BoardPage,
    BoardWhole,
    Places,
    WidgetAsked,
)
from tillwatch.features.monitoring import choices
from tillwatch.features.monitoring.kept import boards, grid, templates, widgets
from tillwatch.features.monitoring.kept.boards import Put, Wish
from tillwatch.features.monitoring.kept.grid import Place
from tillwatch.features.monitoring.kept.templates import Template
from tillwatch.kernel import errors, eyes
from tillwatch.people.tokens import Person

router = APIRouter(tags=["boards"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Keeper = Annotated[Person, Depends(may("monitoring.own"))]


@router.get("/boards", response_model=BoardPage)
async def list_boards(desk: TheDesk, asker: Reader) -> Response:
    """One's own and those that are shared. In the order one chose; others follow, by name."""
    found = await boards.everything(desk.house.store, asker)
    return answer({"data": [shapes.board(one) for one in found], "next_cursor": None})


@router.get("/boards/{id}", response_model=BoardWhole)
async def one_board(desk: TheDesk, id: Id, asker: Reader) -> Response:
    """One board with its widgets. 404 for one that is somebody else's own."""
    return await _shown(desk, id, asker)


@router.post("/boards", response_model=BoardWhole, status_code=201)
async def make_board(desk: TheDesk, asker: Keeper, asked: BoardAsked) -> Response:
    """Make a board. One that is `shared` takes the permission monitoring.write."""
    house = desk.house
    template = None
    if asked.template is not None:
        basis = (await choices.kept(house.store)).fee_basis
        template = templates.template(asked.template, basis)
    puts = await _puts(desk, asked.widgets)
    if template is not None and not puts:
        puts = list(template.widgets)
    wish = _wish(asked, template)
    id_ = await boards.make(house.store, house.clock, wish, puts, by=asker)
    return await _shown(desk, id_, asker, 201)


@router.patch("/boards/{id}", response_model=BoardWhole)
async def change_board(desk: TheDesk, id: Id, asker: Keeper, asked: BoardChanged) -> Response:
    """Change a board. One that is shared takes the permission monitoring.write."""
    wish = Wish(
        name=asked.name,
        description=asked.description,
        period=shapes.period(asked.period) if asked.period else None,
        shared=asked.shared,
    )
    await boards.change(desk.house.store, desk.house.clock, id, wish, by=asker)
    return await _shown(desk, id, asker)


@router.delete("/boards/{id}", status_code=204, response_class=Response)
async def delete_board(desk: TheDesk, id: Id, asker: Keeper) -> Response:
    """Delete a board. It can be put back, with its widgets, for thirty days."""
    await boards.take_away(desk.house.store, desk.house.clock, id, by=asker)
    return Response(status_code=204)


@router.post("/boards/{id}/restore", response_model=BoardWhole)
async def restore_board(desk: TheDesk, id: Id, asker: Keeper) -> Response:
    """Put a deleted board back. With the widgets it had."""
    await boards.put_back(desk.house.store, desk.house.clock, id, by=asker)
    return await _shown(desk, id, asker)


@router.put("/boards/{id}/places", response_model=BoardWhole)
async def arrange_board(desk: TheDesk, id: Id, asker: Keeper, asked: Places) -> Response:
    """Arrange a board. New places of some of its widgets, all of them or none."""
    places = {name: one.place() for name, one in asked.places.items()}
    await widgets.arrange(desk.house.store, desk.house.clock, id, places, by=asker)
    return await _shown(desk, id, asker)


@router.put("/board-order", status_code=204, response_class=Response)
async def order_boards(desk: TheDesk, asker: Keeper, asked: BoardOrder) -> Response:
    """Choose the order of boards. For whoever asks, nobody else; those left out come last."""
    await boards.order(desk.house.store, desk.house.clock, asked.boards, by=asker)
    return Response(status_code=204)


async def _puts(desk: Desk, asked: Sequence[WidgetAsked]) -> list[Put]:
    found: list[Put] = []
    for one in asked:
        found.append(
            Put(
                name=one.name,
                description=one.description,
                question=await kept_question.checked(desk.house.store, one.question),
                chart=one.chart,
                place=one.place.place() if one.place else _next([put.place for put in found]),
                period=shapes.period(one.period) if one.period else None,
            )
        )
    return found


def _next(places: Sequence[Place]) -> Place:
    return grid.beneath(places)


def _wish(asked: BoardAsked, template: Template | None) -> Wish:
    name, period = asked.name, shapes.period(asked.period) if asked.period else None
    if template is not None:
        name, period = name or template.name, period or template.period
    if name is None:
        raise errors.BadInput("Give the board a name", name="missing")
    return Wish(name=name, description=asked.description, period=period, shared=asked.shared)


async def _shown(desk: Desk, id_: str, asker: Person, status: int = 200) -> Response:
    """The board; without widgets of accounts that whoever asks may not see."""
    found = await boards.one(desk.house.store, id_, asker)
    every = await widgets.of_board(desk.house.store, id_)
    looking = eyes.now()
    seen = [one for one in every if all(map(looking.sees, kept_question.about(one.question)))]
    whole = {
        "board": shapes.board(found),
        "widgets": [shapes.widget(one) for one in seen],
        "hidden": len(every) - len(seen),
    }
    return answer(whole, status)
