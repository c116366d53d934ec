"""Coming in with the provider: sent there, and back."""

from collections.abc import Mapping
from typing import Final

import msgspec
from sqlalchemy.exc import IntegrityError

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.scrub import unsaid
from tillwatch.people import audit, profiles, sessions, tokens
from tillwatch.people.provider import begun, claims, identities, proof, rules, wire
from tillwatch.people.provider.begun import Begun
from tillwatch.people.provider.claims import Claims
from tillwatch.people.tokens import Person
from tillwatch.settings import Oidc
from tillwatch.store.engine import Store

DENIED: Final = ("access_denied", "login_required", "interaction_required", "consent_required")
TRIES: Final = 2
"""Of two first sign-ins of one person at once the second finds what the first made."""


class Sent(msgspec.Struct, frozen=True):
    """`url`: the provider's. `held`: what the browser keeps until it is back."""

    url: str
    held: str

    __repr__ = unsaid


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """`to`: the page of ours to go to. `token`: of the new session, for `sign_in`."""

    purpose: str
    to: str
    token: str | None = None

    __repr__ = unsaid


class ProviderDoor:
    """One of the running application that has a provider."""

    def __init__(self, store: Store, clock: Clock, told: Oidc) -> None:
        self._store = store
        self._clock = clock
        self._told = rules.check(told)

    @property
    def name(self) -> str:
        return self._told.name

    @property
    def issuer(self) -> str:
        return self._told.issuer

    async def send(
        self, purpose: str, back: str, *, to: str = "/", person_id: str | None = None
    ) -> Sent:
        """`back`: the address the provider sends the browser to. `to`: the page of ours to go to
        then."""
        if not await profiles.anybody(self._store):
            raise errors.NotSignedIn("Make the owner of this Tillwatch first", code="setup_needed")
        found = await wire.discovered(self._told)
        asked = begun.fresh(self._clock, purpose, back, to, person_id)
        async with self._store.writing() as tx:
            held = await begun.keep(tx, self._clock, asked)
        return Sent(wire.question(self._told, found, asked), held)

    async def back(
        self,
        brought: Mapping[str, str],
        held: str | None,
        *,
        session: Person | None,
        before: str | None,
        agent: str | None,
    ) -> Back:
        """`brought`: what the provider had the browser say. `session`: whose browser this is, for
        what somebody does who is signed in. `before`: the token that this browser had."""
        async with self._store.writing() as tx:
            asked = await begun.take(tx, self._clock, held, brought.get("state", ""))
        if "error" in brought:
            raise _said(brought["error"])
        if asked.person_id is not None and (
            session is None or session.person_id != asked.person_id
        ):
            raise begun.late()
        now = int(self._clock.now())
        told = await wire.answered(self._told, asked, brought, now)
        theirs = claims.of(self._told.issuer, told, self._told.groups_claim)
        match asked.purpose:
            case begun.LINK:
                await self._link(asked, theirs)
            case begun.CONFIRM:
                await self._confirm(asked, theirs, session)
            case _:
                token = await self._come_in(theirs, before, agent)
                return Back(purpose=asked.purpose, to=asked.to, token=token)
        return Back(purpose=asked.purpose, to=asked.to)

    async def _come_in(self, theirs: Claims, before: str | None, agent: str | None) -> str:
        for tried in range(1, TRIES + 1):
            try:
                async with self._store.writing() as tx:
                    id_ = await identities.come_in(tx, self._clock, self._told, theirs)
                    return await sessions.start(
                        tx, self._clock, id_, tokens.BY_PROVIDER, agent=agent, before=before
                    )
            except IntegrityError:
                if tried == TRIES:
                    raise
        raise AssertionError("never")

    async def _link(self, asked: Begun, theirs: Claims) -> None:
        async with self._store.writing() as tx:
            await identities.link(tx, self._clock, theirs, str(asked.person_id))

    async def _confirm(self, asked: Begun, theirs: Claims, session: Person | None) -> None:
        """They have shown the provider who they are after we asked, not some time before."""
        async with self._store.writing() as tx:
            found = await identities.known(tx, theirs)
            is_them = found is not None and found.id == asked.person_id
            if session is None or not is_them:
                raise errors.NotSignedIn("That was somebody else", code="provider_other")
            if (theirs.authenticated_at or 0) < asked.at - proof.LEEWAY_S:
                raise proof.odd("who it is was not asked again")
            await sessions.confirm(tx, self._clock, session.id)
            await audit.write(tx, self._clock, session.name, "session.confirm", "provider")


def _said(error: str) -> errors.NotSignedIn:
    if error in DENIED:
        return errors.NotSignedIn("The sign-in provider let nobody in", code="provider_denied")
    return proof.odd("an error of the provider")
