"""What a person may, changed by another; deactivated and let in again."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, links, roles, tokens
from tillwatch.people.team import members
from tillwatch.people.team.members import Member
from tillwatch.people.tokens import Person
from tillwatch.store import schema
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is left out stays. `connections`: the accounts they see, None for all."""

    role: str | None = None
    connections: list[str] | msgspec.UnsetType | None = msgspec.UNSET


async def change(
    store: Store, clock: Clock, id_: str, wanted: Change, *, by: Person, known: Collection[str]
) -> None:
    """`known`: the accounts there are; one that is gone may stay chosen. `NotAllowed` for one's
    own, for more than `by` may, and for somebody who may more; `Conflict` for the last owner;
    `BadInput` for what cannot be."""
    async with store.writing() as tx:
        now = await _in_turn(tx, clock, id_, by)
        role = now.role if wanted.role is None else roles.check(wanted.role, roles.FOR_PEOPLE)
        asked = now.connections
        if wanted.connections is not msgspec.UNSET:
            asked = accounts(wanted.connections, {*known, *(now.connections or ())})
        check_limit(role, asked)
        may_give(by, role)
        if now.role == roles.OWNER != role:
            await _spare_last_owner(tx, now)
        before, after = _differences(now, {"role": role, "connections": asked})
        if not after:
            return
        await tx.execute(update(person).where(person.c.id == id_).values(**after))
        await _end(tx, id_, links.LINK)  # one was made for somebody who might less
        about = f"{now.name} ({id_})"
        await audit.write(tx, clock, by.name, "person.access", about, before=before, after=after)


async def deactivate(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    """They may no longer come in; their sessions, links and tokens end. Twice is as once."""
    async with store.writing() as tx:
        now = await _in_turn(tx, clock, id_, by)
        if now.deactivated_at is not None:
            return
        await _spare_last_owner(tx, now)
        moment = {"deactivated_at": int(clock.now())}
        await tx.execute(update(person).where(person.c.id == id_).values(**moment))
        await tx.execute(delete(access).where(access.c.person_id == id_))
        await _noted(tx, clock, now, "person.deactivate", by, "active", "deactivated")


async def reactivate(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    """They may come in again, as what they were, with the password they had."""
    async with store.writing() as tx:
        now = await _in_turn(tx, clock, id_, by)
        if now.deactivated_at is None:
            return
        await tx.execute(update(person).where(person.c.id == id_).values(deactivated_at=None))
        await _noted(tx, clock, now, "person.reactivate", by, "deactivated", "active")


async def reset_code(
    store: Store,
    clock: Clock,
    id_: str,
    *,
    by: Person,
    lives_s: int,
    second_factor: bool = True,
) -> str:
    """The code of a link that signs that person in, once; the one made for them before ends. What
    they have for a password holds until they set another. `second_factor`: as of `links.create`."""
    async with store.writing() as tx:
        now = await members.within(tx, clock, id_)
        may_touch(by, now)
        if now.deactivated_at is not None:
            raise errors.Conflict(f"{now.name} is deactivated: reactivate them first")
        await _end(tx, id_, links.LINK)
        told: dict[str, Any] = {"lives_s": lives_s, "person_id": id_, "made_by": by.person_id}
        spared = links.spared(second_factor)
        told |= {"name": now.name, "role": now.role, "kind": links.LINK, "told": spared}
        code = await tokens.insert(tx, clock, **told)
        after = {"lives_s": lives_s, **(spared or {})}
        await audit.write(tx, clock, by.name, "link.create", f"{now.name} ({id_})", after=after)
        return code


def may_give(by: Person, role: str) -> None:
    """`NotAllowed` for a role that may more than `by`."""
    if roles.permissions(role) <= by.permissions:
        return
    if role == roles.OWNER:
        raise errors.NotAllowed("Only an owner can make an owner", role="needs an owner")
    raise errors.NotAllowed(
        f"The role {roles.TABLE[role].name} may more than you: ask an owner", role="needs an owner"
    )


def may_touch(by: Person, one: Member) -> None:
    """`NotAllowed` for a person who may more than `by`."""
    if roles.permissions(one.role) <= by.permissions:
        return
    if one.role == roles.OWNER:
        raise errors.NotAllowed(f"{one.name} is an owner: only an owner can do this")
    raise errors.NotAllowed(f"{one.name} may more than you: ask an owner")


def accounts(asked: list[str] | None, known: Collection[str]) -> list[str] | None:
    """In order, each once; `BadInput` that names the ones there are not."""
    if asked is None:
        return None
    wrong = sorted(set(asked) - set(known))
    if wrong:
        raise errors.BadInput(
            f"There is no connection {', '.join(wrong)}", connections=f"unknown: {', '.join(wrong)}"
        )
    if not asked:
        sentence = "Choose at least one account, or all (null)"
        raise errors.BadInput(sentence, connections=sentence)
    return sorted(set(asked))


def check_limit(role: str, asked: list[str] | None) -> None:
    """Owners and admins see every account."""
    if asked is not None and role in (roles.OWNER, roles.ADMIN):
        sentence = f"The role {roles.TABLE[role].name} sees every account: leave all chosen (null)"
        raise errors.BadInput(sentence, connections=sentence)


async def _in_turn(tx: AsyncConnection, clock: Clock, id_: str, by: Person) -> Member:
    """That person as they are, once whoever changed something before is done."""
    await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
    now = await members.within(tx, clock, id_)
    if by.person_id == id_:
        raise errors.NotAllowed(
            "Nobody changes what they themselves may: ask another owner or admin", code="own_access"
        )
    may_touch(by, now)
    return now


async def _spare_last_owner(tx: AsyncConnection, leaving: Member) -> None:
    if leaving.role != roles.OWNER or leaving.deactivated_at is not None:
        return
    others = select(func.count()).where(
        person.c.role == roles.OWNER,
        person.c.deactivated_at.is_(None),
        person.c.id != leaving.id,
    )
    if not await tx.scalar(others):
        raise errors.Conflict(
            f"{leaving.name} is the last owner: make somebody else an owner first",
            code="last_owner",
        )


async def _end(tx: AsyncConnection, id_: str, kind: str) -> None:
    await tx.execute(delete(access).where(access.c.person_id == id_, access.c.kind == kind))


async def _noted(
    tx: AsyncConnection, clock: Clock, one: Member, what: str, by: Person, old: str, new: str
) -> None:
    told = {"before": {"state": old}, "after": {"state": new}}
    await audit.write(tx, clock, by.name, what, f"{one.name} ({one.id})", **told)


def _differences(now: Member, wanted: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after, of what differs."""
    after = {name: value for name, value in wanted.items() if getattr(now, name) != value}
    return {name: getattr(now, name) for name in after}, after
