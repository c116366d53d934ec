"""Who asks: the person behind a token or a session.

A session that a one-time link opened while there is no owner yet may only make one, and who lacks
the second factor that the owners require may only set one up. In the demo nobody has to.
"""

from typing import Final

from fastapi import Request
from fastapi.security import HTTPAuthorizationCredentials

from tillwatch.faces.api.guard.cookies import address, cookie_name, only_our_page
from tillwatch.faces.api.guard.pace import Pace
from tillwatch.faces.api.guard.throttle import Throttle
from tillwatch.kernel import errors, eyes
from tillwatch.kernel.clock import Clock
from tillwatch.people import actors, profiles, tokens
from tillwatch.people.actors import Actor
from tillwatch.people.factors import rule
from tillwatch.people.factors.rule import Rule
from tillwatch.people.tokens import Person
from tillwatch.people.uses import Uses
from tillwatch.store.engine import Store

SAFE: Final = ("GET", "HEAD", "OPTIONS")
REMEMBERED_S: Final = 5
REMEMBERED_MAX: Final = 1000


class Guard:
    """Knows recently seen tokens for a few seconds, so that most requests read nothing for it."""

    def __init__(
        self, store: Store, clock: Clock, pace: Pace, *, demo: bool = False, key: bytes = b""
    ) -> None:
        """`key` makes the pseudonyms of what somebody may not see."""
        self.throttle = Throttle(clock)
        self.pace = pace
        self._key = key
        self._store = store
        self._clock = clock
        self._demo = demo
        self._peopled = False
        self._known: dict[bytes, tuple[float, Person]] = {}
        self._rule: tuple[float, Rule] | None = None
        self._uses = Uses(store, clock)
        self.turns = 0
        """How often access was taken away or changed since the start."""

    async def person(
        self,
        request: Request,
        shown: HTTPAuthorizationCredentials | None,
        *,
        half_way: bool = False,
    ) -> Person:
        """Who asks; from here on the request sees what they may, and is theirs in the log.

        `NotSignedIn` without a valid token; `NotAllowed` for a change from another site, and,
        unless `half_way`, for a session that has to make the owner first, or its second factor."""
        if shown is not None:
            person = await self._who(shown.credentials, address(request))
        else:
            session = request.cookies.get(cookie_name(request))
            if session is None:
                raise errors.NotSignedIn(
                    "Sign in, or send an access token: Authorization: Bearer tw_…"
                )
            person = await self._who(session, address(request))
            if request.method not in SAFE:
                await only_our_page(request)
        if not half_way and await self.setup_needed(person):
            raise errors.NotAllowed("Make the owner of this Tillwatch first", code="setup_needed")
        if not half_way and await self.second_factor_needed(person):
            raise errors.NotAllowed(
                "Set up a second factor first: the owners of this Tillwatch require one",
                code="second_factor_needed",
            )
        eyes.open_to(person.eyes(self._key))
        here = address(request)
        actors.enter(Actor(person_id=person.person_id, access_id=person.id, address=here))
        return person

    def must_confirm(self, person: Person) -> bool:
        """Whether they have to show again who they are. The demo's visitor is nobody."""
        nobody = person.person_id is None
        return not nobody and (person.confirmed_until or 0) <= self._clock.now()

    async def setup_needed(self, person: Person) -> bool:
        """Whether it is a session for making the owner."""
        return self._is_nobodys(person) and not await self.peopled()

    async def second_factor_by(self, person: Person) -> int | None:
        """From when on, in seconds UTC, this session may do nothing without a second factor."""
        if person.kind != tokens.SESSION or person.person_id is None or person.second_factor:
            return None
        now = self._clock.now()
        if self._rule is None or not 0 <= now - self._rule[0] < REMEMBERED_S:
            self._rule = (now, await rule.read(self._store))
        return rule.by(self._rule[1], person)

    async def second_factor_needed(self, person: Person) -> bool:
        by = await self.second_factor_by(person)
        return by is not None and by <= self._clock.now()

    async def is_first(self) -> bool:
        """Whether who comes by a link now makes the owner."""
        return not self._demo and not await self.peopled()

    async def peopled(self) -> bool:
        """Whether there is an owner, who then stays."""
        if not self._peopled:
            self._peopled = await profiles.anybody(self._store)
        return self._peopled

    def _is_nobodys(self, person: Person) -> bool:
        return person.kind == tokens.SESSION and person.person_id is None and not self._demo

    def forget(self) -> None:
        """Ask the store again about everybody: access was taken away, or changed."""
        self._known.clear()
        self._rule = None
        self.turns += 1

    async def _who(self, plain: str, address: str) -> Person:
        digest = tokens.digest(plain)
        now = self._clock.now()
        known = self._known.get(digest)
        if known is not None and 0 <= now - known[0] < REMEMBERED_S:
            return known[1]
        if known is None:
            self.throttle.check(address)
        person = await tokens.who(self._store, self._clock, plain)
        if person is None or (self._is_nobodys(person) and await self.peopled()):
            self._known.pop(digest, None)
            self.throttle.failed(address, digest)
            raise errors.NotSignedIn("This access token or session is not, or no longer, valid")
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        if not self._is_nobodys(person):  # it may become somebody's at any moment
            self._known[digest] = (now, person)
        self._uses.note(person)
        return person

    async def settle(self) -> None:
        """Wait for what is still being written about used tokens; called at the end."""
        await self._uses.settle()
