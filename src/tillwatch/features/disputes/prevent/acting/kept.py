"""The rows of actions."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.prevent.rules.shapes import Then
from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import prevention_action as table
from tillwatch.store.tables import prevention_choice as choice

WAITING: Final = "waiting"
CALLING: Final = "calling"
"""The call is made, or is about to be: the money is reserved."""
DONE: Final = "done"
REFUSED: Final = "refused"
SKIPPED: Final = "skipped"
STATES: Final = (WAITING, CALLING, DONE, REFUSED, SKIPPED)
MOVING: Final = (WAITING, CALLING)
PAUSED: Final = "paused"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """`about`: the kind of happening, `about_id` its id. `rule_id` None: a person asked for it."""

    id: str
    once: str
    rule_id: str | None
    kind: str
    connection_id: str
    about: str
    about_id: str
    payment: str | None
    attempt: str | None
    state: str
    amount: int | None
    currency: str | None
    month: str | None
    what: Then
    by: str
    at: int
    called_at: int | None
    ended_at: int | None
    tries: int
    again_at: int | None
    problem: str | None
    result: dict[str, Any] | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which actions: newest first, after `before`."""

    connections: Sequence[str]
    state: str | None = None
    rule_id: str | None = None
    before: tuple[int, str] | None = None
    limit: int = 25


COLUMNS: Final = [table.c[name] for name in Action.__struct_fields__]


async def put(store: Store, tx: AsyncConnection, one: Action) -> bool:
    """False where there is one of that business key already."""
    told = msgspec.structs.asdict(one) | {"what": msgspec.to_builtins(one.what)}
    query = store.insert(table).values(**told).on_conflict_do_nothing()
    return bool((await tx.execute(query)).rowcount)


async def waiting(store: Store, now: int) -> list[Action]:
    """Those in which there is something to do now, the oldest first."""
    query = select(*COLUMNS).where(table.c.state.in_(MOVING)).order_by(table.c.at, table.c.id)
    async with store.reading() as tx:
        found = [_action(row) for row in (await tx.execute(query)).mappings()]
    return [one for one in found if one.again_at is None or one.again_at <= now]


async def one(store: Store, id_: str) -> Action:
    """`NotFound` for one there is not."""
    async with store.reading() as tx:
        row = (await tx.execute(select(*COLUMNS).where(table.c.id == id_))).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no action {id_}", id="not found")
    return _action(row)


async def listed(store: Store, asked: Asked) -> list[Action]:
    """One more than `limit` where there are more."""
    query = select(*COLUMNS).where(table.c.connection_id.in_(asked.connections))
    if asked.state is not None:
        query = query.where(table.c.state == asked.state)
    if asked.rule_id is not None:
        query = query.where(table.c.rule_id == asked.rule_id)
    if asked.before is not None:
        at, id_ = asked.before
        older = (table.c.at < at) | ((table.c.at == at) & (table.c.id < id_))
        query = query.where(older)
    query = query.order_by(table.c.at.desc(), table.c.id.desc()).limit(asked.limit + 1)
    async with store.reading() as tx:
        return [_action(row) for row in (await tx.execute(query)).mappings()]


async def change(tx: AsyncConnection, id_: str, among: Sequence[str], **to: Any) -> bool:
    """Only while its state is one of `among`. False where it was not."""
    query = update(table).where(table.c.id == id_, table.c.state.in_(among)).values(**to)
    return bool((await tx.execute(query)).rowcount)


async def chosen(store: Store, name: str) -> Any:
    """What was chosen under that name; None: nothing was."""
    async with store.reading() as tx:
        return await tx.scalar(select(choice.c.value).where(choice.c.name == name))


async def choose(tx: AsyncConnection, name: str, value: Any, by: str, now: int) -> None:
    told = {"value": value, "by": by, "changed": now}
    if not (await tx.execute(update(choice).where(choice.c.name == name).values(**told))).rowcount:
        await tx.execute(choice.insert().values(name=name, **told))


def _action(row: RowMapping) -> Action:
    return Action(**{**row, "what": msgspec.convert(row["what"], Then)})
