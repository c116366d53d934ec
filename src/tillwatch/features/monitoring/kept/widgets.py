"""Widgets: a question each, how it is shown, and its place on the board."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.kept import boards, grid, shelf
from tillwatch.features.monitoring.kept.boards import Period
from tillwatch.features.monitoring.kept.grid import Place
from tillwatch.kernel import errors, ids, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import widget

CHARTS: Final = ("figure", "line", "bars", "stacked", "table")


class Widget(msgspec.Struct, frozen=True, kw_only=True):
    """`question`: a question without its period; `period` None: its board's."""

    id: str
    board_id: str
    name: str
    description: str
    question: dict[str, Any]
    chart: str
    place: Place
    period: Period | None
    created: int
    changed: int


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a widget is to be; None: as it is, and of `period` `UNSET`."""

    name: str | None = None
    description: str | None = None
    question: dict[str, Any] | None = None
    chart: str | None = None
    place: Place | None = None
    period: Period | msgspec.UnsetType | None = msgspec.UNSET

    def checked(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.name is not None:
            found["name"] = names.checked(self.name)
        if self.description is not None:
            found["description"] = shelf.text(self.description)
        if self.question is not None:
            found["question"] = self.question
        if self.chart is not None:
            found["chart"] = _chart(self.chart)
        if self.place is not None:
            found["place"] = msgspec.to_builtins(self.place.checked())
        if self.period is not msgspec.UNSET:
            found["period"] = self.period
        return found


async def of_board(store: Store, board_id: str) -> list[Widget]:
    """From the top, each row from the left."""
    async with store.reading() as tx:
        found = await _of_board(tx, board_id)
    return sorted(found, key=lambda one: (one.place.y, one.place.x))


async def one(store: Store, id_: str, by: Person) -> Widget:
    async with store.reading() as tx:
        row = await shelf.one(tx, widget, id_)
        await boards.seen(tx, row["board_id"], by)
    return _read(row)


async def make(store: Store, clock: Clock, board_id: str, wish: Wish, *, by: Person) -> str:
    """Its id. Without a place it goes below all others."""
    id_, now = ids.new("widget"), int(clock.now())
    values = {"description": "", "period": None, **wish.checked()}
    async with store.writing() as tx:
        row = await boards.mine(tx, board_id, by)
        among = widget.c.board_id == board_id
        await shelf.room(tx, widget, among, boards.WIDGETS_MAX, "widgets on this board")
        if "place" not in values:
            others = [one.place for one in await _of_board(tx, board_id)]
            values["place"] = msgspec.to_builtins(grid.beneath(others))
        whole = {"id": id_, "board_id": board_id, **values}
        await tx.execute(widget.insert().values(created=now, changed=now, **whole))
        after = {"widget": values["name"]}
        await audit.write(tx, clock, by.name, "widget.create", row["name"], after=after)
    return id_


async def change(store: Store, clock: Clock, id_: str, wish: Wish, *, by: Person) -> None:
    values = wish.checked()
    async with store.writing() as tx:
        row = await shelf.one(tx, widget, id_)
        await boards.mine(tx, row["board_id"], by)
        before, after = shelf.told(row, values)
        await shelf.change(tx, widget, id_, {**values, "changed": int(clock.now())})
        told = {"before": before, "after": after}
        await audit.write(tx, clock, by.name, "widget.change", row["name"], **told)


async def arrange(
    store: Store, clock: Clock, board_id: str, places: Mapping[str, Place], *, by: Person
) -> None:
    """New places of some widgets of a board, all or none. `NotFound` for one that is not there."""
    for place in places.values():
        place.checked()
    async with store.writing() as tx:
        row = await boards.mine(tx, board_id, by)
        known = {one.id for one in await _of_board(tx, board_id)}
        for id_, place in places.items():
            if id_ not in known:
                raise shelf.nothing(id_)
            await shelf.change(tx, widget, id_, {"place": msgspec.to_builtins(place)})
        after = {"widgets": len(places)}
        await audit.write(tx, clock, by.name, "board.arrange", row["name"], after=after)


async def take_away(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await shelf.one(tx, widget, id_)
        await boards.mine(tx, row["board_id"], by)
        await shelf.take_away(tx, widget, id_, clock)
        await audit.write(tx, clock, by.name, "widget.delete", row["name"])


async def put_back(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await shelf.one(tx, widget, id_, gone=True)
        await boards.mine(tx, row["board_id"], by)
        await shelf.put_back(tx, widget, id_)
        await audit.write(tx, clock, by.name, "widget.restore", row["name"])


async def _of_board(tx: AsyncConnection, board_id: str) -> list[Widget]:
    query = select(widget).where(widget.c.board_id == board_id, widget.c.deleted.is_(None))
    return [_read(row) for row in (await tx.execute(query)).mappings()]


def _read(row: Any) -> Widget:
    kept = {name: row[name] for name in Widget.__struct_fields__ if name != "place"}
    return Widget(place=grid.read(row["place"]), **kept)


def _chart(given: str) -> str:
    if given not in CHARTS:
        sentence = f"Show it as one of {', '.join(CHARTS)}"
        raise errors.BadInput(sentence, chart=sentence)
    return given
