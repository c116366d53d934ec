"""Coming in with a password, and the first start that makes the first one.

A session that came by a one-time link while there is nobody makes the owner (`begin`), once. From
then on a person signs in with e-mail and password; an e-mail that nobody has takes as long as a
wrong password and is answered with the same words. Who lost the password opens a link made on the
machine (`tillwatch user reset`) and sets a new one. Wrong tries slow down (`people.tries`).
"""

from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, links, passwords, profiles, roles, sessions, tokens
from tillwatch.people.factors import half
from tillwatch.people.factors.half import Entered
from tillwatch.people.logbook.wrong import Wrong
from tillwatch.people.passwords import Passwords
from tillwatch.people.profiles import Wishes
from tillwatch.people.tokens import Person
from tillwatch.people.tries import Tries
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, cursor, person

FIRST_START: Final = "first start"
"""A row of `cursor`: of two first starts at once only one can write it."""
OVER: Final = "The owner of this Tillwatch exists already: sign in"


class Door:
    """One of the running application: it remembers wrong tries and limits the work of hashing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._tries = Tries(clock)
        self.wrong = Wrong(store, clock)
        self._passwords = Passwords()

    @property
    def hashing(self) -> Passwords:
        return self._passwords

    async def begin(self, session: Person, wishes: Wishes, password: str) -> str:
        """The first person, an owner, whose `session` this is from now on; their id. All other
        sessions and links that belong to nobody end. `Conflict` when it was done before."""
        columns = wishes.checked()
        if missing := {"name", "email", "zone", "currency"} - columns.keys():
            raise errors.BadInput("Something is missing", **dict.fromkeys(missing, "is required"))
        if await profiles.anybody(self._store):
            raise errors.Conflict(OVER, code="first_start_over")
        passwords.check(password, columns["email"])
        digest = await self._passwords.digest(password)
        mine = access.c.id == session.id
        nobodys = access.c.kind.in_((tokens.SESSION, links.LINK)) & access.c.person_id.is_(None)
        try:
            async with self._store.writing() as tx:
                once = {"name": FIRST_START, "position": int(self._clock.now())}
                await tx.execute(cursor.insert().values(**once))
                id_ = await profiles.add(
                    tx, self._clock, columns, role=roles.OWNER, password=digest
                )
                await tx.execute(update(access).where(mine).values(person_id=id_))
                await sessions.confirm(tx, self._clock, session.id)
                await tx.execute(delete(access).where(nobodys))
        except IntegrityError:
            raise errors.Conflict(OVER, code="first_start_over") from None
        return id_

    async def sign_in(
        self,
        email: str,
        password: str,
        address: str,
        before: str | None,
        agent: str | None = None,
    ) -> Entered:
        """A new session, or half of one for who has a second factor. `before`: the token this
        browser had, which ends. `agent`: what the browser calls itself. `NotSignedIn`
        (wrong_credentials) or `Throttled`."""
        key = profiles.email_key(email)
        begun = self._tries.begin(address, key)
        known = select(person.c.id, person.c.password).where(person.c.deactivated_at.is_(None))
        async with self._store.reading() as tx:
            found = (await tx.execute(known.where(person.c.email_key == key))).first()
        if not await self._passwords.fits(password, found and found.password) or found is None:
            await self.wrong.note(address, found and found.id, "by password")
            raise errors.NotSignedIn("Wrong e-mail or password", code="wrong_credentials")
        self._tries.right(address, key, begun)
        async with self._store.writing() as tx:
            return await half.enter(
                tx, self._clock, found.id, "by password", agent=agent, before=before
            )

    async def change_password(
        self, session: Person, old: str | None, new: str, address: str
    ) -> None:
        """All other sessions of the person end. The old password is not asked for a while after
        a one-time link was opened. `BadInput` (wrong_credentials) or `Throttled`."""
        proven = (session.proven_until or 0) > self._clock.now()
        if not proven and not await self.is_password(session, old or "", address):
            sentence = "This is not your present password"
            raise errors.BadInput(sentence, code="wrong_credentials", old=sentence)
        passwords.check(new, (await self._row(session)).email, field="new")
        digest = await self._passwords.digest(new)
        mine = person.c.id == session.person_id
        kinds = access.c.kind.in_((tokens.SESSION, links.LINK, half.HALF))
        others = (access.c.person_id == session.person_id) & (access.c.id != session.id) & kinds
        unproven = update(access).where(access.c.id == session.id).values(proven_until=None)
        async with self._store.writing() as tx:
            await tx.execute(update(person).where(mine).values(password=digest))
            await tx.execute(delete(access).where(others))
            await tx.execute(unproven)
            await audit.write(tx, self._clock, session.name, "password.change", session.person_id)

    async def has_password(self, session: Person) -> bool:
        """Not of somebody who signs in with a provider."""
        return bool((await self._row(session)).password)

    async def is_password(self, session: Person, shown: str, address: str) -> bool:
        """Whether it is that of who is signed in; `Throttled` after many wrong ones."""
        me = await self._row(session)
        begun = self._tries.begin(address, me.email_key)
        if not await self._passwords.fits(shown, me.password):
            await self.wrong.note(address, session.person_id, "by password")
            return False
        self._tries.right(address, me.email_key, begun)
        return True

    async def _row(self, session: Person) -> Any:
        known = select(person.c.email, person.c.email_key, person.c.password)
        async with self._store.reading() as tx:
            return (await tx.execute(known.where(person.c.id == session.person_id))).one()
