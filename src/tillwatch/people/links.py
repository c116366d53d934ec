"""One-time links: how a browser gets its session without a password typed anywhere.

The session belongs to the first admin; while there is none yet it belongs to nobody, and is good
for making one (`people.door`).
"""

from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, roles, tokens
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person

LINK: Final = "link"
LIVES_S: Final = 600
SESSION_LIVES_S: Final = 30 * 86_400
PROVEN_S: Final = 600
"""How long after opening a link a new password needs no old one."""


async def create(
    store: Store,
    clock: Clock,
    name: str = "admin",
    role: str = "admin",
    lives_s: int | None = LIVES_S,
    *,
    who: str = "this machine",
) -> str:
    """The code of a new link (`/open/{code}`), good once; `lives_s` None: until it is used."""
    name = names.checked(name)
    roles.check(role)
    async with store.writing() as tx:
        await audit.write(tx, clock, who, "link.create", f"{name} ({role})")
        return await tokens.insert(tx, clock, name=name, role=role, kind=LINK, lives_s=lives_s)


async def redeem(store: Store, clock: Clock, code: str) -> str:
    """The token of a new session, for a link that was not used yet; `NotSignedIn` otherwise.

    The link is taken away in the transaction that makes the session, so two that come at once
    do not both get one.
    """
    now = int(clock.now())
    taken = (
        delete(access)
        .where(access.c.digest == tokens.digest(code), access.c.kind == LINK)
        .returning(access.c.name, access.c.role, access.c.expires)
    )
    async with store.writing() as tx:
        link = (await tx.execute(taken)).first()
        if link is None or (link.expires is not None and link.expires <= now):
            raise errors.NotSignedIn(
                "This link has been used or is too old: make a new one with `tillwatch user reset`"
            )
        owner = await _owner(tx, now) if link.role == "admin" else None
        name = link.name if owner is None else owner.name
        await audit.write(tx, clock, name, "session.create", "by link")
        return await tokens.insert(
            tx,
            clock,
            name=name,
            role=link.role,
            kind=tokens.SESSION,
            lives_s=SESSION_LIVES_S,
            person_id=None if owner is None else owner.id,
            proven_s=PROVEN_S,
        )


async def _owner(tx: AsyncConnection, now: int) -> Any:
    """The first admin, who signs in now; None while there is none."""
    admins = select(person.c.id, person.c.name).where(person.c.role == "admin")
    found = (await tx.execute(admins.order_by(person.c.created, person.c.id).limit(1))).first()
    if found is not None:
        await tx.execute(update(person).where(person.c.id == found.id).values(last_sign_in=now))
    return found
