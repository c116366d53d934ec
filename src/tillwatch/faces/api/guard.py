"""Whose request it is, and whether it may do that.

A program shows `Authorization: Bearer tw_…`, a browser its session cookie. A request that changes
something and comes by cookie must come from our own page: `Sec-Fetch-Site: same-origin`, or an
`Origin` equal to the address it was sent to. Addresses that keep showing tokens which are none
are not listened to for a while; tokens known from before still pass from there.

A session that a one-time link opened while there is no admin yet may only make one. In the demo
nobody has to.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import links, profiles, tokens
from tillwatch.people.tokens import Person
from tillwatch.people.uses import Uses
from tillwatch.store.engine import Store

SAFE: Final = ("GET", "HEAD", "OPTIONS")
REMEMBERED_S: Final = 5
REMEMBERED_MAX: Final = 1000
FAILURES_MAX: Final = 30
FAILURES_WITHIN_S: Final = 60
ADDRESSES_MAX: Final = 10_000

bearer = HTTPBearer(auto_error=False, description="An access token: `tillwatch token create`")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


class Throttle:
    """Counts by address the different wrong tokens of the last minute. One wrong token shown over
    and over is a page or a program left behind, no guessing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, dict[bytes, float]] = {}

    def failed(self, address: str, digest: bytes) -> None:
        if address not in self._failures and len(self._failures) >= ADDRESSES_MAX:
            self._failures.pop(next(iter(self._failures)))
        wrong = self._failures.setdefault(address, {})
        wrong.pop(digest, None)
        if len(wrong) >= FAILURES_MAX:
            wrong.pop(next(iter(wrong)))
        wrong[digest] = self._clock.now()

    def check(self, address: str) -> None:
        """`Throttled` while the address has shown too many."""
        wrong = self._failures.get(address, {}).values()
        recent = sum(1 for at in wrong if self._clock.now() - at < FAILURES_WITHIN_S)
        if recent >= FAILURES_MAX:
            raise errors.Throttled(
                "Too many tries with tokens that are none: wait a minute",
                retry_after_s=FAILURES_WITHIN_S,
            )


class Guard:
    """Knows recently seen tokens for a few seconds, so that most requests read nothing for it."""

    def __init__(self, store: Store, clock: Clock, *, demo: bool = False) -> None:
        self.throttle = Throttle(clock)
        self._store = store
        self._clock = clock
        self._demo = demo
        self._peopled = False
        self._known: dict[bytes, tuple[float, Person]] = {}
        self._uses = Uses(store, clock)

    async def person(
        self,
        request: Request,
        shown: HTTPAuthorizationCredentials | None,
        *,
        before_setup: bool = False,
    ) -> Person:
        """`NotSignedIn` without a valid token; `NotAllowed` for a change from another site, and
        for a session that has to make the admin first, unless `before_setup`."""
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
                only_our_page(request)
        if not before_setup and await self.setup_needed(person):
            raise errors.NotAllowed("Make the admin of this Tillwatch first", code="setup_needed")
        return person

    async def setup_needed(self, person: Person) -> bool:
        """Whether it is a session for making the admin."""
        return self._is_nobodys(person) and not await self.peopled()

    async def is_first(self) -> bool:
        """Whether who comes by a link now makes the admin."""
        return not self._demo and not await self.peopled()

    async def peopled(self) -> bool:
        """Whether there is an admin, who then stays."""
        if not self._peopled:
            self._peopled = await profiles.anybody(self._store)
        return self._peopled

    def _is_nobodys(self, person: Person) -> bool:
        return person.kind == tokens.SESSION and person.person_id is None and not self._demo

    def forget(self) -> None:
        """Ask the store again about everybody: access was taken away."""
        self._known.clear()

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


def may(permission: str) -> Callable[..., Awaitable[Person]]:
    """A dependency: the person, if their role has `permission`; `NotAllowed` otherwise."""

    async def dependency(request: Request, shown: Credentials) -> Person:
        return await permitted(request, shown, permission)

    return dependency


async def permitted(
    request: Request, shown: HTTPAuthorizationCredentials | None, permission: str
) -> Person:
    """Who asks, if their role has `permission`; `NotAllowed` otherwise."""
    guard: Guard = request.app.state.desk.guard
    person = await guard.person(request, shown)
    if not person.may(permission):
        raise errors.NotAllowed(
            f"The role {person.role} does not include this ({permission}): ask an admin",
            permission=permission,
        )
    return person


def address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def cookie_name(request: Request) -> str:
    """One a port: cookies do not know ports, and two installations on one machine must not sign
    each other out."""
    port = request.url.port
    return f"tillwatch_{port}" if port else "tillwatch"


def let_in(request: Request, answer: Response, plain: str, public_url: str | None) -> Response:
    """`answer`, which gives the browser its session."""
    answer.set_cookie(
        cookie_name(request),
        plain,
        max_age=links.SESSION_LIVES_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https" or (public_url or "").startswith("https:"),
    )
    return answer


def only_our_page(request: Request) -> None:
    """`NotAllowed` for a request that another site's page may have made."""
    if not _from_our_page(request):
        raise errors.NotAllowed(
            "This request came from another site: use the page of Tillwatch itself",
            code="cross_site",
        )


def _from_our_page(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
