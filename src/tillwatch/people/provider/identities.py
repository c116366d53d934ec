"""Who a person of the provider is here."""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, names, times
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, profiles, roles
from tillwatch.people.provider import rules
from tillwatch.people.provider.claims import Claims
from tillwatch.people.team import invitations
from tillwatch.settings import Oidc
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, identity, person


async def known(tx: AsyncConnection, claims: Claims) -> Any:
    """The row of whoever is linked with that identity; None: nobody is."""
    theirs = (identity.c.issuer == claims.issuer) & (identity.c.subject == claims.subject)
    linked = identity.join(person, person.c.id == identity.c.person_id)
    columns = (person.c.id, person.c.name, person.c.role, person.c.deactivated_at)
    return (await tx.execute(select(*columns).select_from(linked).where(theirs))).first()


async def come_in(tx: AsyncConnection, clock: Clock, told: Oidc, claims: Claims) -> str:
    """The id of the person they are, made if need be. `NotSignedIn` with the reason as its code.
    `IntegrityError` when they were made at the same moment: they are known then."""
    is_taken = await _is_taken(tx, claims)  # before: who is made in between is known after it
    found = await known(tx, claims)
    if found is not None:
        if found.deactivated_at is not None:
            raise _refused("You may no longer come in here: ask an admin", "provider_ended")
        await _follow(tx, clock, told, claims, found)
        return str(found.id)
    if is_taken:
        raise _refused(
            "Somebody with your e-mail is here already: sign in as before, then link the provider "
            "in your profile",
            "provider_taken",
        )
    return await _made(tx, clock, told, claims)


async def link(tx: AsyncConnection, clock: Clock, claims: Claims, person_id: str) -> None:
    """From now on they come in with it. `Conflict` when the identity is somebody else's, or the
    person has one of this provider already."""
    found = await known(tx, claims)
    if found is not None and found.id == person_id:
        return
    mine = (identity.c.issuer == claims.issuer) & (identity.c.person_id == person_id)
    has_one = (await tx.execute(select(identity.c.subject).where(mine))).first() is not None
    if found is not None or has_one:
        raise _elsewhere()
    try:
        await _insert(tx, clock, claims, person_id)
    except IntegrityError:
        raise _elsewhere() from None
    who = await tx.scalar(select(person.c.name).where(person.c.id == person_id))
    await audit.write(tx, clock, str(who), "identity.link", person_id, after=_told(claims))


async def unlink(store: Store, clock: Clock, person_id: str, *, who: str) -> None:
    """They no longer come in with the provider. `Conflict` when they could not come in at all."""
    async with store.writing() as tx:
        password = await tx.scalar(select(person.c.password).where(person.c.id == person_id))
        if not password:
            raise errors.Conflict(
                "You have no password yet: ask an admin for a link, set one, then end this"
            )
        mine = identity.c.person_id == person_id
        gone = await tx.execute(delete(identity).where(mine))
        if gone.rowcount:
            await audit.write(tx, clock, who, "identity.unlink", person_id)


async def linked_at(store: Store, issuer: str, person_id: str) -> int | None:
    """Since when they come in with that provider; None: they do not."""
    mine = (identity.c.issuer == issuer) & (identity.c.person_id == person_id)
    async with store.reading() as tx:
        found: int | None = await tx.scalar(select(identity.c.created).where(mine).limit(1))
    return found


async def has_password(store: Store, person_id: str) -> bool:
    async with store.reading() as tx:
        return bool(await tx.scalar(select(person.c.password).where(person.c.id == person_id)))


async def _follow(
    tx: AsyncConnection, clock: Clock, told: Oidc, claims: Claims, found: Any
) -> None:
    """Their role is what their groups have now, if groups have roles at all. An owner stays one."""
    if not told.roles or found.role == roles.OWNER:
        return
    role = rules.role_of(told, claims.groups)
    if role is None:
        raise _no_role()
    if role != found.role:
        await tx.execute(update(person).where(person.c.id == found.id).values(role=role))
        about = f"{found.name} ({found.id})"
        change: dict[str, Any] = {"before": {"role": found.role}, "after": {"role": role}}
        await audit.write(tx, clock, _by(told), "person.access", about, **change)


async def _made(tx: AsyncConnection, clock: Clock, told: Oidc, claims: Claims) -> str:
    if claims.email is None:
        raise _refused(
            "The sign-in provider has not verified your e-mail address: ask an admin",
            "provider_unverified",
        )
    invited = await invitations.of_email(tx, clock, profiles.email_key(claims.email))
    by_invitation = None if told.roles or invited is None else invited.role
    role = by_invitation or rules.role_of(told, claims.groups)
    if role not in rules.GIVEN:
        raise _no_role()
    columns = profiles.Wishes(
        name=names.checked(claims.name),
        email=claims.email,
        zone=_zone(claims.zone),
        currency=await _currency(tx),
    ).checked()
    id_ = await profiles.add(tx, clock, columns, role=role, password="")
    await _insert(tx, clock, claims, id_)
    if invited is not None:
        more = {"connections": invited.connections, "invited_by": invited.made_by}
        await tx.execute(update(person).where(person.c.id == id_).values(**more))
        await tx.execute(delete(access).where(access.c.id == invited.id))
    await audit.write(tx, clock, columns["name"], "identity.link", id_, after=_told(claims))
    return id_


async def _is_taken(tx: AsyncConnection, claims: Claims) -> bool:
    """Whether somebody here has the e-mail that the provider has verified."""
    if claims.email is None:
        return False
    theirs = select(person.c.id).where(person.c.email_key == profiles.email_key(claims.email))
    return (await tx.execute(theirs)).first() is not None


async def _insert(tx: AsyncConnection, clock: Clock, claims: Claims, person_id: str) -> None:
    row = {"issuer": claims.issuer, "subject": claims.subject, "person_id": person_id}
    await tx.execute(insert(identity).values(**row, created=int(clock.now())))


async def _currency(tx: AsyncConnection) -> str:
    """The one that was here first."""
    first = select(person.c.currency).order_by(person.c.created, person.c.id).limit(1)
    return await tx.scalar(first) or "usd"


def _zone(told: str | None) -> str:
    try:
        times.zone(told or "")
    except errors.BadInput:
        return "UTC"
    return told or "UTC"


def _told(claims: Claims) -> dict[str, Any]:
    return {"issuer": claims.issuer, "subject": claims.subject}


def _by(told: Oidc) -> str:
    return f"{told.name} (provider)"


def _refused(sentence: str, code: str) -> errors.NotSignedIn:
    return errors.NotSignedIn(sentence, code=code)


def _no_role() -> errors.NotSignedIn:
    return _refused("None of your groups may come in here: ask an admin", "provider_no_role")


def _elsewhere() -> errors.Conflict:
    return errors.Conflict(
        "This sign-in is linked with another person here, or you have linked another",
        code="provider_elsewhere",
    )
