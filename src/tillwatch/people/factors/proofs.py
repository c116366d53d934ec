"""Looks at what a person shows for the second step, or to confirm that it is them.

Six digits can be guessed, so wrong codes are counted by person, from wherever they come: the first
five cost nothing, then each doubles the wait up to five minutes (`people.tries`). Who guesses has
shown the password already, so a stranger locks nobody out; the owner's passkey never waits.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import select

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit, sessions
from tillwatch.people.factors import codes, half, recovery
from tillwatch.people.factors.ceremony import Answer, Site
from tillwatch.people.factors.half import Half
from tillwatch.people.factors.held import PASSKEY, RECOVERY, TOTP, WORDS
from tillwatch.people.factors.passkeys import AT_THE_DOOR, Passkeys
from tillwatch.people.tries import Tries
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import person

ALONE: Final = "by passkey"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """`way`: one of `held.WORDS`. `code`: of the app or on paper; `passkey`: its answer."""

    way: str
    code: str = ""
    passkey: Answer | None = None


class Proofs:
    """One of the running application: it remembers wrong tries."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._tries = Tries(clock, "codes")
        self.passkeys = Passkeys(store, clock, vault.derived("passkey challenges"))

    async def second(
        self,
        site: Site,
        asked: Half,
        shown: Shown,
        *,
        agent: str | None = None,
        before: str | None = None,
    ) -> str:
        """The token of a session: the second step is done. `NotSignedIn` (wrong_code,
        wrong_passkey) or `Throttled`. The rest as of `sessions.start`."""
        if shown.way == PASSKEY:
            fits = await self._is_passkey(site, shown, asked.id, asked.person_id, verified=False)
        else:
            fits = await self.is_code(asked.person_id, asked.name, shown)
        if not fits:
            raise wrong(shown.way)
        async with self._store.writing() as tx:
            way = shown.way
            return await half.finish(tx, self._clock, asked, way, agent=agent, before=before)

    async def alone(
        self, site: Site, answer: Answer, *, agent: str | None = None, before: str | None = None
    ) -> str:
        """The token of a session for who shows a passkey and nothing else: its device has looked
        at its owner, so these are both factors. `NotSignedIn` (wrong_passkey)."""
        whose = await self.passkeys.use(site, answer, AT_THE_DOOR, verified=True)
        if whose is None:
            raise wrong(PASSKEY)
        async with self._store.writing() as tx:
            return await sessions.start(tx, self._clock, whose, ALONE, agent=agent, before=before)

    async def confirms(
        self, site: Site, session_id: str, person_id: str, name: str, shown: Shown
    ) -> bool:
        """Whether it shows that who is signed in is still there; `Throttled`. A recovery code is
        for coming in only."""
        if shown.way == PASSKEY:
            return await self._is_passkey(site, shown, session_id, person_id, verified=True)
        return shown.way == TOTP and await self.is_code(person_id, name, shown)

    async def is_code(self, person_id: str, name: str, shown: Shown) -> bool:
        """Whether it is the person's code, used up by that. A wrong one is in the log."""
        place = f"codes of {person_id}"
        begun = self._tries.begin(place, person_id)
        if await self._fits(person_id, shown):
            self._tries.right(place, person_id, begun)
            if shown.way == RECOVERY:
                await self._noted(name, "recovery_code.use", person_id)
            return True
        await self._noted(name, "second_factor.wrong", person_id, after={"way": WORDS[shown.way]})
        return False

    async def email(self, person_id: str) -> str:
        async with self._store.reading() as tx:
            query = select(person.c.email).where(person.c.id == person_id)
            return str(await tx.scalar(query))

    async def _fits(self, person_id: str, shown: Shown) -> bool:
        if shown.way == RECOVERY:
            return await recovery.use(self._store, self._clock, person_id, shown.code)
        return await codes.use(self._store, self._vault, self._clock, person_id, shown.code)

    async def _is_passkey(
        self, site: Site, shown: Shown, purpose: str, person_id: str, *, verified: bool
    ) -> bool:
        if shown.passkey is None:
            return False
        use = self.passkeys.use
        return await use(site, shown.passkey, purpose, person_id, verified=verified) is not None

    async def _noted(self, who: str, what: str, about: str, **more: Any) -> None:
        async with self._store.writing() as tx:
            await audit.write(tx, self._clock, who, what, about, **more)


def wrong(way: str) -> errors.NotSignedIn:
    if way == PASSKEY:
        sentence = "This passkey does not open this: take another way, or another passkey"
        return errors.NotSignedIn(sentence, code="wrong_passkey")
    if way == RECOVERY:
        sentence = "This recovery code is not right, or was used already"
        return errors.NotSignedIn(sentence, code="wrong_code")
    sentence = "This code is not right, or was used already: take the one your app shows now"
    return errors.NotSignedIn(sentence, code="wrong_code")
