"""Saved views: what the address of a screen says, by a name; and which of them it opens with."""

from typing import Any, Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.kept import shelf, whose
from tillwatch.kernel import errors, ids, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import first_view, saved_view

MOST: Final = 300
"""Of one person, or of all that is shared."""
STATE_MAX: Final = 16_000

State = dict[str, list[str]]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: what the address says, by name. `first`: the screen opens with it. Moments in
    seconds UTC."""

    id: str
    screen: str
    name: str
    description: str
    state: State
    shared: bool
    person_id: str | None
    created: int
    changed: int
    first: bool
    changeable: bool


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a view is to be; None: as it is."""

    name: str | None = None
    description: str | None = None
    state: State | None = None
    shared: bool | None = None

    def checked(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.name is not None:
            found["name"] = names.checked(self.name)
        if self.description is not None:
            found["description"] = shelf.text(self.description)
        if self.state is not None:
            found["state"] = _state(self.state)
        if self.shared is not None:
            found["shared"] = self.shared
        return found


async def of_screen(store: Store, screen: str | None, by: Person) -> list[View]:
    """By name; None: of all screens."""
    query = select(saved_view).where(whose.seen(saved_view, by), saved_view.c.deleted.is_(None))
    if screen is not None:
        query = query.where(saved_view.c.screen == screen)
    async with store.reading() as tx:
        found = (await tx.execute(query)).mappings().all()
        firsts = await _firsts(tx, by)
    return sorted((_read(row, by, firsts) for row in found), key=lambda one: one.name.casefold())


async def one(store: Store, id_: str, by: Person) -> View:
    async with store.reading() as tx:
        return _read(await _seen(tx, id_, by), by, await _firsts(tx, by))


async def make(store: Store, clock: Clock, screen: str, wish: Wish, *, by: Person) -> str:
    """Its id."""
    whose.check(bool(wish.shared), by)
    id_, now = ids.new("view"), int(clock.now())
    values = {"description": "", "state": {}, "shared": False, **wish.checked()}
    mine = whose.own(saved_view, by) if not values["shared"] else saved_view.c.shared
    async with store.writing() as tx:
        await shelf.room(tx, saved_view, mine, MOST, "saved views")
        whole = {"id": id_, "screen": screen, "person_id": whose.owner(by), **values}
        await tx.execute(saved_view.insert().values(created=now, changed=now, **whole))
        after = {"screen": screen, "shared": values["shared"]}
        await audit.write(tx, clock, by.name, "view.create", values["name"], after=after)
    return id_


async def change(store: Store, clock: Clock, id_: str, wish: Wish, *, by: Person) -> None:
    values = wish.checked()
    async with store.writing() as tx:
        row = await _mine(tx, id_, by)
        whose.check(bool(wish.shared), by)
        before, after = shelf.told(row, values)
        if after.get("shared") is False:
            values["person_id"] = whose.owner(by)
        await shelf.change(tx, saved_view, id_, {**values, "changed": int(clock.now())})
        about = row["name"]
        await audit.write(tx, clock, by.name, "view.change", about, before=before, after=after)


async def take_away(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await _mine(tx, id_, by)
        await shelf.take_away(tx, saved_view, id_, clock)
        await audit.write(tx, clock, by.name, "view.delete", row["name"])


async def put_back(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await _mine(tx, id_, by, gone=True)
        await shelf.put_back(tx, saved_view, id_)
        await audit.write(tx, clock, by.name, "view.restore", row["name"])


async def choose_first(
    store: Store, clock: Clock, screen: str, id_: str | None, by: Person
) -> None:
    """The screen opens with that view for them from now on; None: as it is without one."""
    whom = whose.owner(by) or ""
    async with store.writing() as tx:
        name = None
        if id_ is not None:
            row = await _seen(tx, id_, by)
            if row["screen"] != screen:
                raise errors.BadInput(f"“{row['name']}” is a view of another screen", view_id=id_)
            name = str(row["name"])
        mine = (first_view.c.person_id == whom) & (first_view.c.screen == screen)
        await tx.execute(delete(first_view).where(mine))
        if id_ is not None:
            chosen = {"person_id": whom, "screen": screen, "view_id": id_}
            await tx.execute(first_view.insert().values(**chosen))
        await audit.write(tx, clock, by.name, "view.first", screen, after={"view": name})


async def _seen(tx: AsyncConnection, id_: str, by: Person, *, gone: bool = False) -> shelf.Row:
    row = await shelf.one(tx, saved_view, id_, gone=gone)
    if not row["shared"] and row["person_id"] != whose.owner(by):
        raise shelf.nothing(id_)
    return row


async def _mine(tx: AsyncConnection, id_: str, by: Person, *, gone: bool = False) -> shelf.Row:
    row = await _seen(tx, id_, by, gone=gone)
    whose.check(row["shared"], by)
    return row


async def _firsts(tx: AsyncConnection, by: Person) -> frozenset[str]:
    query = select(first_view.c.view_id).where(first_view.c.person_id == (whose.owner(by) or ""))
    return frozenset((await tx.execute(query)).scalars())


def _read(row: Any, by: Person, firsts: frozenset[str]) -> View:
    given = ("first", "changeable")
    kept = {name: row[name] for name in View.__struct_fields__ if name not in given}
    first = row["id"] in firsts
    return View(first=first, changeable=whose.may_change(row, by), **kept)


def _state(given: State) -> State:
    if len(msgspec.json.encode(given)) > STATE_MAX:
        sentence = "This view says too much to be kept: take some filters out"
        raise errors.BadInput(sentence, state=sentence)
    return given
