"""One-time links: how a browser gets its session without a password typed anywhere."""

from typing import Final

from sqlalchemy import delete

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, roles, tokens
from tillwatch.store.engine import Store
from tillwatch.store.tables import access

LINK: Final = "link"
LIVES_S: Final = 600
SESSION_LIVES_S: Final = 30 * 86_400


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
    name = tokens.checked_name(name)
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
        await audit.write(tx, clock, link.name, "session.create", None)
        return await tokens.insert(
            tx,
            clock,
            name=link.name,
            role=link.role,
            kind=tokens.SESSION,
            lives_s=SESSION_LIVES_S,
        )
