"""What a new token may: never more than whoever makes it.

A *service token* is a program's: it has a role, or of that role some permissions, sees all accounts
or some, and outlives who made it. A *personal token* is its person's: what it may is looked at
against what they may each time it is shown, and it ends with them. Either ends when its time is
over; one made with another token not after that.
"""

from collections.abc import Collection, Iterable
from typing import Final

import msgspec
from sqlalchemy import delete, select

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, roles, tokens
from tillwatch.people.tokens import Grant, Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, person

DAY_S: Final = 86_400


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`role` None: the first that has the permissions, for a person's own: theirs. `permissions`
    None: all of the role's. `connections` None: all accounts that the maker sees."""

    name: str
    role: str | None = None
    permissions: list[str] | None = None
    connections: list[str] | None = None
    lives_days: int | None = None


async def service(
    store: Store, clock: Clock, wanted: Wanted, *, by: Person, known: Collection[str]
) -> str:
    """A program's token, for `by`, who may make such. `known`: the accounts there are."""
    chosen = None if wanted.permissions is None else roles.check_permissions(wanted.permissions)
    role = roles.check(wanted.role or _smallest(chosen))
    _within_role(role, chosen)
    may = roles.permissions(role) if chosen is None else frozenset(chosen)
    _within(by, may)
    accounts = _accounts(by, wanted.connections, known)
    _limitable(chosen, may, accounts)
    grant = Grant(role=role, permissions=chosen, connections=accounts, made_by=by.person_id)
    return await _made(store, clock, wanted, grant, by)


async def own(
    store: Store, clock: Clock, wanted: Wanted, *, by: Person, known: Collection[str]
) -> str:
    """A token of `by` themselves."""
    if by.person_id is None:
        raise errors.NotAllowed("A token of one's own belongs to a person: sign in as one")
    chosen = None if wanted.permissions is None else roles.check_permissions(wanted.permissions)
    if chosen is None and by.permissions != roles.permissions(by.role):
        chosen = roles.check_permissions(by.permissions)
    _within(by, frozenset(chosen or ()))
    accounts = _accounts(by, wanted.connections, known)
    _limitable(wanted.permissions, frozenset(by.permissions), accounts)
    grant = Grant(
        role=by.role,
        permissions=chosen,
        connections=accounts,
        person_id=by.person_id,
        made_by=by.person_id,
    )
    return await _made(store, clock, wanted, grant, by)


async def of_person(store: Store, clock: Clock, person_id: str) -> list[Person]:
    """Their own tokens, newest first."""
    found = await tokens.everything(store, clock)
    return [one for one in found if one.kind == tokens.PROGRAM and one.person_id == person_id]


async def end_own(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    """`NotFound` for one that is not theirs, as for one there is not."""
    mine = (access.c.person_id == by.person_id) & (access.c.kind == tokens.PROGRAM)
    async with store.writing() as tx:
        gone = await tx.execute(delete(access).where(access.c.id == id_, mine))
        if not gone.rowcount:
            raise errors.NotFound(f"You have no access token {id_}")
        await audit.write(tx, clock, by.name, "access.revoke", id_)


async def names_of(store: Store, ids: Iterable[str | None]) -> dict[str, str]:
    """What people are called, by id."""
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted:
        return {}
    async with store.reading() as tx:
        rows = await tx.execute(select(person.c.id, person.c.name).where(person.c.id.in_(wanted)))
        return {row.id: row.name for row in rows}


async def _made(store: Store, clock: Clock, wanted: Wanted, grant: Grant, by: Person) -> str:
    lives_s = None if wanted.lives_days is None else wanted.lives_days * DAY_S
    if by.kind == tokens.PROGRAM and by.expires is not None:
        left = by.expires - int(clock.now())
        lives_s = left if lives_s is None else min(left, lives_s)
    return await tokens.create(store, clock, wanted.name, grant, lives_s=lives_s, who=by.name)


def _smallest(chosen: list[str] | None) -> str:
    """The role that may least and still all of that."""
    if chosen is None:
        return roles.DEFAULT
    fit = [name for name in roles.TABLE if roles.permissions(name) >= set(chosen)]
    return min(fit, key=lambda name: len(roles.permissions(name)))


def _within_role(role: str, chosen: list[str] | None) -> None:
    for name in chosen or ():
        if name not in roles.permissions(role):
            sentence = f"The role {role} does not include {name}: leave it out, or choose another"
            raise errors.BadInput(sentence, permissions=sentence)


def _within(by: Person, may: frozenset[str]) -> None:
    more = [name for name in roles.PERMISSIONS if name in may - by.permissions]
    if more:
        raise errors.NotAllowed(
            f"You may not do this yourself, so no token of yours can ({', '.join(more)}): ask an "
            "owner",
            code="more_than_own",
            permission=more[0],
        )


def _accounts(by: Person, asked: list[str] | None, known: Collection[str]) -> list[str] | None:
    """In order, each once; `BadInput` that names the ones there are not, for `by`."""
    if asked is None:
        return None if by.connections is None else sorted(by.connections)
    seen = set(known) if by.connections is None else set(known) & by.connections
    wrong = sorted(set(asked) - seen)
    if wrong:
        sentence = f"There is no connection {', '.join(wrong)}"
        raise errors.BadInput(sentence, connections=sentence)
    if not asked:
        sentence = "Choose at least one account, or leave them out for all"
        raise errors.BadInput(sentence, connections=sentence)
    return sorted(set(asked))


def _limitable(named: list[str] | None, may: frozenset[str], accounts: list[str] | None) -> None:
    """Some permissions are about all accounts: a token kept to some cannot have them."""
    if accounts is None:
        return
    whole = [name for name in named or () if name not in roles.LIMITABLE]
    if whole or not may & roles.LIMITABLE:
        about = ", ".join(whole or sorted(may))
        sentence = f"This is about all accounts and cannot be kept to some: {about}"
        raise errors.BadInput(sentence, permissions=sentence)
