"""One-time links: how a browser gets its session without a password typed anywhere.

A link that was made for a person signs them in; any other the first owner. While there is none yet
its session belongs to nobody, and is good for making the owner (`people.door`).
"""

from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import actors, audit, roles, sessions, tokens
from tillwatch.people.factors import half
from tillwatch.people.factors.half import Entered
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person

LINK: Final = "link"
LIVES_S: Final = 600


async def create(
    store: Store,
    clock: Clock,
    name: str = "owner",
    role: str = roles.OWNER,
    lives_s: int | None = LIVES_S,
    *,
    who: str = "this machine",
    person_id: str | None = None,
    second_factor: bool = True,
) -> str:
    """The code of a new link (`/open/{code}`), good once; `lives_s` None: until it is used.
    `person_id`: whom it signs in. `second_factor`: whether it asks for theirs; only whoever has
    the machine may say no, for somebody who lost everything."""
    name = names.checked(name)
    roles.check(role)
    told: dict[str, Any] = {"lives_s": lives_s, "person_id": person_id}
    after = spared(second_factor)
    async with store.writing() as tx:
        code = await tokens.insert(tx, clock, name=name, role=role, kind=LINK, **told, told=after)
        about = person_id or f"{name} ({role})"
        await audit.write(tx, clock, who, "link.create", about, after=after)
        return code


def spared(second_factor: bool) -> dict[str, Any] | None:
    """What the row of a link that does not ask for the second factor is told."""
    return None if second_factor else {"second_factor": "not asked"}


async def redeem(store: Store, clock: Clock, code: str, agent: str | None = None) -> Entered:
    """The token of a new session, for a link that was not used yet; `NotSignedIn` otherwise. Half
    of one for a person with a second factor, unless the link does not ask for it.

    The link is taken away in the transaction that makes the session, so two that come at once
    do not both get one.
    """
    now = int(clock.now())
    taken = (
        delete(access)
        .where(access.c.digest == tokens.digest(code), access.c.kind == LINK)
        .returning(
            access.c.name, access.c.role, access.c.expires, access.c.person_id, access.c.told
        )
    )
    async with store.writing() as tx:
        link = (await tx.execute(taken)).first()
        if link is None or (link.expires is not None and link.expires <= now):
            raise errors.NotSignedIn(
                "This link has been used or is too old: make a new one with `tillwatch user reset`"
            )
        whose = await _whose(tx, link)
        if whose is not None:
            let_in: dict[str, Any] = {"agent": agent, "proven": True}
            if not link.told:
                return await half.enter(tx, clock, whose, "by link", **let_in)
            how = "by link without the second factor"
            return Entered(plain=await sessions.start(tx, clock, whose, how, **let_in))
        plain = await tokens.insert(
            tx,
            clock,
            name=link.name,
            role=link.role,
            kind=tokens.SESSION,
            lives_s=sessions.LIVES_S,
            address=actors.now().address,
            agent=(agent or "")[: sessions.AGENT_MAX],
        )
        await audit.write(tx, clock, link.name, "session.create", "by link")
        return Entered(plain=plain)


async def _whose(tx: AsyncConnection, link: Any) -> str | None:
    """Whom it signs in: the link's person, else the first owner; None while there is nobody."""
    if link.person_id is not None or link.role not in (roles.OWNER, roles.ADMIN):
        found: str | None = link.person_id
        return found
    owners = select(person.c.id).where(
        person.c.role == roles.OWNER, person.c.deactivated_at.is_(None)
    )
    return await tx.scalar(owners.order_by(person.c.created, person.c.id).limit(1))
