"""Passkeys of people: several each, with names, made and used.

The public key is kept, and how often the passkey says it was used: one that says less than before
may have been copied, is refused, and the log says so. (Many always say zero.)
"""

from typing import Any, Final

import msgspec
from sqlalchemy import and_, delete, literal, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids, names
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.people.factors import ceremony
from tillwatch.people.factors.ceremony import Answer, Site
from tillwatch.people.factors.challenges import Challenges
from tillwatch.store.engine import Store
from tillwatch.store.tables import passkey, person

MAKE: Final = "passkey.make"
USE: Final = "passkey.use"
MOST: Final = 20
AT_THE_DOOR: Final = "door"
"""The purpose of a challenge for somebody nobody knows yet."""


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """Moments in seconds UTC."""

    id: str
    name: str
    created: int
    last_used: int | None


COLUMNS: Final = [passkey.c[name] for name in Passkey.__struct_fields__]


class Passkeys:
    def __init__(self, store: Store, clock: Clock, key: bytes) -> None:
        """`key`: what its challenges are known by."""
        self._store = store
        self._clock = clock
        self._challenges = Challenges(key, clock)

    async def begin(self, site: Site, person_id: str) -> dict[str, Any]:
        """What the browser is asked to make. `Conflict` for one too many."""
        query = select(person.c.name, person.c.email).where(person.c.id == person_id)
        async with self._store.reading() as tx:
            who = (await tx.execute(query)).one()
        known = await self._credentials(person_id)
        if len(known) >= MOST:
            raise errors.Conflict(f"You have {MOST} passkeys: remove one first")
        challenge = self._challenges.new(f"{MAKE} {person_id}")
        told = {"id_": person_id, "name": who.name, "email": who.email}
        return ceremony.to_make(site, challenge, **told, known=known)

    async def add(
        self, tx: AsyncConnection, site: Site, person_id: str, name: str, answer: Answer
    ) -> Passkey:
        """`BadInput` when the answer does not hold, `Conflict` when it came before."""
        challenge = ceremony.challenge_of(answer)
        if not self._challenges.knows(challenge, f"{MAKE} {person_id}"):
            raise errors.Conflict("This took too long: begin again", code="over")
        made = ceremony.made(site, answer, challenge)
        kept = Passkey(
            id=ids.new("pk"),
            name=names.checked(name),
            created=int(self._clock.now()),
            last_used=None,
        )
        row = {**msgspec.to_builtins(kept), "person_id": person_id}
        await self._challenges.spend(tx, challenge, MAKE)
        try:
            key = {"credential": made.credential, "public_key": made.public_key}
            await tx.execute(passkey.insert().values(**row, **key, sign_count=made.sign_count))
        except IntegrityError:
            raise errors.Conflict("This passkey is known already", code="known") from None
        return kept

    async def ask(
        self, site: Site, purpose: str, person_id: str | None = None, *, verified: bool
    ) -> dict[str, Any]:
        """What the browser is asked to show. `person_id`: whose it must be."""
        known = [] if person_id is None else await self._credentials(person_id)
        challenge = self._challenges.new(f"{USE} {purpose}")
        return ceremony.to_use(site, challenge, known=known, verified=verified)

    async def use(
        self,
        site: Site,
        answer: Answer,
        purpose: str,
        person_id: str | None = None,
        *,
        verified: bool,
    ) -> str | None:
        """Whose passkey that is, if the answer holds, and if it is theirs. None otherwise."""
        challenge = ceremony.challenge_of(answer)
        row = await self._find(answer)
        if not self._challenges.knows(challenge, f"{USE} {purpose}") or row is None:
            return None
        if person_id not in (None, row.person_id) or not _is_theirs(answer, row.person_id):
            return None
        count = ceremony.used(site, answer, challenge, public_key=row.public_key, verified=verified)
        if count is None:
            return None
        async with self._store.writing() as tx:
            await self._challenges.spend(tx, challenge, USE)
            fits = await self._counted(tx, row.id, count)
            if not fits:
                told = {"kept": row.sign_count, "shown": count}
                what = "passkey.refused"
                await audit.write(tx, self._clock, row.owner, what, row.name, after=told)
        owner: str = row.person_id
        return owner if fits else None

    async def _counted(self, tx: AsyncConnection, id_: str, count: int) -> bool:
        """Notes the use; False when the passkey counts backwards."""
        nothing = and_(passkey.c.sign_count == 0, literal(count) == 0)
        more = (passkey.c.id == id_) & or_(passkey.c.sign_count < count, nothing)
        seen = {"sign_count": count, "last_used": int(self._clock.now())}
        return (await tx.execute(update(passkey).where(more).values(**seen))).rowcount == 1

    async def _find(self, answer: Answer) -> Any:
        try:
            credential = ceremony.unpacked(answer.id)
        except ValueError:
            return None
        both = passkey.join(person, person.c.id == passkey.c.person_id)
        query = select(passkey, person.c.name.label("owner")).select_from(both)
        active = person.c.deactivated_at.is_(None)
        async with self._store.reading() as tx:
            found = await tx.execute(query.where(passkey.c.credential == credential, active))
            return found.first()

    async def _credentials(self, person_id: str) -> list[bytes]:
        query = select(passkey.c.credential).where(passkey.c.person_id == person_id)
        async with self._store.reading() as tx:
            return list((await tx.execute(query.order_by(passkey.c.created))).scalars())


async def listed(store: Store, person_id: str) -> list[Passkey]:
    """The oldest first."""
    query = select(*COLUMNS).where(passkey.c.person_id == person_id)
    async with store.reading() as tx:
        rows = await tx.execute(query.order_by(passkey.c.created, passkey.c.id))
        return [Passkey(**{str(k): v for k, v in row.items()}) for row in rows.mappings()]


async def rename(tx: AsyncConnection, person_id: str, id_: str, name: str) -> str:
    """The name before. `NotFound` when the person has no passkey of that id."""
    before = await _name(tx, person_id, id_)
    named = {"name": names.checked(name)}
    await tx.execute(update(passkey).where(passkey.c.id == id_).values(**named))
    return before


async def remove(tx: AsyncConnection, person_id: str, id_: str) -> str:
    """Its name. `NotFound` when the person has no passkey of that id."""
    before = await _name(tx, person_id, id_)
    await tx.execute(delete(passkey).where(passkey.c.id == id_))
    return before


async def _name(tx: AsyncConnection, person_id: str, id_: str) -> str:
    mine = (passkey.c.id == id_) & (passkey.c.person_id == person_id)
    found = await tx.scalar(select(passkey.c.name).where(mine))
    if found is None:
        raise errors.NotFound("You have no such passkey")
    return str(found)


def _is_theirs(answer: Answer, person_id: str) -> bool:
    """Whether the device says the same person, if it says any."""
    if not answer.user_handle:
        return True
    try:
        return ceremony.unpacked(answer.user_handle) == person_id.encode()
    except ValueError:
        return False
