"""The browsers a person is signed in with, and ending them."""

from typing import Final

from sqlalchemy import delete, select

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, links, tokens
from tillwatch.people.team import changing, members
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import access

HALF: Final = "half"
"""Whoever has shown one factor of two."""


async def of(store: Store, clock: Clock, person_id: str) -> list[Person]:
    """Newest first."""
    found = await tokens.everything(store, clock)
    return [one for one in found if one.kind == tokens.SESSION and one.person_id == person_id]


async def end_one(store: Store, clock: Clock, id_: str, *, of: Person) -> None:
    """`NotFound` for one that is none of that person's."""
    theirs = (access.c.id == id_) & (access.c.person_id == of.person_id)
    async with store.writing() as tx:
        gone = await tx.execute(delete(access).where(theirs, access.c.kind == tokens.SESSION))
        if not gone.rowcount:
            raise errors.NotFound(f"You have no session {id_}", id="not found")
        await audit.write(tx, clock, of.name, "session.end", id_)


async def end_all(store: Store, clock: Clock, person_id: str, *, by: Person) -> None:
    """All of a person's, with the links that would make another. `NotAllowed` when they may more
    than `by`."""
    kinds = (tokens.SESSION, links.LINK, HALF)
    theirs = access.c.person_id == person_id
    async with store.writing() as tx:
        one = await members.within(tx, clock, person_id)
        if by.person_id != person_id:
            changing.may_touch(by, one)
        ids = select(access.c.id).where(theirs, access.c.kind == tokens.SESSION)
        ended = len((await tx.execute(ids)).all())
        await tx.execute(delete(access).where(theirs, access.c.kind.in_(kinds)))
        about = f"{one.name} ({one.id})"
        await audit.write(tx, clock, by.name, "session.end_all", about, before={"sessions": ended})
