"""Access tokens: made once, shown once, known afterwards only by their digest."""

import hashlib
from typing import Any, Final

import msgspec
from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, roles
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person

PROGRAM: Final = "token"
SESSION: Final = "session"
LOCAL: Final = "local"
"""The running server's own; making one ends the one before it of the same name."""
PREFIX: Final = "tw"
USED_GRAIN_S: Final = 3600
"""`last_used` is only as fine as this, so that reading does not write."""
PATIENCE_S: Final = 1.0
"""So long a note of its use waits for others that write."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who a token belongs to. `kind`: token, session or local. `expires`: seconds UTC or None.

    `person_id`: whose session it is; their name and role are these then. `proven_until`: until
    then, in seconds UTC, a new password needs no old one, because a one-time link was opened.
    """

    id: str
    kind: str
    name: str
    role: str
    created: int
    expires: int | None
    last_used: int | None
    person_id: str | None = None
    proven_until: int | None = None

    def may(self, permission: str) -> bool:
        return roles.permits(self.role, permission)


def digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode()).digest()


async def create(
    store: Store,
    clock: Clock,
    name: str,
    role: str,
    kind: str = PROGRAM,
    lives_s: int | None = None,
    *,
    who: str = "this machine",
) -> str:
    """A new token, `tw_` and 22 base62; it cannot be shown again. `who` made it, for the audit."""
    name = names.checked(name)
    roles.check(role)
    async with store.writing() as tx:
        if kind == LOCAL:
            await tx.execute(delete(access).where(access.c.kind == LOCAL, access.c.name == name))
        else:
            await audit.write(tx, clock, who, f"{kind}.create", f"{name} ({role})")
        return await insert(tx, clock, name=name, role=role, kind=kind, lives_s=lives_s)


async def insert(
    tx: AsyncConnection,
    clock: Clock,
    *,
    name: str,
    role: str,
    kind: str,
    lives_s: int | None,
    person_id: str | None = None,
    proven_s: int = 0,
) -> str:
    """One row of `access` for a fresh secret, which is returned."""
    plain = ids.new(PREFIX)
    now = int(clock.now())
    await tx.execute(
        access.insert().values(
            id=ids.new("acc"),
            kind=kind,
            name=name,
            role=role,
            digest=digest(plain),
            created=now,
            expires=None if lives_s is None else now + lives_s,
            person_id=person_id,
            proven_until=now + proven_s if proven_s else None,
        )
    )
    return plain


async def who(store: Store, clock: Clock, plain: str) -> Person | None:
    """Whose token that is; None for one that is unknown, over, or a link's."""
    query = _selected().where(
        access.c.digest == digest(plain),
        access.c.kind.in_((PROGRAM, SESSION, LOCAL)),
        or_(access.c.expires.is_(None), access.c.expires > int(clock.now())),
    )
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    return _person(dict(row)) if row else None


def is_noted(shown: Person, clock: Clock) -> bool:
    """Whether the last note of its use is young enough."""
    return shown.last_used is not None and int(clock.now()) - shown.last_used < USED_GRAIN_S


async def touch(store: Store, clock: Clock, shown: Person) -> bool:
    """Note that the token was used, at most once an hour. False: the store cannot write just now,
    or others write for long; that shuts nobody out who only reads."""
    if is_noted(shown, clock):
        return True
    noted = update(access).where(access.c.id == shown.id).values(last_used=int(clock.now()))
    try:
        async with store.writing(patience_s=PATIENCE_S) as tx:
            await tx.execute(noted)
    except SQLAlchemyError:
        return False
    return True


async def everything(store: Store, clock: Clock) -> list[Person]:
    """Tokens and sessions that still open the door, newest first."""
    alive = or_(access.c.expires.is_(None), access.c.expires > int(clock.now()))
    query = _selected().where(access.c.kind.in_((PROGRAM, SESSION)), alive)
    async with store.reading() as tx:
        rows = await tx.execute(query.order_by(access.c.created.desc(), access.c.id.desc()))
        return [_person(dict(row)) for row in rows.mappings()]


async def revoke(store: Store, clock: Clock, id_: str, *, who: str) -> None:
    """The token or session opens nothing any more. `NotFound` when there is none of that id."""
    async with store.writing() as tx:
        gone = await tx.execute(delete(access).where(access.c.id == id_, access.c.kind != LOCAL))
        if not gone.rowcount:
            raise errors.NotFound(f"There is no access token {id_}")
        await audit.write(tx, clock, who, "access.revoke", id_)


def _selected() -> Select[Any]:
    """Tokens as `Person` has them: a session is called and may do what its person is and may."""
    own = ("id", "kind", "created", "expires", "last_used", "person_id", "proven_until")
    return select(
        *(access.c[name] for name in own),
        func.coalesce(person.c.name, access.c.name).label("name"),
        func.coalesce(person.c.role, access.c.role).label("role"),
    ).select_from(access.outerjoin(person, person.c.id == access.c.person_id))


def _person(row: dict[str, Any]) -> Person:
    return msgspec.convert({str(k): v for k, v in row.items()}, Person)
