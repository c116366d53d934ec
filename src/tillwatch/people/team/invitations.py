"""Invitations: a link for somebody who is not here yet, good once and for a week.

An invitation gives what its maker may give at the moment it is taken: when they are deactivated,
or may less by then, it is as if it had never been. To whoever shows a code there is one answer for
all that opens nothing: unknown, used, withdrawn, too old.
"""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, profiles, roles, tokens
from tillwatch.people.profiles import Wishes
from tillwatch.people.team import changing
from tillwatch.people.tokens import Person
from tillwatch.store import schema
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person

INVITATION: Final = "invitation"
LIVES_S: Final = 7 * 86_400
GONE: Final = "This invitation has been used, withdrawn or is too old: ask for a new one"


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """`made_by`: a person's id, None for a program or a command; `inviter`: their name. `holds`:
    whether who made it could make it now. Moments in seconds UTC."""

    id: str
    email: str
    role: str
    connections: list[str] | None
    created: int
    expires: int
    made_by: str | None
    inviter: str | None
    holds: bool


async def make(
    store: Store,
    clock: Clock,
    email: str,
    role: str,
    connections: list[str] | None,
    *,
    by: Person,
    known: Collection[str],
) -> tuple[str, str]:
    """Its id, and the code for the link, which is shown this once. `Conflict` for somebody who is
    here, or is invited already."""
    wishes = Wishes(email=email).checked()
    roles.check(role, roles.FOR_PEOPLE)
    sees = changing.accounts(connections, known)
    changing.check_limit(role, sees)
    changing.may_give(by, role)
    async with store.writing() as tx:
        await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
        await _refuse_known(tx, clock, wishes["email_key"])
        code = await tokens.insert(
            tx,
            clock,
            name=wishes["email"],
            role=role,
            kind=INVITATION,
            lives_s=LIVES_S,
            connections=sees,
            made_by=by.person_id,
            told={"email": wishes["email"]},
        )
        id_ = str(await tx.scalar(select(access.c.id).where(_is(code))))
        after = {"role": role, "connections": sees}
        await audit.write(tx, clock, by.name, "invitation.create", wishes["email"], after=after)
    return id_, code


async def pending(store: Store) -> list[Invitation]:
    """All that were neither used nor withdrawn, newest first; those that are too old, too."""
    query = _selected().order_by(access.c.created.desc(), access.c.id)
    async with store.reading() as tx:
        return [_read(row) for row in (await tx.execute(query)).mappings()]


async def again(store: Store, clock: Clock, id_: str, *, by: Person) -> str:
    """A new code, good for another week; the old link opens nothing. It is `by`'s from now on."""
    code = ids.new(tokens.PREFIX)
    now = int(clock.now())
    values: dict[str, Any] = {
        "digest": tokens.digest(code),
        "created": now,
        "expires": now + LIVES_S,
        "made_by": by.person_id,
    }
    async with store.writing() as tx:
        await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
        found = await _mine(tx, id_)
        changing.may_give(by, found.role)
        await tx.execute(update(access).where(access.c.id == id_).values(**values))
        await audit.write(tx, clock, by.name, "invitation.renew", found.email)
    return code


async def withdraw(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        found = await _mine(tx, id_)
        await tx.execute(delete(access).where(access.c.id == id_))
        await audit.write(tx, clock, by.name, "invitation.withdraw", found.email)


async def look(store: Store, clock: Clock, code: str) -> Invitation:
    """What that code opens; `NotFound`, always in the same words, when it opens nothing."""
    async with store.reading() as tx:
        return await opened(tx, clock, code)


async def opened(tx: AsyncConnection, clock: Clock, code: str) -> Invitation:
    """The same, as it is in this transaction."""
    row = (await tx.execute(_selected().where(_is(code)))).mappings().first()
    found = None if row is None else _read(row)
    if found is None or found.expires <= clock.now() or not found.holds:
        raise errors.NotFound(GONE, code="no_invitation")
    return found


async def of_email(tx: AsyncConnection, clock: Clock, key: str) -> Invitation | None:
    """The one that waits for whoever has that e-mail (`profiles.email_key`) and opens something."""
    for row in (await tx.execute(_selected())).mappings():
        one = _read(row)
        if profiles.email_key(one.email) == key and one.holds and one.expires > clock.now():
            return one
    return None


def _may_still(row: Any) -> bool:
    """Whether who made it could make it now."""
    if row["made_by"] is None:
        return True
    active = row["their"] is not None and row["deactivated_at"] is None
    return active and roles.permissions(row["role"]) <= roles.permissions(row["their"])


async def _refuse_known(tx: AsyncConnection, clock: Clock, key: str) -> None:
    found = (await tx.execute(select(person.c.name).where(person.c.email_key == key))).first()
    if found is not None:
        sentence = f"{found.name} has this e-mail and is here already"
        raise errors.Conflict(sentence, code="here_already", email=sentence)
    for row in (await tx.execute(_selected())).mappings():
        one = _read(row)
        if profiles.email_key(one.email) == key:
            if one.expires > clock.now():
                sentence = "They are invited already: make a new link for them instead"
                raise errors.Conflict(sentence, code="invited_already", email=sentence)
            await tx.execute(delete(access).where(access.c.id == one.id))


async def _mine(tx: AsyncConnection, id_: str) -> Invitation:
    row = (await tx.execute(_selected().where(access.c.id == id_))).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no invitation {id_}", id="not found")
    return _read(row)


def _is(code: str) -> Any:
    return (access.c.digest == tokens.digest(code)) & (access.c.kind == INVITATION)


def _selected() -> Select[Any]:
    own = [
        access.c[name]
        for name in ("id", "role", "connections", "created", "expires", "made_by", "told")
    ]
    both = access.outerjoin(person, person.c.id == access.c.made_by)
    maker = [person.c.name.label("inviter"), person.c.role.label("their"), person.c.deactivated_at]
    query = select(*own, *maker).select_from(both)
    return query.where(access.c.kind == INVITATION)


def _read(row: Any) -> Invitation:
    found = {"email": row["told"]["email"], "holds": _may_still(row)}
    told = {name: row[name] for name in Invitation.__struct_fields__ if name not in found}
    return Invitation(**found, **told)
