"""Browsers that were sent to the provider and are not back yet.

The browser holds a secret in a cookie, the store its digest and what was asked. Taken away when the
browser is back, so that an answer counts once.
"""

import hmac
import re
from typing import Any, Final

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids
from tillwatch.kernel.clock import Clock
from tillwatch.people import tokens
from tillwatch.store.tables import challenge

KIND: Final = "provider"
LIVES_S: Final = 600
WAITING_MAX: Final = 10_000
"""More at once are nobody's employees."""
SIGN_IN: Final = "sign_in"
LINK: Final = "link"
CONFIRM: Final = "confirm"
PAGE: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1000}")


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """`purpose`: sign_in, link, confirm; the last two for `person_id`. `back`: where the provider
    sends the browser. `to`: the page of ours that it goes to then. `at`: seconds UTC."""

    purpose: str
    to: str
    person_id: str | None
    state: str
    nonce: str
    verifier: str
    back: str
    at: int


def fresh(clock: Clock, purpose: str, back: str, to: str, person_id: str | None) -> Begun:
    state, nonce, verifier = (ids.new("st"), ids.new("no"), ids.new("pk") + ids.new("ce"))
    return Begun(
        purpose=purpose,
        person_id=person_id,
        state=state,
        nonce=nonce,
        verifier=verifier,
        back=back,
        to=page(to),
        at=int(clock.now()),
    )


def page(to: str) -> str:
    """`to` if it is the path of a page of ours, else that of the first: nobody is sent elsewhere.
    Browsers read a backslash as a slash and leave control characters out."""
    ours = PAGE.fullmatch(to) is not None
    return to if ours else "/"


async def keep(tx: AsyncConnection, clock: Clock, begun: Begun) -> str:
    """What the browser holds until it is back. `Throttled` while too many are away."""
    now = int(clock.now())
    ours = challenge.c.kind == KIND
    await tx.execute(delete(challenge).where(ours, challenge.c.expires <= now))
    waiting = await tx.scalar(select(func.count()).select_from(challenge).where(ours))
    if (waiting or 0) >= WAITING_MAX:
        raise errors.Throttled("Too many are signing in just now: wait", retry_after_s=60)
    held = ids.new("pv")
    row: dict[str, Any] = {"digest": tokens.digest(held), "kind": KIND, "expires": now + LIVES_S}
    await tx.execute(challenge.insert().values(**row, told=msgspec.to_builtins(begun)))
    return held


async def take(tx: AsyncConnection, clock: Clock, held: str | None, state: str) -> Begun:
    """What was asked; it is over with this. `NotSignedIn` (provider_late) when this browser asked
    nothing, asked too long ago, was answered before, or the answer is to somebody else."""
    mine = (challenge.c.digest == tokens.digest(held or "")) & (challenge.c.kind == KIND)
    taken = delete(challenge).where(mine).returning(challenge.c.told, challenge.c.expires)
    row = (await tx.execute(taken)).first()
    begun = None if row is None else msgspec.convert(row.told, Begun)
    if begun is None or row is None or row.expires <= int(clock.now()):
        raise late()
    if not hmac.compare_digest(begun.state.encode(), state.encode("utf-8", "surrogatepass")):
        raise late()
    return begun


def late() -> errors.NotSignedIn:
    return errors.NotSignedIn(
        "Signing in with the provider took too long, or was finished before: try again",
        code="provider_late",
    )
