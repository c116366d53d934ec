"""Half way in: who has shown a password, or opened a link, and has a second factor to show.

The token of a half opens nothing but the second step (`tokens.who` does not know its kind), and
ends after ten minutes. The session is made when the second step is done, and the half is used up
in the same transaction.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.scrub import unsaid
from tillwatch.people import sessions, tokens
from tillwatch.people.factors.held import WORDS, held
from tillwatch.store.engine import Store
from tillwatch.store.tables import access

HALF: Final = "half"
LIVES_S: Final = 600


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """`plain`: the token of a session, or, with `ways` to make the second step, of a half."""

    plain: str
    ways: list[str] = []

    __repr__ = unsaid


class Half(msgspec.Struct, frozen=True, kw_only=True):
    """`how` its person came, `proven` that it was by a link."""

    id: str
    person_id: str
    name: str
    how: str
    proven: bool


async def enter(
    tx: AsyncConnection,
    clock: Clock,
    person_id: str,
    how: str,
    *,
    agent: str | None = None,
    before: str | None = None,
    proven: bool = False,
) -> Entered:
    """A session for who has no second factor, a half for who has; as `sessions.start`."""
    has = await held(tx, person_id)
    if not has.any:
        told: dict[str, Any] = {"agent": agent, "before": before, "proven": proven}
        return Entered(plain=await sessions.start(tx, clock, person_id, how, **told))
    who = await sessions.active(tx, person_id)
    over = (access.c.kind == HALF) & (access.c.expires <= int(clock.now()))
    await tx.execute(delete(access).where(over))
    plain = await tokens.insert(
        tx,
        clock,
        name=who.name,
        role=who.role,
        kind=HALF,
        lives_s=LIVES_S,
        person_id=person_id,
        told={"how": how, "proven": proven},
    )
    return Entered(plain=plain, ways=has.ways())


async def whose(store: Store, clock: Clock, plain: str | None) -> tuple[Half, list[str]]:
    """The half of that token, and the ways on; `NotSignedIn` (half_over) when there is none."""
    columns = (access.c.id, access.c.person_id, access.c.name, access.c.told)
    query = select(*columns).where(
        access.c.digest == tokens.digest(plain or ""),
        access.c.kind == HALF,
        access.c.expires > int(clock.now()),
    )
    async with store.reading() as tx:
        row = (await tx.execute(query)).first()
        if row is None:
            raise over()
        ways = (await held(tx, row.person_id)).ways()
    return Half(id=row.id, person_id=row.person_id, name=row.name, **row.told), ways


async def finish(
    tx: AsyncConnection,
    clock: Clock,
    half: Half,
    way: str,
    *,
    agent: str | None = None,
    before: str | None = None,
) -> str:
    """The token of the session. Of two that finish one half at once, one gets it."""
    if not (await tx.execute(delete(access).where(access.c.id == half.id))).rowcount:
        raise over()
    how = f"{half.how} and {WORDS[way]}"
    told: dict[str, Any] = {"agent": agent, "before": before, "proven": half.proven}
    return await sessions.start(tx, clock, half.person_id, how, **told)


async def leave(store: Store, plain: str) -> None:
    """It ends, if there is one."""
    its = (access.c.digest == tokens.digest(plain)) & (access.c.kind == HALF)
    async with store.writing() as tx:
        await tx.execute(delete(access).where(its))


def over() -> errors.NotSignedIn:
    return errors.NotSignedIn("Sign in again: this took too long", code="half_over")
