"""Who there is: with their role, their accounts, their second factor, their browsers."""

from typing import Any, Final

import msgspec
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import tokens
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, passkey, person


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """`connections`: the accounts they see, None for all. `second_factor`: whether they have set
    one up. `sessions`: browsers they are signed in with. `programs`: tokens for programs that they
    made and that still open the door. Moments in seconds UTC."""

    id: str
    name: str
    email: str
    role: str
    connections: list[str] | None
    created: int
    last_sign_in: int | None
    deactivated_at: int | None
    second_factor: bool
    sessions: int
    programs: int


_OWN: Final = [person.c[name] for name in Member.__struct_fields__ if name in person.c]


async def everybody(store: Store, clock: Clock) -> list[Member]:
    """The active first, each half by name."""
    query = _selected(clock).order_by(
        person.c.deactivated_at.is_not(None), func.lower(person.c.name), person.c.id
    )
    async with store.reading() as tx:
        return [_read(row) for row in (await tx.execute(query)).mappings()]


async def one(store: Store, clock: Clock, id_: str) -> Member:
    async with store.reading() as tx:
        return await within(tx, clock, id_)


async def within(tx: AsyncConnection, clock: Clock, id_: str) -> Member:
    """That person, as they are in this transaction; `NotFound` when there is none."""
    query = _selected(clock).where(person.c.id == id_)
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no person {id_}", id="not found")
    return _read(row)


def _selected(clock: Clock) -> Select[Any]:
    open_now = or_(access.c.expires.is_(None), access.c.expires > int(clock.now()))
    theirs = access.c.person_id == person.c.id
    sessions = select(func.count()).where(theirs, access.c.kind == tokens.SESSION, open_now)
    by_them = (access.c.made_by == person.c.id) & access.c.person_id.is_(None)
    programs = select(func.count()).where(by_them, access.c.kind == tokens.PROGRAM, open_now)
    has_passkey = exists().where(passkey.c.person_id == person.c.id)
    return select(
        *_OWN,
        or_(person.c.totp_sealed.is_not(None), has_passkey).label("second_factor"),
        sessions.scalar_subquery().label("sessions"),
        programs.scalar_subquery().label("programs"),
    )


def _read(row: Any) -> Member:
    told = {str(name): value for name, value in row.items()}
    return Member(**{**told, "second_factor": bool(told["second_factor"])})
