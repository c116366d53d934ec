"""Boards: pages of widgets with a period for all of them; each person sees them in an order of
their own."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.kept import shelf, whose
from tillwatch.features.monitoring.kept.grid import Place
from tillwatch.kernel import errors, ids, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import board, board_order, widget

MOST: Final = 200
WIDGETS_MAX: Final = 40
USUAL: Final = {"name": "30d"}

Period = dict[str, str]
"""`{"name": "30d"}`, or days, both inside: `{"from": "2026-10-01", "until": "2026-10-31"}`."""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """`widgets`: how many. Moments in seconds UTC."""

    id: str
    name: str
    description: str
    period: Period
    shared: bool
    person_id: str | None
    created: int
    changed: int
    widgets: int
    changeable: bool


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a board is to be; None: as it is."""

    name: str | None = None
    description: str | None = None
    period: Period | None = None
    shared: bool | None = None

    def checked(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.name is not None:
            found["name"] = names.checked(self.name)
        if self.description is not None:
            found["description"] = shelf.text(self.description)
        if self.period is not None:
            found["period"] = self.period
        if self.shared is not None:
            found["shared"] = self.shared
        return found


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A widget as it is put on a new board; its question has been checked."""

    name: str
    question: dict[str, Any]
    chart: str
    place: Place
    description: str = ""
    period: Period | None = None


async def everything(store: Store, by: Person) -> list[Board]:
    """In the order that they chose; those they have not put anywhere after these, by name."""
    query = _selected().where(whose.seen(board, by), board.c.deleted.is_(None))
    async with store.reading() as tx:
        found = (await tx.execute(query)).mappings().all()
        order = await tx.scalar(select(board_order.c.boards).where(_of(by))) or []
    place = {id_: number for number, id_ in enumerate(order)}
    return sorted(
        (_read(row, by) for row in found),
        key=lambda one: (place.get(one.id, len(place)), one.name.casefold()),
    )


async def order(store: Store, clock: Clock, wanted: Sequence[str], *, by: Person) -> None:
    """For them alone. `NotFound` for one they do not see."""
    if len(set(wanted)) != len(wanted):
        raise errors.BadInput("Name each board once", boards="named twice")
    async with store.writing() as tx:
        for id_ in wanted:
            await seen(tx, id_, by)
        await tx.execute(delete(board_order).where(_of(by)))
        kept = {"person_id": whose.owner(by) or "", "boards": list(wanted)}
        await tx.execute(board_order.insert().values(**kept))
        after = {"boards": len(wanted)}
        await audit.write(tx, clock, by.name, "board.order", None, after=after)


def _of(by: Person) -> ColumnElement[bool]:
    return board_order.c.person_id == (whose.owner(by) or "")


async def one(store: Store, id_: str, by: Person) -> Board:
    async with store.reading() as tx:
        await seen(tx, id_, by)
        row = (await tx.execute(_selected().where(board.c.id == id_))).mappings().one()
    return _read(row, by)


async def make(
    store: Store, clock: Clock, wish: Wish, widgets: Sequence[Put] = (), *, by: Person
) -> str:
    """Its id."""
    whose.check(bool(wish.shared), by)
    if len(widgets) > WIDGETS_MAX:
        raise errors.BadInput(f"A board has at most {WIDGETS_MAX} widgets", widgets="too many")
    id_, now = ids.new("board"), int(clock.now())
    values = {"description": "", "period": USUAL, "shared": False, **wish.checked()}
    mine = whose.own(board, by) if not values["shared"] else board.c.shared
    async with store.writing() as tx:
        await shelf.room(tx, board, mine, MOST, "boards")
        whole = {"id": id_, "person_id": whose.owner(by), **values}
        await tx.execute(board.insert().values(created=now, changed=now, **whole))
        for put in widgets:
            row = {"id": ids.new("widget"), "board_id": id_, **msgspec.to_builtins(put)}
            await tx.execute(widget.insert().values(created=now, changed=now, **row))
        after = {"shared": values["shared"], "widgets": len(widgets)}
        await audit.write(tx, clock, by.name, "board.create", values["name"], after=after)
    return id_


async def change(store: Store, clock: Clock, id_: str, wish: Wish, *, by: Person) -> None:
    values = wish.checked()
    async with store.writing() as tx:
        row = await mine(tx, id_, by)
        whose.check(bool(wish.shared), by)
        before, after = shelf.told(row, values)
        if after.get("shared") is False:
            values["person_id"] = whose.owner(by)
        await shelf.change(tx, board, id_, {**values, "changed": int(clock.now())})
        about = row["name"]
        await audit.write(tx, clock, by.name, "board.change", about, before=before, after=after)


async def take_away(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    """With its widgets, which come back with it."""
    async with store.writing() as tx:
        row = await mine(tx, id_, by)
        await shelf.take_away(tx, board, id_, clock)
        await audit.write(tx, clock, by.name, "board.delete", row["name"])


async def put_back(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await mine(tx, id_, by, gone=True)
        await shelf.put_back(tx, board, id_)
        await audit.write(tx, clock, by.name, "board.restore", row["name"])


async def seen(tx: AsyncConnection, id_: str, by: Person, *, gone: bool = False) -> shelf.Row:
    row = await shelf.one(tx, board, id_, gone=gone)
    if not row["shared"] and row["person_id"] != whose.owner(by):
        raise shelf.nothing(id_)
    return row


async def mine(tx: AsyncConnection, id_: str, by: Person, *, gone: bool = False) -> shelf.Row:
    """One they may change."""
    row = await seen(tx, id_, by, gone=gone)
    whose.check(row["shared"], by)
    return row


def _selected() -> Any:
    among = (widget.c.board_id == board.c.id) & widget.c.deleted.is_(None)
    count = select(func.count()).select_from(widget).where(among).scalar_subquery()
    return select(board, count.label("widgets"))


def _read(row: Any, by: Person) -> Board:
    kept = {name: row[name] for name in Board.__struct_fields__ if name != "changeable"}
    return Board(changeable=whose.may_change(row, by), **kept)
