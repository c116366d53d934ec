"""Access tokens: made once, shown once, known afterwards only by their digest."""

import hashlib
from typing import Any, Final

import msgspec
from sqlalchemy import Select, delete, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids, names
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.eyes import Eyes
from tillwatch.people import audit, roles
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, passkey, person

PROGRAM: Final = "token"
SESSION: Final = "session"
LOCAL: Final = "local"
"""The running server's own; making one ends the one before it of the same name."""
PREFIX: Final = "tw"
BY_PROVIDER: Final = "by provider"
"""How a session began whose second factor is the provider's to ask."""
USED_GRAIN_S: Final = 3600
"""`last_used` is only as fine as this, so that reading does not write."""
PATIENCE_S: Final = 1.0
"""So long a note of its use waits for others that write."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who a token belongs to. `kind`: token, session or local. `expires`: seconds UTC or None.

    `person_id`: whose it is; a session is called and may do what its person is and may, a personal
    token never more than that. `connections`: the accounts it is kept to, None for all.
    `proven_until`: until then a new password needs no old one, because a one-time link was opened.
    `confirmed_until`: until then its person need not show again who they are. Both in seconds UTC.
    `second_factor`: its person has one, or signed in with a provider, who asks for it.
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
    confirmed_until: int | None = None
    connections: frozenset[str] | None = None
    permissions: frozenset[str] = frozenset()
    made_by: str | None = None
    address: str | None = None
    agent: str | None = None
    second_factor: bool = False

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def eyes(self, key: bytes) -> Eyes:
        """What they may see; `key` makes the pseudonyms of what they may not."""
        personal = self.may("personal.read")
        return Eyes(personal=personal, connections=self.connections, key=key)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a new token may: all of its `role`, or of that only `permissions`; in all accounts, or
    only in `connections`. `person_id`: whose it is, None for a program's."""

    role: str
    permissions: list[str] | None = None
    connections: list[str] | None = None
    person_id: str | None = None
    made_by: str | None = None


_OWN: Final = (
    "id",
    "kind",
    "name",
    "role",
    "created",
    "expires",
    "last_used",
    "person_id",
    "proven_until",
    "confirmed_until",
    "connections",
    "permissions",
    "made_by",
    "address",
    "agent",
)


def digest(plain: str) -> bytes:
    return hashlib.sha256(plain.encode()).digest()


async def create(
    store: Store,
    clock: Clock,
    name: str,
    role: str | Grant,
    kind: str = PROGRAM,
    lives_s: int | None = None,
    *,
    who: str = "this machine",
) -> str:
    """A new token, `tw_` and 22 base62; it cannot be shown again. `who` made it, for the audit."""
    name = names.checked(name)
    grant = role if isinstance(role, Grant) else Grant(role=role)
    roles.check(grant.role)
    if grant.permissions is not None:
        roles.check_permissions(grant.permissions)
    async with store.writing() as tx:
        if kind == LOCAL:
            await tx.execute(delete(access).where(access.c.kind == LOCAL, access.c.name == name))
        plain = await insert(
            tx,
            clock,
            name=name,
            role=grant.role,
            kind=kind,
            lives_s=lives_s,
            person_id=grant.person_id,
            permissions=grant.permissions,
            connections=grant.connections,
            made_by=grant.made_by,
        )
        if kind != LOCAL:
            after = {**msgspec.to_builtins(grant), "lives_s": lives_s}
            about = f"{name} ({grant.role})"
            what = "session.create" if kind == SESSION else "token.create"
            await audit.write(tx, clock, who, what, about, after=after)
        return plain


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
    confirmed_s: int = 0,
    **more: Any,
) -> str:
    """One row of `access` for a fresh secret, which is returned. `more`: its other columns."""
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
            confirmed_until=now + confirmed_s if confirmed_s else None,
            **more,
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
    return _person(row) if row else None


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
        return [_person(row) for row in rows.mappings()]


async def revoke(store: Store, clock: Clock, id_: str, *, who: str) -> None:
    """The token or session opens nothing any more. `NotFound` when there is none of that id."""
    async with store.writing() as tx:
        gone = await tx.execute(delete(access).where(access.c.id == id_, access.c.kind != LOCAL))
        if not gone.rowcount:
            raise errors.NotFound(f"There is no access token {id_}")
        await audit.write(tx, clock, who, "access.revoke", id_)


def _selected() -> Select[Any]:
    """Tokens, each beside its person; none of somebody who was deactivated."""
    own = [access.c[name] for name in _OWN]
    of_person = [person.c[name].label(f"their_{name}") for name in ("name", "role", "connections")]
    both = access.outerjoin(person, person.c.id == access.c.person_id)
    alive = access.c.person_id.is_(None) | person.c.id.is_not(None)
    key = exists().where(passkey.c.person_id == access.c.person_id)
    second = [access.c.told, person.c.totp_sealed.is_not(None).label("totp"), key.label("key")]
    query = select(*own, *of_person, *second).select_from(both)
    return query.where(alive, person.c.deactivated_at.is_(None))


def _person(row: Any) -> Person:
    """A session is called and may do what its person is and may; a personal token at most that."""
    told = {name: row[name] for name in _OWN}
    may, sees = told["permissions"], _set(told["connections"])
    if row["their_role"] is not None:
        theirs = _set(row["their_connections"])
        sees = theirs if sees is None else sees if theirs is None else sees & theirs
        if told["kind"] == SESSION:
            told |= {"name": row["their_name"], "role": row["their_role"]}
    allowed = roles.permissions(told["role"])
    if row["their_role"] is not None:
        allowed &= roles.permissions(row["their_role"])
    if may is not None:
        allowed &= frozenset(may)
    if sees is not None:
        allowed &= roles.LIMITABLE
    how = (row["told"] or {}).get("how")
    second = bool(row["totp"] or row["key"]) or how == BY_PROVIDER
    told |= {"permissions": allowed, "connections": sees, "second_factor": second}
    return Person(**told)


def _set(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
