"""Rows that people keep: put down, changed, taken away, put back."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import Table

from tillwatch.kernel import errors, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit

BACK_S: Final = 30 * 86_400
"""So long what was taken away can be put back."""
TEXT_MAX: Final = 500
UNTOLD: Final = frozenset({"state", "question", "place"})

Row = Mapping[Any, Any]


async def one(tx: AsyncConnection, table: Table, id_: str, *, gone: bool = False) -> Row:
    """`NotFound` for one there is not; `gone`: one that was taken away."""
    there = table.c.deleted.is_not(None) if gone else table.c.deleted.is_(None)
    query = select(table).where(table.c.id == id_, there)
    found = (await tx.execute(query)).mappings().first()
    if found is None:
        raise nothing(id_)
    return found


def nothing(id_: str) -> errors.NotFound:
    return errors.NotFound(f"There is nothing kept as {id_}: it may have been deleted")


async def room(
    tx: AsyncConnection, table: Table, among: ColumnElement[bool], most: int, words: str
) -> None:
    """`Conflict` when there are as many as there may be; `words`: how such are called."""
    query = select(func.count()).select_from(table).where(among, table.c.deleted.is_(None))
    if (await tx.scalar(query) or 0) >= most:
        raise errors.Conflict(f"There are {most} {words} already: delete one first", code="full")


async def change(tx: AsyncConnection, table: Table, id_: str, values: Mapping[str, Any]) -> None:
    await tx.execute(update(table).where(table.c.id == id_).values(**values))


async def take_away(tx: AsyncConnection, table: Table, id_: str, clock: Clock) -> None:
    """Until it is put back. What was taken away long ago goes for good."""
    now = int(clock.now())
    await tx.execute(delete(table).where(table.c.deleted < now - BACK_S))
    await change(tx, table, id_, {"deleted": now})


async def put_back(tx: AsyncConnection, table: Table, id_: str) -> None:
    await change(tx, table, id_, {"deleted": None})


def told(row: Row, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the log says of a change: before and after. Of questions and filters, which may name a
    customer, only that they changed."""
    before, after = audit.differing(dict(row), dict(values))
    for silent in after.keys() & UNTOLD:
        before[silent], after[silent] = None, "changed"
    return before, after


def text(given: str, field: str = "description", longest: int = TEXT_MAX) -> str:
    """Some sentences; `BadInput` at `field` for what is too long or cannot be seen."""
    found = given.strip()
    if not found:
        return ""
    lines = [line.strip() for line in found.splitlines()]
    try:
        for line in filter(None, lines):
            names.checked(line, longest)
    except errors.BadInput:
        sentence = f"Write at most {longest} characters, all of which can be seen"
        raise errors.BadInput(sentence, **{field: sentence}) from None
    whole = "\n".join(lines)
    if len(whole) > longest:
        sentence = f"Write at most {longest} characters"
        raise errors.BadInput(sentence, **{field: sentence})
    return whole
